using Hush.Learning.Plans;
using Hush.Models;
using Hush.Numerics;

namespace Hush.Denoising;

/// <summary>How much memory a denoising may take: it decides whether an image is taken whole or in tiles, and how wide these are.</summary>
/// <param name="cap">Bytes for all: the image, its result, the runtime and the tile; null leaves 768 MB to the tile, whatever the image
/// takes.</param>
internal sealed class TileMemory(long? cap)
{
    private const long Uncapped = 768L << 20;
    private const int Runtime = 128 << 20;          // the runtime, the file as it is read and written, the weights
    private const int Narrow = 256, Wide = 512;     // columns of two plans: what they differ by is what columns cost

    private (Shape Image, long PixelBytes, int Columns)? _last;

    /// <summary>Columns of a tile, overlaps included; the largest number there is for the whole image.</summary>
    /// <param name="model">Who is to see the tiles: the same one in every call.</param>
    /// <param name="image">The image's shape.</param>
    /// <param name="pixelBytes">What pixels take in all: the image, its result, and copies.</param>
    /// <param name="workers">How many compute.</param>
    /// <param name="fewest">Columns of the narrowest tile.</param>
    /// <exception cref="OptionException">There is a cap, and not enough for the narrowest tile beside the image and its result.</exception>
    public int Columns(Model model, Shape image, long pixelBytes, int workers, int fewest)
    {
        if (_last is not { } last || last.Image != image || last.PixelBytes != pixelBytes)
            _last = last = (image, pixelBytes, Find(model, image, pixelBytes, workers, fewest));
        return last.Columns;
    }

    private int Find(Model model, Shape image, long pixelBytes, int workers, int fewest)
    {
        int channels = model.Network.Channels;
        long copies = 2L * sizeof(float) * image.H * channels;              // of a column, as a tile reads and writes it
        long left = cap is { } all ? all - Runtime - pixelBytes : Uncapped;
        if (Plan(image.W) + (image.C == channels ? 0 : copies * image.W) <= left)
            return int.MaxValue;
        long narrow = Plan(Narrow);
        double column = ((double)(Plan(Wide) - narrow) / (Wide - Narrow)) + copies, rest = narrow + (copies * Narrow) - (column * Narrow);
        double columns = (left - rest) / column;
        if (cap is not { } allowed || columns >= fewest)
            return Math.Max(fewest, (int)columns);
        long needed = Runtime + pixelBytes + (long)(rest + (fewest * column));
        throw new OptionException(
            $"{image.W}x{image.H} pixels need {needed >> 20} MiB with their result and the model '{model.Card.Name}', but the " +
            $"limit is {allowed >> 20} MiB. Raise the limit, or crop the image.");

        long Plan(int width) => InferencePlan.BytesOf(model.Network, image.H, width, workers, model.Card.Convolutions);
    }
}
