using Hush.Numerics.Random;

namespace Hush.Imaging.Noise;

/// <summary>
/// Exact Poisson samples that depend only on the key and the index of the value. Trial t of value i reads block i of part t of the key.
/// </summary>
internal static class PoissonSampler
{
    private const double Threshold = 10;        // the rejection method is valid for means of at least 10
    private const double HalfLogTwoPi = 0.91893853320467274;

    /// <summary>Draws a Poisson sample: 0 if the mean is not positive, NaN if it is NaN.</summary>
    internal static double Count(double mean, in RandomKey key, uint index)
    {
        if (double.IsNaN(mean)) return double.NaN;
        if (mean <= 0) return 0;
        return mean < Threshold ? Invert(mean, Uniforms(key, index, 0).U) : Reject(mean, key, index);
    }

    /// <summary>ln(k!): the logarithm of the product for k up to 15, then Stirling's series with an error below 10^-11.</summary>
    internal static double LogFactorial(double k)
    {
        if (k < 16)
        {
            double product = 1;
            for (int i = 2; i <= k; i++) product *= i;
            return Math.Log(product);
        }

        double square = k * k;
        return ((k + 0.5) * Math.Log(k)) - k + HalfLogTwoPi + ((1 / 12.0 - ((1 / 360.0 - (1 / (1260 * square))) / square)) / k);
    }

    /// <summary>Inverse transform sampling: the smallest k whose cumulative probability exceeds u.</summary>
    private static double Invert(double mean, double u)
    {
        double probability = Math.Exp(-mean), cumulative = probability;
        int k = 0;
        while (u >= cumulative && probability > 0)
        {
            k++;
            probability *= mean / k;
            cumulative += probability;
        }

        return k;
    }

    /// <summary>Transformed rejection with squeeze. Accepts between 75 % (mean 10) and 89 % (large means) of the trials.</summary>
    /// <remarks>
    /// Hörmann, The transformed rejection method for generating Poisson random variables, algorithm PTRS. Insurance: Mathematics
    /// and Economics 12(1), 1993.
    /// </remarks>
    private static double Reject(double mean, in RandomKey key, uint index)
    {
        double b = 0.931 + (2.53 * Math.Sqrt(mean)), a = -0.059 + (0.02483 * b);
        double inverseAlpha = 1.1239 + (1.1328 / (b - 3.4)), accepted = 0.9277 - (3.6224 / (b - 2));
        double logMean = Math.Log(mean);
        for (ushort trial = 0; ; trial++)
        {
            var (u, v) = Uniforms(key, index, trial);
            double centered = u - 0.5, edge = 0.5 - Math.Abs(centered);
            double k = Math.Floor((((2 * a / edge) + b) * centered) + mean + 0.43);
            if (edge >= 0.07 && v <= accepted) return k;
            if (k < 0 || (edge < 0.013 && v > edge)) continue;
            if (Math.Log(v * inverseAlpha / ((a / (edge * edge)) + b)) <= (k * logMean) - mean - LogFactorial(k)) return k;
        }
    }

    private static (double U, double V) Uniforms(in RandomKey key, uint index, ushort trial)
    {
        var (a, b, c, d) = Philox.Block(key with { Part = trial }, index);
        return (Fraction(a, b), Fraction(c, d));
    }

    /// <summary>Converts the upper 53 bits to a number in [0, 1).</summary>
    private static double Fraction(uint high, uint low) => ((((ulong)high << 32) | low) >> 11) * (1.0 / (1UL << 53));
}
