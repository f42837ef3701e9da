using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution.Winograd;

/// <summary>
/// Tiles that are taken through the three stages together: few enough that their transforms stay in the second-level cache, enough that
/// the filters' matrices are not read too often.
/// </summary>
internal readonly record struct WinogradBlock
{
    private const int Fewest = 8, Points = WinogradTransform<Lane128>.Points;

    private WinogradBlock(int inputs, int outputs, int floats, int most)
    {
        Tiles = Math.Clamp(floats / (Points * (inputs + outputs)) / Fewest * Fewest, Fewest, most);

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
    public nint Length => (Points * (InputPitch + OutputPitch)) + (3 * InputPitch / Tiles);

    /// <summary>
    /// For results: 48 or 24 tiles for 32 or 64 channels, so that register tiles of twelve rows divide them and the filters' matrices have
    /// room beside them.
    /// </summary>
    public static WinogradBlock ForResults(int inputs, int outputs) => new(inputs, outputs, floats: 112 << 10, most: 48);

    /// <summary>
    /// For filters' gradients: more, since each block reads and writes all sums. 64 tiles are an image of 32x32, or four of 16x16.
    /// </summary>
    public static WinogradBlock ForGradient(int inputs, int outputs) => new(inputs, outputs, floats: 144 << 10, most: 64);
}
