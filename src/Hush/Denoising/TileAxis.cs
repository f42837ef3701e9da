using Hush.Learning.Plans;
using Hush.Numerics;

namespace Hush.Denoising;

/// <summary>The position of a tile along one axis, and the image rows or columns that are taken from it.</summary>
/// <param name="Origin">First image row or column of the tile.</param>
/// <param name="First">First image row or column that is taken from the tile.</param>
/// <param name="End">End of those that are taken (exclusive).</param>
internal readonly record struct TileSpan(int Origin, int First, int End);

/// <summary>
/// Splits an image into tiles along its rows or columns. All tiles have the same length, the outer ones end at the image borders, and
/// neighbors overlap by at least twice the receptive field radius. From an overlap, only pixels at least one radius away from the
/// tile's end are taken.
/// </summary>
/// <remarks>
/// The first tile begins at 0, the last one ends with the image padded to the alignment, and both begin on the grid. The length
/// therefore equals the padded length modulo the grid, and so does the overlap.
/// </remarks>
internal sealed class TileAxis
{
    private readonly int _extent, _padded, _reach, _step;

    /// <param name="extent">Number of image rows or columns.</param>
    /// <param name="constraints">Constraints on tiles.</param>
    /// <param name="minLength">Minimum length of a tile, unless it covers the whole axis.</param>
    /// <param name="maxLength">Desired maximum length. The constraints and <paramref name="minLength"/> take precedence.</param>
    public TileAxis(int extent, TileConstraints constraints, int minLength, int maxLength)
    {
        int grid = constraints.Grid;
        (_extent, _padded, _reach) = (extent, Align.Up(extent, constraints.Alignment), constraints.ReceptiveFieldRadius);
        int overlap = (2 * _reach) + Remainder(_padded - (2 * _reach), grid);
        int steps = (_padded - overlap) / grid;
        int minSteps = Math.Max(1, DivideUp(minLength - overlap, grid)), max = Math.Max(minSteps, (maxLength - overlap) / grid);
        if (_padded <= maxLength || steps <= max)
        {
            (Length, Count) = (_padded, 1);
            return;
        }

        int even = Math.Max(minSteps, DivideUp(steps, DivideUp(steps, max)));
        (_step, Length, Count) = (even * grid, (even * grid) + overlap, DivideUp(steps, even));
    }

    /// <summary>Number of rows or columns of each tile.</summary>
    public int Length { get; }

    public int Count { get; }

    /// <param name="tile">0 to <see cref="Count"/> - 1.</param>
    public TileSpan this[int tile] => new(
        Math.Min(tile * _step, _padded - Length),
        tile == 0 ? 0 : (tile * _step) + _reach,
        tile == Count - 1 ? _extent : ((tile + 1) * _step) + _reach);

    private static int DivideUp(int a, int b) => (a + b - 1) / b;

    private static int Remainder(int a, int b) => ((a % b) + b) % b;
}
