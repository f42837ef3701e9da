namespace Hush.Imaging.Estimation;

/// <summary>
/// Statistics of the residual r = noisy - clean. The residual of white noise is white. If its neighbors are correlated, structure was
/// lost with the noise, or the noise was not white.
/// </summary>
/// <param name="Mean">Mean of r on the byte scale. If it is far from 0, the brightness has changed.</param>
/// <param name="Sigma">Standard deviation of r on the byte scale, in [0, 255].</param>
/// <param name="Correlation">Correlation of r - mean over all channels; 0 at all lags if nothing was removed.</param>
/// <param name="Verdict">Whether the residual is white.</param>
internal sealed record ResidualStatistics(double Mean, double Sigma, Autocorrelation Correlation, WhitenessVerdict Verdict)
{
    private const double Visible = 0.15;        // correlation that is visible in an amplified residual
    private const int MinPixels = 256;             // pixels; correlations of white noise are then within 0.15 (2.4 times 1/16)

    /// <summary>The statistics for people, in a sentence or two.</summary>
    /// <param name="isCameraNoise">True for noise whose neighbors are expected to be correlated.</param>
    public string Explanation(bool isCameraNoise) => Verdict switch
    {
        WhitenessVerdict.White => "What was removed looks like white noise: no visible structure was lost.",
        WhitenessVerdict.Correlated when isCameraNoise =>
            $"What was removed is correlated from pixel to pixel ({Correlation} horizontally, vertically and diagonally), like all " +
            "camera noise. If the residual shows details of the image, use a lower strength.",
        WhitenessVerdict.Correlated =>
            $"What was removed is correlated from pixel to pixel ({Correlation} horizontally, vertically and diagonally; white noise has " +
            "0): either the noise was not white, or structure was lost with it. Look at the residual; a lower sigma or strength keeps " +
            "more detail.",
        _ => "Nothing was removed, or the image is too small to tell what it was.",
    };

    /// <summary>Returns noisy - clean of one value, or 0 if it is not finite, as for float images with infinity or NaN.</summary>
    public static double Removed(float noisy, float clean)
    {
        double removed = (double)noisy - clean;
        return double.IsFinite(removed) ? removed : 0;
    }

    /// <summary>Computes the statistics of a residual.</summary>
    /// <param name="noisy">The noisy image, [1, H, W, C].</param>
    /// <param name="clean">The denoised image, [1, H, W, C].</param>
    /// <param name="image">The shape of both images.</param>
    /// <param name="white">The value of white.</param>
    /// <exception cref="ShapeException">The length of a span does not match the shape, or the shape has more than one image.</exception>
    public static ResidualStatistics Of(ReadOnlySpan<float> noisy, ReadOnlySpan<float> clean, Shape image, float white = 1)
    {
        Metrics.Spans.EnsureMatch("A residual", noisy, clean, image);
        double mean = 0;
        for (int i = 0; i < noisy.Length; i++)
            mean += Removed(noisy[i], clean[i]);
        mean /= Math.Max(1, noisy.Length);
        double variance = Product(noisy, clean, image, mean, 0, 0);
        Autocorrelation correlation = variance > 0
            ? new(
                Product(noisy, clean, image, mean, 0, 1) / variance,
                Product(noisy, clean, image, mean, 1, 0) / variance,
                Product(noisy, clean, image, mean, 1, 1) / variance)
            : default;
        bool judged = variance > 0 && (long)image.H * image.W >= MinPixels;
        WhitenessVerdict verdict = !judged ? WhitenessVerdict.NotJudged
            : correlation.DistanceTo(default) <= Visible ? WhitenessVerdict.White : WhitenessVerdict.Correlated;
        return new(mean / white * 255, Math.Sqrt(variance) / white * 255, correlation, verdict);
    }

    /// <summary>mean((r(p) - mean)(r(p + lag) - mean)) over the positions where both are inside the image; 0 if there are none.</summary>
    private static double Product(ReadOnlySpan<float> noisy, ReadOnlySpan<float> clean, Shape image, double mean, int down, int right)
    {
        int rows = image.H - down, run = (image.W - right) * image.C, shift = ((down * image.W) + right) * image.C;
        double sum = 0;
        for (int y = 0; y < rows; y++)
        {
            for (int i = y * image.W * image.C, end = i + run; i < end; i++)
                sum += (Removed(noisy[i], clean[i]) - mean) * (Removed(noisy[i + shift], clean[i + shift]) - mean);
        }

        return rows > 0 && run > 0 ? sum / ((double)rows * run) : 0;
    }
}
