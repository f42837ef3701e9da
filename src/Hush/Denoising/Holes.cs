using Hush.Imaging.Files;
using Hush.Numerics;

namespace Hush.Denoising;

/// <summary>
/// Samples that are no numbers (NaN, infinite), as images of floats have where nothing was measured. A network would spread each over all that it reaches; so it is
/// shown the number before, in the order of rows, and the clean image has the holes where the noisy one has them.
/// </summary>
internal sealed class Holes : IDisposable
{
    private readonly Tensor _noisy;

    private Holes(Tensor noisy) => (_noisy, Filled) = (noisy, Tensor.From(noisy.Shape, noisy.Span));

    /// <summary>The noisy pixels with numbers everywhere.</summary>
    public Tensor Filled { get; }

    /// <summary>The holes of an image; null if it has none.</summary>
    public static Holes? In(Image image)
    {
        if (!image.IsFloat || IsWhole(image.Pixels.Span))
            return null;
        var holes = new Holes(image.Pixels);
        for (int channel = 0; channel < image.Channels; channel++)
            holes.Fill(channel, image.Channels);
        return holes;
    }

    /// <summary>Puts what is no number back where it was.</summary>
    public void Restore(Span<float> clean)
    {
        ReadOnlySpan<float> noisy = _noisy.Span;
        for (int i = 0; i < clean.Length; i++)
        {
            if (!float.IsFinite(noisy[i]))
                clean[i] = noisy[i];
        }
    }

    public void Dispose() => Filled.Dispose();

    private static bool IsWhole(ReadOnlySpan<float> pixels)
    {
        foreach (float value in pixels)
        {
            if (!float.IsFinite(value))
                return false;
        }

        return true;
    }

    private void Fill(int channel, int channels)
    {
        Span<float> pixels = Filled.Span;
        int first = channel;
        while (first < pixels.Length && !float.IsFinite(pixels[first]))
            first += channels;
        float last = first < pixels.Length ? pixels[first] : 0;
        for (int i = channel; i < pixels.Length; i += channels)
            last = pixels[i] = float.IsFinite(pixels[i]) ? pixels[i] : last;
    }
}
