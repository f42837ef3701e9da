using Hush.Learning.Plans;
using Hush.Models;

namespace Hush.Denoising;

/// <summary>Decides whether an image is tiled, and how wide the tiles are, from a memory limit.</summary>
/// <param name="cap">Limit in bytes for everything: image, result, runtime and tile. Null allows 768 MB for the tile,
/// regardless of the image.</param>
internal sealed class TileMemory(long? cap)
{
    private const long Uncapped = 768L << 20;
    private const int Runtime = 128 << 20;          // the runtime, file buffers, the weights
    private const int Narrow = 256, Wide = 512;     // columns of two plans; their difference gives the memory per column

    private (Shape Image, long PixelBytes, int Columns)? _last;

    /// <summary>Number of columns of a tile, including overlaps; <see cref="int.MaxValue"/> if the image need not be tiled.</summary>
    /// <param name="model">The model; must be the same in every call.</param>
    /// <param name="image">The shape of the image.</param>
    /// <param name="pixelBytes">Memory for pixels: the image, its result, and copies.</param>
    /// <param name="workers">Number of worker threads.</param>
    /// <param name="minColumns">Columns of the narrowest possible tile.</param>
    /// <exception cref="OptionException">The limit is too low for the narrowest tile besides the image and its result.</exception>
    public int Columns(Model model, Shape image, long pixelBytes, int workers, int minColumns)
    {
        if (_last is not { } last || last.Image != image || last.PixelBytes != pixelBytes)
            _last = last = (image, pixelBytes, Find(model, image, pixelBytes, workers, minColumns));
        return last.Columns;
    }

    private int Find(Model model, Shape image, long pixelBytes, int workers, int minColumns)
    {
        int channels = model.Network.Channels;
        long copies = 2L * sizeof(float) * image.H * channels;              // bytes per column of a tile's input and output buffers
        long left = cap is { } all ? all - Runtime - pixelBytes : Uncapped;
        if (Plan(image.W) + (image.C == channels ? 0 : copies * image.W) <= left)
            return int.MaxValue;
        long narrow = Plan(Narrow);
        double column = ((double)(Plan(Wide) - narrow) / (Wide - Narrow)) + copies, rest = narrow + (copies * Narrow) - (column * Narrow);
        double columns = (left - rest) / column;
        if (cap is not { } allowed || columns >= minColumns)
            return Math.Max(minColumns, (int)columns);
        long needed = Runtime + pixelBytes + (long)(rest + (minColumns * column));
        throw new OptionException(
            $"{image.W}x{image.H} pixels need {needed >> 20} MiB with their result and the model '{model.Card.Name}', but the " +
            $"limit is {allowed >> 20} MiB. Raise the limit, or crop the image.");

        long Plan(int width) => InferencePlan.BytesOf(model.Network, image.H, width, workers, model.Card.Convolutions);
    }
}
