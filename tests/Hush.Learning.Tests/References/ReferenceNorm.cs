namespace Hush.Learning.Tests.References;

/// <summary>Batch normalization: y = weight (x - mean) / sqrt(variance + 1e-5) + bias for each channel.</summary>
internal static class ReferenceNorm
{
    private const double Epsilon = 1e-5;

    /// <summary>Mean and biased variance of each channel, over images, rows and columns.</summary>
    public static (double[] Mean, double[] Variance, int Count) Statistics(Volume x)
    {
        double[] mean = new double[x.Channels], variance = new double[x.Channels];
        int count = x.Images * x.Height * x.Width;
        x.ForEach((n, r, s, c) => mean[c] += x[n, r, s, c] / count);
        x.ForEach((n, r, s, c) => variance[c] += (x[n, r, s, c] - mean[c]) * (x[n, r, s, c] - mean[c]) / count);
        return (mean, variance, count);
    }

    public static Volume Forward(Volume x, double[] mean, double[] variance, double[] weight, double[] bias) => x.Like().Fill(
        (n, r, s, c) => (weight[c] * (x[n, r, s, c] - mean[c]) / Math.Sqrt(variance[c] + Epsilon)) + bias[c]);

    /// <summary>
    /// dx, dWeight and dBias += the gradients for dy, where mean and variance depend on x. Ioffe, Szegedy 2015, section 3.
    /// </summary>
    public static void Backward(Volume dy, Volume x, double[] weight, Volume dx, double[] dWeight, double[] dBias)
    {
        var (mean, variance, count) = Statistics(x);
        double[] dMean = new double[x.Channels], dVariance = new double[x.Channels];
        double Deviation(int c) => Math.Sqrt(variance[c] + Epsilon);
        x.ForEach((n, r, s, c) =>
        {
            double g = dy[n, r, s, c], centered = x[n, r, s, c] - mean[c];
            dWeight[c] += g * centered / Deviation(c);
            dBias[c] += g;
            dMean[c] -= g * weight[c] / Deviation(c);
            dVariance[c] -= g * weight[c] * centered / (2 * Math.Pow(Deviation(c), 3));
        });
        x.ForEach((n, r, s, c) => dx[n, r, s, c] +=
            (dy[n, r, s, c] * weight[c] / Deviation(c)) + ((dMean[c] + (dVariance[c] * 2 * (x[n, r, s, c] - mean[c]))) / count));
    }
}
