using Hush.Imaging.Estimation;

namespace Hush.Cli.Commands.Denoise;

/// <summary>Images that show the effect of denoising.</summary>
internal static class DiagnosticImages
{
    private const double Deviation = 1.0 / 8;       // of the amplified residual: one value in 15,000 of white noise is then out of range
    private const double MaxGain = 64;

    /// <summary>
    /// The residual, 0.5 + gain (noisy - clean), where 1 is white. The gain makes its standard deviation an eighth of the range and is at
    /// most 64.
    /// </summary>
    public static (Image Image, double Gain) Residual(Image noisy, Image clean, ResidualStatistics statistics)
    {
        double gain = Math.Min(MaxGain, Deviation * 255 / Math.Max(statistics.Sigma, 1e-9));
        ReadOnlySpan<float> before = noisy.Pixels.Span, after = clean.Pixels.Span;
        var residual = new Tensor(noisy.Pixels.Shape);
        Span<float> pixels = residual.Span;
        double factor = gain / noisy.FloatRange.White;
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (float)(0.5 + (factor * ResidualStatistics.Removed(before[i], after[i])));
        return (Image.FromTensor(residual).WithMetadata(noisy.Metadata), gain);
    }

    /// <summary>
    /// Before and after, side by side with captions and a white line between them. The EXIF orientation is applied to the pixels, so
    /// that all viewers show the halves side by side and upright.
    /// </summary>
    public static Image Comparison(Image noisy, Image clean)
    {
        var layout = ComparisonLayout.Of(noisy);
        var comparison = new Tensor(layout.Shape);
        comparison.Span.Fill(1);
        layout.Write("before", 0, comparison.Span);
        layout.Write("after", layout.RightHalf, comparison.Span);
        layout.Place(noisy, 0, comparison.Span);
        layout.Place(clean, layout.RightHalf, comparison.Span);
        return Image.FromTensor(comparison, noisy.BitDepth).WithMetadata(noisy.Metadata with { Orientation = 1 });
    }

    /// <summary>Rejects a file that cannot store the residual, before any work is done.</summary>
    /// <exception cref="ImageFormatException">The format does not support color or images of this size, or libvips is not
    /// installed for HEIC or JPEG XL.</exception>
    public static void CheckResidual(Image noisy, string path) => Image.CheckWrite(path, noisy.Pixels.Shape);

    /// <summary>Rejects a file that cannot store the comparison, before any work is done.</summary>
    /// <exception cref="ImageFormatException">The format does not support color or images of this size, or libvips is not
    /// installed for HEIC or JPEG XL.</exception>
    public static void CheckComparison(Image noisy, string path) => Image.CheckWrite(path, ComparisonLayout.Of(noisy).Shape);

    public static ResidualStatistics Statistics(Image noisy, Image clean)
    {
        Shape shape = noisy.Pixels.Shape;
        return ResidualStatistics.Of(noisy.Pixels.Span, clean.Pixels.Span, shape, noisy.FloatRange.White);
    }
}
