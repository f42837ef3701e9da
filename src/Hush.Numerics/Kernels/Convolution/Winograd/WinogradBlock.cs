using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution.Winograd;

/// <summary>
/// The number of tiles that go through the three stages together: few enough that their transforms stay in the L2 cache, enough
/// that the filter matrices are not read too often.
/// </summary>
internal readonly record struct WinogradBlock
{
    private const int MinTiles = 8, Points = WinogradTransform<Lane128>.Points;

    private WinogradBlock(int inputs, int outputs, int floats, int max)
    {
        Tiles = Math.Clamp(floats / (Points * (inputs + outputs)) / MinTiles * MinTiles, MinTiles, max);

        // An odd number of cache lines, so that the elements of one tile do not map to the same set of the L1 cache.
        InputPitch = ((nint)Tiles * inputs) + 16;
        OutputPitch = ((nint)Tiles * outputs) + 16;
    }

    /// <summary>Maximum number of tiles per block.</summary>
    public int Tiles { get; }

    /// <summary>Number of tiles per block such that all blocks are about equally full.</summary>
    public int TilesPerBlock(int tiles)
    {
        int blocks = (tiles + Tiles - 1) / Tiles;
        return (tiles + blocks - 1) / blocks;
    }

    /// <summary>Floats from one matrix of transformed inputs to the next.</summary>
    public nint InputPitch { get; }

    /// <summary>Floats from one matrix of transformed outputs to the next.</summary>
    public nint OutputPitch { get; }

    /// <summary>Floats of both, plus three rows, because a register tile may read past the last matrix.</summary>
    public nint Length => (Points * (InputPitch + OutputPitch)) + (3 * InputPitch / Tiles);

    /// <summary>
    /// For outputs: 48 or 24 tiles for 32 or 64 channels, which are multiples of the twelve rows of a register tile and leave
    /// room in the cache for the filter matrices.
    /// </summary>
    public static WinogradBlock ForResults(int inputs, int outputs) => new(inputs, outputs, floats: 112 << 10, max: 48);

    /// <summary>
    /// For filter gradients: more tiles, because each block reads and writes all sums. 64 tiles are an image of 32x32 pixels or
    /// four of 16x16.
    /// </summary>
    public static WinogradBlock ForGradient(int inputs, int outputs) => new(inputs, outputs, floats: 144 << 10, max: 64);
}
