using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution.Winograd;

/// <summary>A range of rows of one image, or several whole images, as 4x4 tiles numbered row by row, image by image.</summary>
internal readonly record struct WinogradArea
{
    private const int Side = WinogradTransform<Lane128>.Side;

    private readonly WindowGrid _grid;
    private readonly nint _inputImage, _outputImage;
    private readonly int _height, _firstTileRow, _across, _down, _inputSide, _resultSide;

    private WinogradArea(in WindowGrid grid, TileForm form, int height, int firstRow, int rows, int images, nint inputImage,
        nint outputImage)
    {
        (_grid, Form, _height, _inputImage, _outputImage) = (grid, form, height, inputImage, outputImage);
        _inputSide = form == TileForm.Upsampled ? Side / 2 : Side;
        _resultSide = form == TileForm.Pooled ? Side / 2 : Side;
        _firstTileRow = firstRow / _resultSide;
        _down = ((firstRow + rows + _resultSide - 1) / _resultSide) - _firstTileRow;
        _across = (grid.Columns + _resultSide - 1) / _resultSide;
        Tiles = images * _down * _across;
    }

    public TileForm Form { get; }

    public int Tiles { get; }

    /// <summary>A range of rows of one image.</summary>
    /// <param name="grid">Memory layout.</param>
    /// <param name="height">Height of the image. Rows past the end are not stored.</param>
    /// <param name="firstRow">The first row, a multiple of four.</param>
    /// <param name="rows">Number of rows: a multiple of four, or all that remain.</param>
    /// <param name="form">How tiles relate to memory.</param>
    public static WinogradArea Rows(in WindowGrid grid, int height, int firstRow, int rows, TileForm form = TileForm.Plain) =>
        new(grid, form, height, firstRow, rows, 1, 0, 0);

    /// <summary>Several whole images.</summary>
    /// <param name="grid">Memory layout.</param>
    /// <param name="height">Height of the images.</param>
    /// <param name="images">Number of images.</param>
    /// <param name="inputImage">Floats from one image's first window to the next image's.</param>
    /// <param name="outputImage">Floats from one image's first output to the next image's.</param>
    /// <param name="form">How tiles relate to memory.</param>
    public static WinogradArea Images(in WindowGrid grid, int height, int images, nint inputImage, nint outputImage,
        TileForm form = TileForm.Plain) =>
        new(grid, form, height, 0, height, images, inputImage, outputImage);

    /// <summary>True if all products of this one of the 36 matrices are zero.</summary>
    public bool Vanishes(int point) =>
        Form != TileForm.Plain && (point / WinogradTransform<Lane128>.Window == 2 || point % WinogradTransform<Lane128>.Window == 2);

    /// <summary>Offset of a tile's window.</summary>
    public nint Window(int tile)
    {
        var (image, row, column) = Place(tile);
        return (image * _inputImage) + (row * _inputSide * _grid.InputRowStep) + (column * _inputSide * _grid.InputPixelStep);
    }

    /// <summary>Offset of a tile's outputs, and the number of their rows and columns inside the image.</summary>
    public (nint Offset, int Rows, int Columns) Result(int tile)
    {
        var (image, row, column) = Place(tile);
        row *= _resultSide;
        column *= _resultSide;
        return ((image * _outputImage) + (row * _grid.OutputRowStep) + (column * _grid.OutputPixelStep),
            Math.Min(_resultSide, _height - row), Math.Min(_resultSide, _grid.Columns - column));
    }

    private (int Image, int Row, int Column) Place(int tile)
    {
        var (line, column) = Math.DivRem(tile, _across);
        var (image, row) = Math.DivRem(line, _down);
        return (image, _firstTileRow + row, column);
    }
}
