using Hush.Imaging.Estimation;
using Hush.Imaging.Files;
using Hush.Numerics;

namespace Hush.Cli.Commands.Denoise;

/// <summary>Pictures that show what a denoising did.</summary>
internal static class SidePictures
{
    private const int Gap = 4;
    private const double Deviation = 1.0 / 8;       // of the amplified residual: white noise then fills the range but for one value in 15,000
    private const double MostGain = 64;

    /// <summary>What was removed, gray + gain x (noisy - clean); with a gain that makes its deviation an eighth of the range, at most 64.</summary>
    /// <param name="noisy">Before.</param>
    /// <param name="clean">After.</param>
    /// <param name="statistics">Of what was removed.</param>
    /// <returns>The picture, and the gain.</returns>
    public static (Image Picture, double Gain) Residual(Image noisy, Image clean, ResidualStatistics statistics)
    {
        double gain = Math.Min(MostGain, Deviation * 255 / Math.Max(statistics.Sigma, 1e-9));
        ReadOnlySpan<float> before = noisy.Pixels.Span, after = clean.Pixels.Span;
        var picture = new Tensor(noisy.Pixels.Shape);
        Span<float> pixels = picture.Span;
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (float)(0.5 + (gain * ResidualStatistics.Removed(before[i], after[i])));
        return (Image.Owning(picture).WithMetadata(noisy.Metadata), gain);
    }

    /// <summary>Before and after, side by side with a white line between them.</summary>
    public static Image Comparison(Image noisy, Image clean)
    {
        int row = noisy.Width * noisy.Channels, gap = Gap * noisy.Channels, line = (2 * row) + gap;
        var picture = new Tensor(ComparisonShape(noisy));
        for (int y = 0; y < noisy.Height; y++)
        {
            Span<float> to = picture.Span.Slice(y * line, line);
            noisy.Pixels.Span.Slice(y * row, row).CopyTo(to);
            to.Slice(row, gap).Fill(1);
            clean.Pixels.Span.Slice(y * row, row).CopyTo(to[(row + gap)..]);
        }

        return Image.Owning(picture, noisy.BitDepth).WithMetadata(noisy.Metadata);
    }

    /// <summary>Refuses, before any work, a file that cannot hold the residual's picture.</summary>
    /// <exception cref="ImageFormatException">Its format has no colour or no sides as long, or HEIC and JPEG XL lack an installed libvips.</exception>
    public static void CheckResidual(Image noisy, string path) => Image.CheckWrite(path, noisy.Pixels.Shape);

    /// <summary>Refuses, before any work, a file that cannot hold the comparison.</summary>
    /// <exception cref="ImageFormatException">Its format has no colour or no sides as long, or HEIC and JPEG XL lack an installed libvips.</exception>
    public static void CheckComparison(Image noisy, string path) => Image.CheckWrite(path, ComparisonShape(noisy));

    /// <summary>Statistics of what was removed.</summary>
    public static ResidualStatistics Statistics(Image noisy, Image clean)
    {
        Shape shape = noisy.Pixels.Shape;
        return ResidualStatistics.Of(noisy.Pixels.Span, clean.Pixels.Span, shape);
    }

    private static Shape ComparisonShape(Image noisy) => noisy.Pixels.Shape with { W = (2 * noisy.Width) + Gap };
}
