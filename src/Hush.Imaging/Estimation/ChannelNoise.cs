namespace Hush.Imaging.Estimation;

/// <summary>The noise of one channel, estimated from the covariance of patches with little texture.</summary>
/// <param name="Variance">Variance of the noise on the [0, 1] pixel scale.</param>
/// <param name="Patches">Number of patches that the estimate is based on.</param>
/// <param name="PlainShare">Fraction of the sampled patches whose texture is at most 1.5 times that of the noise alone.</param>
/// <param name="Covariance">Covariance of the patches that the estimate is based on, [64, 64].</param>
internal sealed record ChannelNoise(double Variance, int Patches, double PlainShare, double[] Covariance)
{
    /// <summary>The minimum number of patches: four for each of the 64 pixels of a patch.</summary>
    public const int MinPatches = 4 * PatchCovariance.Pixels;

    private const double Weak = 1.5;            // times the texture of pure noise: three standard deviations above, so few patches are lost
    private const int MaxRounds = 10;
    private const double Settled = 0.01;        // relative change of sigma at which the iteration stops

    /// <summary>
    /// Starts with an estimate from all patches, then repeatedly selects the patches whose texture is at most 1.5 times that of the
    /// estimated noise, until sigma changes by less than 1 %.
    /// </summary>
    /// <param name="patches">At least <see cref="MinPatches"/> patches.</param>
    /// <remarks>
    /// Eigenvalues: Chen, Zhu, Heng, "An Efficient Statistical Method for Image Noise Level Estimation", ICCV 2015. Patch selection:
    /// Liu, Tanaka, Okutomi, "Single-Image Noise Level Estimation for Blind Denoising", IEEE TIP 22(12), 2013, with a fixed factor
    /// instead of their quantile.
    /// </remarks>
    public static ChannelNoise Of(PatchSample patches)
    {
        ChannelNoise noise = From(patches, float.PositiveInfinity)!;
        for (int round = 0; round < MaxRounds; round++)
        {
            if (From(patches, MaxTexture(noise.Variance)) is not { } next)
                return noise;
            bool settled = Math.Abs(Math.Sqrt(next.Variance / noise.Variance) - 1) < Settled;
            noise = next;
            if (settled)
                return noise;
        }

        return noise;
    }

    /// <summary>
    /// Estimates the variance of white noise from eigenvalues: the mean of the k smallest, for the largest k whose mean does not exceed
    /// the median. Eigenvalues of pure noise are distributed symmetrically around their mean; those of image content are larger.
    /// </summary>
    /// <param name="values">Eigenvalues of the covariance matrix, ascending, at least one.</param>
    /// <remarks>Chen, Zhu, Heng, algorithm 1.</remarks>
    public static double VarianceOf(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        for (int count = values.Length; count > 1; sum -= values[--count])
        {
            double mean = sum / count;
            int below = 0;
            while (below < count && values[below] < mean)
                below++;
            int above = count;
            while (above > 0 && values[above - 1] > mean)
                above--;
            if (count - above >= below)
                return Math.Max(0, mean);
        }

        return Math.Max(0, values[0]);
    }

    private static ChannelNoise? From(PatchSample patches, float largestTexture)
    {
        var covariance = new PatchCovariance(patches[0][0]);
        for (int i = 0; i < patches.Count; i++)
        {
            if (patches.Texture(i) <= largestTexture)
                covariance.Add(patches[i]);
        }

        if (covariance.Count < MinPatches)
            return null;
        double[] matrix = covariance.Result();
        double[] values = SymmetricEigenvalues.Of(matrix, PatchCovariance.Pixels);
        double variance = VarianceOf(values);
        return new ChannelNoise(variance, (int)covariance.Count, (double)patches.CountUpTo(MaxTexture(variance)) / patches.Count, matrix);
    }

    private static float MaxTexture(double variance) => (float)(Weak * 2 * variance);
}
