namespace Hush.Numerics.Kernels.Convolution;

/// <summary>
/// Offsets of the pixels of a register tile. A tile takes the next pixels in row-major order and may continue in the next row, so
/// rows of any length are cut into full tiles.
/// </summary>
internal unsafe struct TileOffsets
{
    /// <summary>Maximum number of pixels in a tile.</summary>
    public const int MaxPixels = 8;

    private fixed long _input[MaxPixels], _output[MaxPixels];

    /// <summary>True if all pixels are in one row; only the offset of the first pixel is then valid.</summary>
    public bool AreInOneRow { get; private set; }

    /// <summary>Offset from the grid's first window to that of the tile's p-th pixel, in floats.</summary>
    public readonly nint Input(int p) => (nint)_input[p];

    /// <summary>Offset from the grid's first output pixel to the tile's p-th, in floats.</summary>
    public readonly nint Output(int p) => (nint)_output[p];

    /// <summary>
    /// Takes <paramref name="count"/> pixels, 1 to <see cref="MaxPixels"/>, starting at (row, column). If the tile continues in the
    /// next row, its unused pixels repeat the last pixel. Returns the row and column of the next pixel.
    /// </summary>
    public (int Row, int Column) Take(in WindowGrid g, int row, int column, int count)
    {
        AreInOneRow = column + count <= g.Columns;
        for (int p = 0; p < MaxPixels; p++)
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

    private static (int Row, int Column) Next(in WindowGrid g, int row, int column) =>
        column + 1 < g.Columns ? (row, column + 1) : (row + 1, 0);
}
