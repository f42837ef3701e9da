using Hush.Learning.Plans;

namespace Hush.Denoising;

/// <summary>Where a tile lies, and which of the image's columns are taken from it.</summary>
/// <param name="Origin">The image's column at which the tile begins.</param>
/// <param name="First">The first column that is taken from it.</param>
/// <param name="End">The one behind the last.</param>
internal readonly record struct TileSpan(int Origin, int First, int End);

/// <summary>
/// How an image is cut between columns: tiles of one length, the outer ones flush with the image's borders, each overlapping the next
/// by twice the reach or more. Of an overlap only pixels a reach away from the tile's cut are taken.
/// </summary>
/// <remarks>
/// The first tile begins at 0, the last one ends with the image's continuation to the alignment, and both begin on the grid; so the length
/// is that of the whole but for multiples of the grid, and with it the overlap.
/// </remarks>
internal sealed class TileAxis
{
    private readonly int _extent, _padded, _reach, _step;

    /// <summary>Cuts an axis.</summary>
    /// <param name="extent">Columns of the image.</param>
    /// <param name="footprint">What tiles must keep to.</param>
    /// <param name="shortest">A tile that is no whole axis has at least this length.</param>
    /// <param name="longest">The length that is wanted at most; what the footprint and the shortest need goes before it.</param>
    public TileAxis(int extent, Footprint footprint, int shortest, int longest)
    {
        int grid = footprint.Grid;
        (_extent, _padded, _reach) = (extent, AlignUp(extent, footprint.Alignment), footprint.Reach);
        int overlap = (2 * _reach) + Remainder(_padded - (2 * _reach), grid);
        int steps = (_padded - overlap) / grid;
        int fewest = Math.Max(1, DivideUp(shortest - overlap, grid)), most = Math.Max(fewest, (longest - overlap) / grid);
        if (_padded <= longest || steps <= most)
        {
            (Length, Count) = (_padded, 1);
            return;
        }

        int even = Math.Max(fewest, DivideUp(steps, DivideUp(steps, most)));
        (_step, Length, Count) = (even * grid, (even * grid) + overlap, DivideUp(steps, even));
    }

    /// <summary>Columns of every tile.</summary>
    public int Length { get; }

    /// <summary>How many tiles there are.</summary>
    public int Count { get; }

    /// <summary>One of the tiles.</summary>
    /// <param name="tile">Its place, from 0.</param>
    public TileSpan this[int tile] => new(
        Math.Min(tile * _step, _padded - Length),
        tile == 0 ? 0 : (tile * _step) + _reach,
        tile == Count - 1 ? _extent : ((tile + 1) * _step) + _reach);

    /// <summary>The next multiple.</summary>
    public static int AlignUp(int extent, int alignment) => DivideUp(extent, alignment) * alignment;

    private static int DivideUp(int a, int b) => (a + b - 1) / b;

    private static int Remainder(int a, int b) => ((a % b) + b) % b;
}
