using Hush.Denoising.Engines;
using Hush.Models;

namespace Hush.Denoising;

/// <summary>The largest tile that fits into memory, in pixels including overlaps; <see cref="int.MaxValue"/> is no limit.</summary>
internal readonly record struct TileLimit(int Rows, int Columns);

/// <summary>Decides whether an image is tiled, and how large the tiles are, from a memory limit.</summary>
/// <param name="model">The model.</param>
/// <param name="engine">Computes its network.</param>
/// <param name="cap">Limit in bytes for everything: image, result, runtime and tile. Null allows 768 MB for the tile,
/// regardless of the image.</param>
internal sealed class TileMemory(Model model, IEngine engine, long? cap)
{
    private const long Uncapped = 768L << 20;
    private const int Runtime = 128 << 20;          // the runtime, file buffers, the weights
    private const int Narrow = 256, Wide = 512;     // columns of two plans; their difference gives the memory per column

    private (Shape Image, long PixelBytes, TileLimit Limit)? _last;

    /// <summary>Size of a tile, including overlaps.</summary>
    /// <param name="image">The shape of the image.</param>
    /// <param name="pixelBytes">Memory for pixels: the image, its result, and copies.</param>
    /// <param name="smallest">The smallest possible tile.</param>
    /// <exception cref="OptionException">The limit is too low for the smallest tile besides the image and its result.</exception>
    public TileLimit LimitFor(Shape image, long pixelBytes, TileLimit smallest)
    {
        if (_last is not { } last || last.Image != image || last.PixelBytes != pixelBytes)
            _last = last = (image, pixelBytes, Find(image, pixelBytes, smallest));
        return last.Limit;
    }

    private TileLimit Find(Shape image, long pixelBytes, TileLimit smallest)
    {
        int channels = model.Network.Channels;
        long copiesPerPixel = 2L * sizeof(float) * channels;                // a tile's input and output buffers
        long left = cap is { } all ? all - Runtime - pixelBytes : Uncapped;
        if (engine.BytesOf(image.H, image.W) + (image.C == channels ? 0 : copiesPerPixel * image.H * image.W) <= left)
            return new TileLimit(int.MaxValue, int.MaxValue);
        int rows = image.H;
        if (!engine.StreamsRows)
        {
            double pixel = ((double)engine.BytesOf(Wide, Wide) / (Wide * Wide)) + copiesPerPixel;
            rows = Math.Clamp((int)Math.Sqrt(Math.Max(0, left) / pixel), Math.Min(smallest.Rows, rows), rows);
        }

        long narrow = engine.BytesOf(rows, Narrow), copies = copiesPerPixel * rows;      // bytes per column
        double column = ((double)(engine.BytesOf(rows, Wide) - narrow) / (Wide - Narrow)) + copies,
            rest = narrow + (copies * Narrow) - (column * Narrow);
        double columns = (left - rest) / column;
        if (cap is not { } allowed || columns >= smallest.Columns)
            return new TileLimit(rows == image.H ? int.MaxValue : rows, Math.Max(smallest.Columns, (int)columns));
        long needed = Runtime + pixelBytes + (long)(rest + (smallest.Columns * column));
        throw new OptionException(
            $"{image.W}x{image.H} pixels need {needed >> 20} MiB with their result and the model '{model.Card.Name}', but the " +
            $"limit is {allowed >> 20} MiB. Raise the limit, or crop the image.");
    }
}
