using Hush.Numerics;
namespace Hush.Denoising;

/// <summary>
/// Copies between an image and its tiles. The number of channels may differ: a gray tile is one channel of a color image; a color tile
/// of a gray image has three equal channels and is averaged when stored. Beyond the last row or column of the image, tiles are filled by
/// symmetric reflection (c b a | a b c), repeated for tiny images, which matches a plan for the whole image.
/// </summary>
internal static class TileTransfer
{
    /// <summary>Fills a tile.</summary>
    /// <param name="image">The image, [1, H, W, C].</param>
    /// <param name="channel">Channel to load if a gray tile is filled from a color image.</param>
    /// <param name="tile">The tile, [1, h, w, c].</param>
    /// <param name="row">First image row of the tile.</param>
    /// <param name="column">First image column of the tile.</param>
    public static void Load(Tensor image, int channel, Tensor tile, int row, int column)
    {
        var (_, height, width, channels) = image.Shape;
        var (_, tileHeight, tileWidth, tileChannels) = tile.Shape;
        int inside = channels == tileChannels ? Math.Min(tileWidth, width - column) : 0;
        for (int y = 0; y < tileHeight; y++)
        {
            Span<float> to = Row(tile, y);
            ReadOnlySpan<float> from = Row(image, Reflection.Index(row + y, height));
            from.Slice(column * channels, inside * channels).CopyTo(to);
            for (int x = inside; x < tileWidth; x++)
            {
                int pixel = Reflection.Index(column + x, width) * channels;
                for (int c = 0; c < tileChannels; c++)
                    to[(x * tileChannels) + c] = from[pixel + (channels == tileChannels ? c : channel)];
            }
        }
    }

    /// <summary>Copies pixels from a tile to the image.</summary>
    /// <param name="tile">The tile, [1, h, w, c].</param>
    /// <param name="image">The image, [1, H, W, C].</param>
    /// <param name="channel">Channel to store if a gray tile belongs to a color image.</param>
    /// <param name="rows">Position of the tile, and the rows to take from it.</param>
    /// <param name="columns">Position of the tile, and the columns to take from it.</param>
    public static void Store(Tensor tile, Tensor image, int channel, TileSpan rows, TileSpan columns)
    {
        int channels = image.Shape.C, tileChannels = tile.Shape.C, width = columns.End - columns.First;
        for (int y = rows.First; y < rows.End; y++)
        {
            ReadOnlySpan<float> from = Row(tile, y - rows.Origin)
                .Slice((columns.First - columns.Origin) * tileChannels, width * tileChannels);
            Span<float> to = Row(image, y).Slice(columns.First * channels, width * channels);
            if (channels == tileChannels)
                from.CopyTo(to);
            else if (tileChannels == 1)
                Scatter(from, to[channel..], channels);
            else
                Average(from, to, tileChannels);
        }
    }

    private static void Scatter(ReadOnlySpan<float> from, Span<float> to, int step)
    {
        for (int x = 0; x < from.Length; x++)
            to[x * step] = from[x];
    }

    private static void Average(ReadOnlySpan<float> from, Span<float> to, int channels)
    {
        for (int x = 0; x < to.Length; x++)
        {
            float sum = 0;
            foreach (float value in from.Slice(x * channels, channels))
                sum += value;
            to[x] = sum / channels;
        }
    }

    private static Span<float> Row(Tensor image, int row)
    {
        int length = image.Shape.W * image.Shape.C;
        return image.Span.Slice(row * length, length);
    }
}
