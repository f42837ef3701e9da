namespace Hush.Imaging.Metrics;

/// <summary>Peak signal-to-noise ratio in dB for a peak of 1: -10 log10(mse). +infinity for identical images.</summary>
internal static class Psnr
{
    /// <summary>-10 log10(mse): +infinity for 0, NaN for NaN.</summary>
    /// <param name="mse">Mean squared error for values in [0, 1].</param>
    public static double OfMse(double mse) => mse == 0 ? double.PositiveInfinity : -10 * Math.Log10(mse);

    /// <summary>PSNR of one image; the estimate is clipped to [0, 1] but not rounded.</summary>
    /// <inheritdoc cref="MeanSquaredError"/>
    public static double Of(ReadOnlySpan<float> clean, ReadOnlySpan<float> estimate) => OfMse(MeanSquaredError(clean, estimate));

    /// <summary>mean((clean - clip(estimate, 0, 1))^2), summed in double; NaN if any value is NaN.</summary>
    /// <param name="clean">The reference, values in [0, 1].</param>
    /// <param name="estimate">The estimate, of the same length.</param>
    /// <exception cref="ShapeException">The lengths differ or are 0.</exception>
    public static double MeanSquaredError(ReadOnlySpan<float> clean, ReadOnlySpan<float> estimate)
    {
        if (clean.Length != estimate.Length || clean.IsEmpty)
        {
            throw new ShapeException(
                $"PSNR needs two images with the same number of values, at least 1, got {clean.Length} and {estimate.Length}. " +
                "Compare images of the same width, height and channels.");
        }

        double sum = 0;
        for (int i = 0; i < clean.Length; i++)
        {
            double difference = (double)clean[i] - Math.Clamp(estimate[i], 0f, 1f);
            sum += difference * difference;
        }

        return sum / clean.Length;
    }
}
