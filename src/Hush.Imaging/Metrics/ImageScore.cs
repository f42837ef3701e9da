namespace Hush.Imaging.Metrics;

/// <summary>The quality of an estimate compared with its clean image.</summary>
/// <param name="Mse">Mean squared error for values in [0, 1]; the estimate is clipped but not rounded.</param>
/// <param name="Psnr">In dB, +infinity for identical images.</param>
/// <param name="Ssim">In [-1, 1]; null for images with a side of less than 11 pixels.</param>
internal readonly record struct ImageScore(double Mse, double Psnr, double? Ssim)
{
    /// <summary>Scores one image.</summary>
    /// <param name="clean">The reference, [1, H, W, C], values in [0, 1].</param>
    /// <param name="estimate">The estimate, of the same length.</param>
    /// <param name="image">The shape of both images.</param>
    /// <exception cref="ShapeException">The length of a span does not match the shape, or the shape holds more than one
    /// image.</exception>
    public static ImageScore Of(ReadOnlySpan<float> clean, ReadOnlySpan<float> estimate, Shape image)
    {
        double? ssim = Metrics.Ssim.Mean(clean, estimate, image);
        double mse = Metrics.Psnr.MeanSquaredError(clean, estimate);
        return new(mse, Metrics.Psnr.OfMse(mse), ssim);
    }
}
