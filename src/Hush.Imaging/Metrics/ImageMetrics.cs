using Hush.Imaging.Metrics;

namespace Hush;

/// <summary>Compares a denoised image with the clean one. The estimate is clipped to [0, 1] but not rounded.</summary>
public static class ImageMetrics
{
    /// <summary>
    /// Peak signal-to-noise ratio in dB over all channels, for a peak of 1: -10 log10(mean((clean - estimate)^2)). Infinite for identical
    /// images, NaN if any value is NaN.
    /// </summary>
    /// <param name="clean">The reference.</param>
    /// <param name="estimate">The estimate, of the same size and number of channels.</param>
    /// <exception cref="ShapeException">The images differ in shape.</exception>
    public static double Psnr(Image clean, Image estimate)
    {
        RequireSameShape(clean, estimate);
        return Imaging.Metrics.Psnr.Of(clean.Pixels.Span, estimate.Pixels.Span);
    }

    /// <summary>
    /// Structural similarity, mean over all channels and windows; 1 for identical images, in [-1, 1], NaN if any value is NaN. Null if a
    /// side has less than 11 pixels, so that no window fits.
    /// </summary>
    /// <param name="clean">The reference.</param>
    /// <param name="estimate">The estimate, of the same size and number of channels.</param>
    /// <remarks>11x11 Gaussian window, sigma = 1.5. Wang, Bovik, Sheikh, Simoncelli, IEEE TIP 13(4), 2004, eq. 13.</remarks>
    /// <exception cref="ShapeException">The images differ in shape.</exception>
    public static double? Ssim(Image clean, Image estimate)
    {
        RequireSameShape(clean, estimate);
        return Imaging.Metrics.Ssim.Mean(clean.Pixels.Span, estimate.Pixels.Span, clean.Pixels.Shape);
    }

    private static void RequireSameShape(Image clean, Image estimate)
    {
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(estimate);
        if (clean.Pixels.Shape != estimate.Pixels.Shape)
        {
            throw new ShapeException($"The clean image has shape {clean.Pixels.Shape}, but the estimate has {estimate.Pixels.Shape}. " +
                "Compare images of the same width, height and channels.");
        }
    }
}
