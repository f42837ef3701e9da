using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution.Winograd;

/// <summary>Some rows of one image, or all rows of several, as 4x4 tiles that are counted row by row, image by image.</summary>
internal readonly record struct WinogradArea
{
    private const int Side = WinogradTransform<Lane128>.Side;

    private readonly WindowGrid _grid;
    private readonly nint _inputImage, _outputImage;
    private readonly int _height, _firstTileRow, _across, _down, _inputSide, _resultSide;

    private WinogradArea(in WindowGrid grid, TileForm form, int height, int firstRow, int rows, int images, nint inputImage, nint outputImage)
    {
        (_grid, Form, _height, _inputImage, _outputImage) = (grid, form, height, inputImage, outputImage);
        _inputSide = form == TileForm.Upsampled ? Side / 2 : Side;
        _resultSide = form == TileForm.Pooled ? Side / 2 : Side;
        _firstTileRow = firstRow / _resultSide;
        _down = ((firstRow + rows + _resultSide - 1) / _resultSide) - _firstTileRow;
        _across = (grid.Columns + _resultSide - 1) / _resultSide;
        Tiles = images * _down * _across;
    }

    /// <summary>What lies between tiles and memory.</summary>
    public TileForm Form { get; }

    /// <summary>How many tiles there are.</summary>
    public int Tiles { get; }

    /// <summary>Rows of one image.</summary>
    /// <param name="grid">How windows and results lie in memory.</param>
    /// <param name="height">Rows of the whole image: what lies beyond them counts as zero.</param>
    /// <param name="firstRow">The first row, a multiple of four.</param>
    /// <param name="rows">Rows; a multiple of four, or all that are left.</param>
    /// <param name="form">What lies between tiles and memory.</param>
    public static WinogradArea Rows(in WindowGrid grid, int height, int firstRow, int rows, TileForm form = TileForm.Plain) =>
        new(grid, form, height, firstRow, rows, 1, 0, 0);

    /// <summary>Whole images.</summary>
    /// <param name="grid">How windows and results lie in memory.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="images">How many.</param>
    /// <param name="inputImage">Floats from an image's windows to the next image's.</param>
    /// <param name="outputImage">Floats from an image's results to the next image's.</param>
    /// <param name="form">What lies between tiles and memory.</param>
    public static WinogradArea Images(in WindowGrid grid, int height, int images, nint inputImage, nint outputImage, TileForm form = TileForm.Plain) =>
        new(grid, form, height, 0, height, images, inputImage, outputImage);

    /// <summary>Whether the products of one of the 36 matrices vanish.</summary>
    public bool Vanishes(int point) =>
        Form != TileForm.Plain && (point / WinogradTransform<Lane128>.Window == 2 || point % WinogradTransform<Lane128>.Window == 2);

    /// <summary>Where a tile's window begins.</summary>
    public nint Window(int tile)
    {
        var (image, row, column) = Place(tile);
        return (image * _inputImage) + (row * _inputSide * _grid.InputRowStep) + (column * _inputSide * _grid.InputPixelStep);
    }

    /// <summary>Where a tile's results begin, and how many of their rows and columns lie within the image.</summary>
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
