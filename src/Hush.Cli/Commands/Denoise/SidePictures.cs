using Hush.Imaging.Estimation;
using Hush.Imaging.Files;
using Hush.Numerics;

namespace Hush.Cli.Commands.Denoise;

/// <summary>Pictures that show what a denoising did.</summary>
internal static class SidePictures
{
    private const double Deviation = 1.0 / 8;       // of the amplified residual: white noise then fills the range but for one value in 15,000
    private const double MaxGain = 64;

    /// <summary>
    /// What was removed, gray + gain x (noisy - clean); with a gain that makes its deviation an eighth of the range, at most 64.
    /// </summary>
    /// <param name="noisy">Before.</param>
    /// <param name="clean">After.</param>
    /// <param name="statistics">Of what was removed.</param>
    /// <returns>The picture, and the gain.</returns>
    public static (Image Picture, double Gain) Residual(Image noisy, Image clean, ResidualStatistics statistics)
    {
        double gain = Math.Min(MaxGain, Deviation * 255 / Math.Max(statistics.Sigma, 1e-9));
        ReadOnlySpan<float> before = noisy.Pixels.Span, after = clean.Pixels.Span;
        var picture = new Tensor(noisy.Pixels.Shape);
        Span<float> pixels = picture.Span;
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (float)(0.5 + (gain * ResidualStatistics.Removed(before[i], after[i])));
        return (Image.Owning(picture).WithMetadata(noisy.Metadata), gain);
    }

    /// <summary>
    /// Before and after, side by side with a white line between them and their names above them. The orientation tag is applied to the
    /// pixels, so that the halves stand side by side and the names upright in every viewer.
    /// </summary>
    public static Image Comparison(Image noisy, Image clean)
    {
        var layout = ComparisonLayout.Of(noisy);
        var picture = new Tensor(layout.Picture);
        picture.Span.Fill(1);
        layout.Write("before", 0, picture.Span);
        layout.Write("after", layout.RightHalf, picture.Span);
        layout.Place(noisy, 0, picture.Span);
        layout.Place(clean, layout.RightHalf, picture.Span);
        return Image.Owning(picture, noisy.BitDepth).WithMetadata(noisy.Metadata with { Orientation = 1 });
    }

    /// <summary>Refuses, before any work, a file that cannot hold the residual's picture.</summary>
    /// <exception cref="ImageFormatException">The format has no color or shorter sides, or HEIC and JPEG XL lack an installed
    /// libvips.</exception>
    public static void CheckResidual(Image noisy, string path) => Image.CheckWrite(path, noisy.Pixels.Shape);

    /// <summary>Refuses, before any work, a file that cannot hold the comparison.</summary>
    /// <exception cref="ImageFormatException">The format has no color or shorter sides, or HEIC and JPEG XL lack an installed
    /// libvips.</exception>
    public static void CheckComparison(Image noisy, string path) => Image.CheckWrite(path, ComparisonLayout.Of(noisy).Picture);

    /// <summary>Statistics of what was removed.</summary>
    public static ResidualStatistics Statistics(Image noisy, Image clean)
    {
        Shape shape = noisy.Pixels.Shape;
        return ResidualStatistics.Of(noisy.Pixels.Span, clean.Pixels.Span, shape);
    }
}
