using Hush.Learning.Networks;
using Hush.Learning.Plans;

namespace Hush.Denoising;

/// <summary>
/// How an image is cut into tiles whose estimates are those of the whole image, bit for bit. All tiles have one shape, so that one plan
/// serves them all.
/// </summary>
/// <param name="Rows">The cuts between rows.</param>
/// <param name="Columns">The cuts between columns.</param>
internal sealed record Tiling(TileAxis Rows, TileAxis Columns)
{
    /// <summary>Pixels of a tile unless something else is asked for. A plan takes about 1 KB for each.</summary>
    public const int DefaultPixels = 1 << 20;

    /// <summary>Shorter rows are not cut: element-wise functions take another path, and may round otherwise, below a vector's width.</summary>
    private const int ShortestRow = 16;

    /// <summary>How many tiles there are.</summary>
    public int Count => Rows.Count * Columns.Count;

    /// <summary>Cuts an image.</summary>
    /// <param name="network">Who is to see the tiles.</param>
    /// <param name="height">The image's rows.</param>
    /// <param name="width">The image's columns.</param>
    /// <param name="pixels">Pixels of a tile, overlaps included: at most so many, unless the network's reach needs more.</param>
    public static Tiling Of(Network network, int height, int width, int pixels)
    {
        var footprint = Footprint.Of(network);
        int side = Math.Max(1, (int)Math.Sqrt(pixels));
        int rows = pixels / Math.Min(side, TileAxis.AlignUp(width, footprint.Alignment));
        int columns = pixels / Math.Min(side, TileAxis.AlignUp(height, footprint.Alignment));
        return new Tiling(
            new TileAxis(height, footprint, ShortestRow, rows),
            new TileAxis(width, footprint, ShortestRow, columns));
    }
}
