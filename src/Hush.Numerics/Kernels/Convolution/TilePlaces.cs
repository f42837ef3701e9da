namespace Hush.Numerics.Kernels.Convolution;

/// <summary>
/// Where the pixels of a register tile lie. A tile takes the next pixels in reading order, past the end of a row: rows of any length are
/// then cut into full tiles.
/// </summary>
internal unsafe struct TilePlaces
{
    /// <summary>The most pixels of a tile.</summary>
    public const int Most = 8;

    private fixed long _input[Most], _output[Most];

    /// <summary>Whether the pixels lie one step apart; then only the first one's place counts.</summary>
    public bool AreInOneRow { get; private set; }

    /// <summary>From the grid's first window to the window of the tile's p-th pixel, in floats.</summary>
    public readonly nint Input(int p) => (nint)_input[p];

    /// <summary>From the grid's first result to the tile's p-th, in floats.</summary>
    public readonly nint Output(int p) => (nint)_output[p];

    /// <summary>Takes some pixels; what is left of a tile that goes past the end of a row stands on the last of them.</summary>
    /// <param name="g">How windows and results lie in memory.</param>
    /// <param name="row">The first pixel's row.</param>
    /// <param name="column">The first pixel's column.</param>
    /// <param name="count">Pixels, 1 .. <see cref="Most"/>.</param>
    /// <returns>Row and column of the next pixel.</returns>
    public (int Row, int Column) Take(in WindowGrid g, int row, int column, int count)
    {
        AreInOneRow = column + count <= g.Columns;
        for (int p = 0; p < Most; p++)
        {
            _input[p] = (row * g.InputRowStep) + (column * g.InputPixelStep);
            _output[p] = (row * g.OutputRowStep) + (column * g.OutputPixelStep);
            if (AreInOneRow)
                return column + count < g.Columns ? (row, column + count) : (row + 1, 0);
            if (p < count - 1)
                (row, column) = Next(g, row, column);
        }

        return Next(g, row, column);
    }

    private static (int Row, int Column) Next(in WindowGrid g, int row, int column) => column + 1 < g.Columns ? (row, column + 1) : (row + 1, 0);
}
