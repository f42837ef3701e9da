using Hush.Numerics.Kernels.Convolution;

namespace Hush.Numerics.Kernels.Matrices;

/// <summary>
/// Where the rows of a <see cref="ProductTile"/> lie: four side by side, and again four and four. A tile can so take pixels past the end of
/// an image's row, where rows are made of fours.
/// </summary>
/// <param name="Second">From the tile's first row to its fifth, in floats of the input.</param>
/// <param name="Third">To its ninth.</param>
/// <param name="SecondResult">From the first row of results to the fifth.</param>
/// <param name="ThirdResult">To the ninth.</param>
internal readonly record struct RowGroups(nint Second, nint Third, nint SecondResult, nint ThirdResult)
{
    /// <summary>Rows of a group.</summary>
    public const int Rows = 4;

    /// <summary>All rows side by side.</summary>
    public static RowGroups SideBySide(in WindowGrid g) =>
        new(Rows * g.InputPixelStep, 2 * Rows * g.InputPixelStep, Rows * g.OutputPixelStep, 2 * Rows * g.OutputPixelStep);

    /// <summary>Takes the next pixels in reading order.</summary>
    /// <param name="g">A grid with rows of fours.</param>
    /// <param name="count">Pixels, 4, 8 or 12.</param>
    /// <param name="row">The first one's row; becomes that of the pixel behind the last.</param>
    /// <param name="column">The first one's column; becomes that of the pixel behind the last.</param>
    /// <param name="input">From the grid's first window to the first pixel's.</param>
    /// <param name="output">From the grid's first result to the first pixel's.</param>
    public static RowGroups Take(in WindowGrid g, int count, ref int row, ref int column, out nint input, out nint output)
    {
        (input, output) = Next(g, ref row, ref column);
        var (second, secondResult) = count > Rows ? Next(g, ref row, ref column) : (input, output);
        var (third, thirdResult) = count > 2 * Rows ? Next(g, ref row, ref column) : (input, output);
        return new(second - input, third - input, secondResult - output, thirdResult - output);
    }

    private static (nint Input, nint Output) Next(in WindowGrid g, ref int row, ref int column)
    {
        var place = ((row * g.InputRowStep) + (column * g.InputPixelStep), (row * g.OutputRowStep) + (column * g.OutputPixelStep));
        column += Rows;
        if (column == g.Columns)
            (row, column) = (row + 1, 0);
        return place;
    }
}
