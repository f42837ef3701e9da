namespace Hush.Imaging.Estimation;

/// <summary>
/// Correlation of neighbors in h(y, x) = p(y, x) - p(y, x+1) - p(y+1, x) + p(y+1, x+1), a second difference that removes slopes and
/// edges along the axes but keeps noise. Computed from the patches' covariance.
/// </summary>
internal static class HighPass
{
    private const int Side = PatchCovariance.Side;

    /// <summary>
    /// The values for white noise: adjacent h share two pixels with opposite signs, diagonal ones share one with the same sign.
    /// </summary>
    public static readonly Autocorrelation OfWhiteNoise = new(-0.5, -0.5, 0.25);

    /// <summary>Returns the correlations, or those of white noise if the covariances are 0.</summary>
    /// <param name="covariances">Covariances of 8x8 patches, [64, 64] per channel. Channels are pooled.</param>
    public static Autocorrelation Of(IReadOnlyList<double[]> covariances)
    {
        double variance = Sum(covariances, 0, 0);
        return variance > 0
            ? new(Sum(covariances, 0, 1) / variance, Sum(covariances, 1, 0) / variance, Sum(covariances, 1, 1) / variance)
            : OfWhiteNoise;
    }

    /// <summary>mean(h(p) h(p + lag)) over the positions in a patch, summed over the matrices.</summary>
    private static double Sum(IReadOnlyList<double[]> covariances, int down, int right)
    {
        double sum = 0;
        int rows = Side - 1 - down, columns = Side - 1 - right;
        foreach (double[] covariance in covariances)
        {
            for (int y = 0; y < rows; y++)
            {
                for (int x = 0; x < columns; x++)
                    sum += Product(covariance, (y * Side) + x, ((y + down) * Side) + x + right);
            }
        }

        return sum / (rows * columns);
    }

    /// <summary>mean(h(a) h(b)) = sum of s_i s_j cov(a + i, b + j) over the four corners of each, with signs s.</summary>
    private static double Product(double[] covariance, int a, int b)
    {
        ReadOnlySpan<int> corners = [0, 1, Side, Side + 1];
        double sum = 0;
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < 4; j++)
            {
                double value = covariance[((a + corners[i]) * PatchCovariance.Pixels) + b + corners[j]];
                sum += (i is 0 or 3) == (j is 0 or 3) ? value : -value;
            }
        }

        return sum;
    }
}
