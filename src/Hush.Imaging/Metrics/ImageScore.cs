using Hush.Numerics;

namespace Hush.Imaging.Metrics;

/// <summary>How close one estimate is to its clean image.</summary>
/// <param name="Mse">Mean squared error on the [0, 1] pixel scale, the estimate clipped and not rounded.</param>
/// <param name="Psnr">In dB, +infinity for identical images.</param>
/// <param name="Ssim">In [-1, 1]; <c>null</c> for images under 11 pixels.</param>
public readonly record struct ImageScore(double Mse, double Psnr, double? Ssim)
{
    /// <summary>The scores of one image.</summary>
    /// <param name="clean">The reference, [1, H, W, C], values in [0, 1].</param>
    /// <param name="estimate">As many values.</param>
    /// <param name="image">The extents of both.</param>
    /// <exception cref="ShapeException">A span is not as long as the shape says, or the shape holds more than one image.</exception>
    public static ImageScore Of(ReadOnlySpan<float> clean, ReadOnlySpan<float> estimate, Shape image)
    {
        double? ssim = Metrics.Ssim.Mean(clean, estimate, image);
        double mse = Metrics.Psnr.MeanSquaredError(clean, estimate);
        return new(mse, Metrics.Psnr.OfMse(mse), ssim);
    }
}
