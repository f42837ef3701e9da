using Hush.Numerics.Kernels.Convolution;

namespace Hush.Numerics.Kernels.Matrices;

/// <summary>
/// Offsets of the rows of a <see cref="ProductTile"/>, which come in groups of four adjacent rows. A tile can therefore continue
/// in the next image row, if the row length is a multiple of four.
/// </summary>
/// <param name="Second">Offset from the tile's first input row to the fifth, in floats.</param>
/// <param name="Third">Offset from the first input row to the ninth.</param>
/// <param name="SecondResult">Offset from the first output row to the fifth.</param>
/// <param name="ThirdResult">Offset from the first output row to the ninth.</param>
internal readonly record struct RowGroups(nint Second, nint Third, nint SecondResult, nint ThirdResult)
{
    /// <summary>Rows per group.</summary>
    public const int Rows = 4;

    /// <summary>All rows are adjacent.</summary>
    public static RowGroups SideBySide(in WindowGrid g) =>
        new(Rows * g.InputPixelStep, 2 * Rows * g.InputPixelStep, Rows * g.OutputPixelStep, 2 * Rows * g.OutputPixelStep);

    /// <summary>Takes the next 4, 8 or 12 pixels in row-major order, for grids whose row length is a multiple of four.</summary>
    /// <param name="g">The grid.</param>
    /// <param name="count">Number of pixels.</param>
    /// <param name="row">Row of the first pixel; updated to that of the next pixel.</param>
    /// <param name="column">Column of the first pixel; updated to that of the next pixel.</param>
    /// <param name="input">Offset from the grid's first window to that of the first pixel.</param>
    /// <param name="output">Offset from the grid's first output pixel to that of the first pixel.</param>
    public static RowGroups Take(in WindowGrid g, int count, ref int row, ref int column, out nint input, out nint output)
    {
        (input, output) = Next(g, ref row, ref column);
        var (second, secondResult) = count > Rows ? Next(g, ref row, ref column) : (input, output);
        var (third, thirdResult) = count > 2 * Rows ? Next(g, ref row, ref column) : (input, output);
        return new(second - input, third - input, secondResult - output, thirdResult - output);
    }

    private static (nint Input, nint Output) Next(in WindowGrid g, ref int row, ref int column)
    {
        var offsets = ((row * g.InputRowStep) + (column * g.InputPixelStep), (row * g.OutputRowStep) + (column * g.OutputPixelStep));
        column += Rows;
        if (column == g.Columns)
            (row, column) = (row + 1, 0);
        return offsets;
    }
}
