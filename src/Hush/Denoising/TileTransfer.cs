using Hush.Numerics;

namespace Hush.Denoising;

/// <summary>
/// Between an image and a tile of it. They may differ in channels: a gray tile is one channel of a color image, a color tile of a gray
/// image has three equal channels and comes back as their mean. Beyond the image's last column a tile sees its symmetric
/// reflection (c b a | a b c), again and again for tiny images, as a plan for the whole image would.
/// </summary>
internal static class TileTransfer
{
    /// <summary>Fills a tile, as high as the image.</summary>
    /// <param name="image">The image, [1, H, W, C].</param>
    /// <param name="channel">The image's channel that a gray tile of a color image shows.</param>
    /// <param name="tile">The tile, [1, h, w, c].</param>
    /// <param name="column">The image's column that is the tile's first.</param>
    public static void Load(Tensor image, int channel, Tensor tile, int column)
    {
        var (_, _, width, channels) = image.Shape;
        var (_, tileHeight, tileWidth, tileChannels) = tile.Shape;
        int inside = channels == tileChannels ? Math.Min(tileWidth, width - column) : 0;
        for (int y = 0; y < tileHeight; y++)
        {
            Span<float> to = Row(tile, y);
            ReadOnlySpan<float> from = Row(image, y);
            from.Slice(column * channels, inside * channels).CopyTo(to);
            for (int x = inside; x < tileWidth; x++)
            {
                int pixel = Reflect(column + x, width) * channels;
                for (int c = 0; c < tileChannels; c++)
                    to[(x * tileChannels) + c] = from[pixel + (channels == tileChannels ? c : channel)];
            }
        }
    }

    /// <summary>Takes pixels from a tile.</summary>
    /// <param name="tile">The tile, [1, h, w, c].</param>
    /// <param name="image">The image, [1, H, W, C].</param>
    /// <param name="channel">The image's channel that a gray tile of a color image shows.</param>
    /// <param name="columns">Where the tile lies, and which of its columns are taken.</param>
    public static void Store(Tensor tile, Tensor image, int channel, TileSpan columns)
    {
        int channels = image.Shape.C, tileChannels = tile.Shape.C, width = columns.End - columns.First;
        for (int y = 0; y < image.Shape.H; y++)
        {
            ReadOnlySpan<float> from = Row(tile, y).Slice((columns.First - columns.Origin) * tileChannels, width * tileChannels);
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

    private static int Reflect(int i, int extent)
    {
        int r = i % (2 * extent);
        return r < extent ? r : (2 * extent) - 1 - r;
    }
}
