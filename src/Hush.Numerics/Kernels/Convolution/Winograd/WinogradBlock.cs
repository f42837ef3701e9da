using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution.Winograd;

/// <summary>
/// Tiles that are taken through the three stages together: few enough that their transforms stay in the second-level cache, enough that
/// the filters' matrices are not read too often.
/// </summary>
internal readonly record struct WinogradBlock
{
    private const int TargetFloats = 112 << 10, Fewest = 8;

    private readonly int _matrices;

    private WinogradBlock(int matrices, int inputs, int outputs, int most)
    {
        _matrices = matrices;
        Tiles = Math.Clamp(TargetFloats / (matrices * (inputs + outputs)) / Fewest * Fewest, Fewest, most);

        // An odd number of cache lines, so that the places of one tile do not fall on the same set of the first-level cache.
        InputPitch = ((nint)Tiles * inputs) + 16;
        OutputPitch = ((nint)Tiles * outputs) + 16;
    }

    /// <summary>Tiles of a block.</summary>
    public int Tiles { get; }

    /// <summary>Tiles to take at a time, so that all blocks are about equally full.</summary>
    public int Share(int tiles)
    {
        int blocks = (tiles + Tiles - 1) / Tiles;
        return (tiles + blocks - 1) / blocks;
    }

    /// <summary>Floats from one matrix of transformed inputs to the next.</summary>
    public nint InputPitch { get; }

    /// <summary>Floats from one matrix of transformed results to the next.</summary>
    public nint OutputPitch { get; }

    /// <summary>Floats of both; a register tile may read beyond the last matrix, so a few more.</summary>
    public nint Length => (_matrices * (InputPitch + OutputPitch)) + (12 * InputPitch / Tiles);

    /// <summary>For results: all 36 matrices of a tile are needed to transform it back.</summary>
    public static WinogradBlock ForResults(int inputs, int outputs) => new(WinogradTransform<Lane128>.Points, inputs, outputs, most: 48);

    /// <summary>
    /// For weight gradients: nothing is transformed back for a tile, so six matrices at a time do, and six times as many tiles share one
    /// passage through the sums.
    /// </summary>
    public static WinogradBlock ForGradient(int inputs, int outputs) => new(WinogradTransform<Lane128>.Window, inputs, outputs, most: 256);

    /// <summary>The product of one matrix of inputs with its filters, as the direct kernels see it: a row of 1x1 windows.</summary>
    public WindowGrid Product(int tiles, int inputs, int outputs) => new()
    {
        Columns = tiles,
        InputRowStep = InputPitch,
        InputPixelStep = inputs,
        WindowPitch = 0,
        WindowRows = 1,
        WindowLength = inputs,
        OutputRowStep = OutputPitch,
        OutputPixelStep = outputs,
    };
}
