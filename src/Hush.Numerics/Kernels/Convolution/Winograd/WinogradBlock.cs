using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution.Winograd;

/// <summary>
/// Tiles that are taken through the three stages together: few enough that their transforms stay in the second-level cache, enough that
/// the filters' 36 matrices are not read too often.
/// </summary>
internal readonly record struct WinogradBlock
{
    private const int TargetFloats = 96 << 10, Fewest = 8, Most = 48;
    private const int Points = WinogradTransform<Lane128>.Points;

    /// <summary>Plans the blocks of a convolution.</summary>
    public WinogradBlock(int inputs, int outputs)
    {
        Tiles = Math.Clamp(TargetFloats / (Points * (inputs + outputs)) / Fewest * Fewest, Fewest, Most);

        // An odd number of cache lines, so that the 36 places of one tile do not fall on the same set of the first-level cache.
        InputPitch = ((nint)Tiles * inputs) + 16;
        OutputPitch = ((nint)Tiles * outputs) + 16;
    }

    /// <summary>Tiles of a block.</summary>
    public int Tiles { get; }

    /// <summary>Floats from one matrix of transformed inputs to the next.</summary>
    public nint InputPitch { get; }

    /// <summary>Floats from one matrix of transformed results to the next.</summary>
    public nint OutputPitch { get; }

    /// <summary>Floats of both; a register tile may read beyond the last matrix, so a few more.</summary>
    public nint Length => Points * (InputPitch + OutputPitch) + (8 * InputPitch / Tiles);

    /// <summary>The product of one of the 36 matrices of inputs with its filters, as the direct kernels see it: a row of 1x1 windows.</summary>
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

/// <summary>Some rows of an image, as tiles.</summary>
/// <param name="Height">Rows of the whole image.</param>
/// <param name="First">The first row, a multiple of four.</param>
/// <param name="Count">Rows; a multiple of four, or all that are left.</param>
internal readonly record struct WinogradRows(int Height, int First, int Count)
{
    private const int Side = WinogradTransform<Lane128>.Side;

    /// <summary>All rows.</summary>
    public static WinogradRows All(int height) => new(height, 0, height);

    /// <summary>Tiles beside each other.</summary>
    public static int TilesAcross(in WindowGrid g) => (g.Columns + Side - 1) / Side;

    /// <summary>The first tile, counted row by row from the image's first.</summary>
    public int FirstTile(in WindowGrid g) => First / Side * TilesAcross(g);

    /// <summary>The tile behind the last.</summary>
    public int EndTile(in WindowGrid g) => (First + Count + Side - 1) / Side * TilesAcross(g);
}
