namespace Hush.Imaging.Estimation;

/// <summary>The noise of one channel, from the covariance of those patches that hold little else.</summary>
/// <param name="Variance">Of the noise, on the [0, 1] pixel scale.</param>
/// <param name="Patches">How many patches it rests on.</param>
/// <param name="PlainShare">The share of the sample's patches whose texture is at most 1.5 times that of this noise alone.</param>
/// <param name="Covariance">Of the patches that it rests on, [64, 64].</param>
internal sealed record ChannelNoise(double Variance, int Patches, double PlainShare, double[] Covariance)
{
    /// <summary>Fewer patches tell nothing: four for each of a patch's 64 pixels.</summary>
    public const int FewestPatches = 4 * PatchCovariance.Pixels;

    private const double Weak = 1.5;            // times the texture of noise alone: three deviations above it, so little noise is cut off
    private const int MostRounds = 10;
    private const double Settled = 0.01;        // relative change of sigma at which the rounds end

    /// <summary>
    /// The estimate from all patches, then, round by round, from those whose texture is at most 1.5 times that of the noise estimated
    /// so far, until that changes by less than 1 %.
    /// </summary>
    /// <param name="patches">At least <see cref="FewestPatches"/> patches.</param>
    /// <remarks>
    /// Eigenvalues: Chen, Zhu, Heng, "An Efficient Statistical Method for Image Noise Level Estimation", ICCV 2015. Choice of patches:
    /// Liu, Tanaka, Okutomi, "Single-Image Noise Level Estimation for Blind Denoising", IEEE TIP 22(12), 2013, with a fixed factor in
    /// place of their quantile.
    /// </remarks>
    public static ChannelNoise Of(PatchSample patches)
    {
        ChannelNoise noise = From(patches, float.PositiveInfinity)!;
        for (int round = 0; round < MostRounds; round++)
        {
            if (From(patches, LargestTexture(noise.Variance)) is not { } next)
                return noise;
            bool settled = Math.Abs(Math.Sqrt(next.Variance / noise.Variance) - 1) < Settled;
            noise = next;
            if (settled)
                return noise;
        }

        return noise;
    }

    /// <summary>
    /// The variance of white noise among eigenvalues: the mean of the smallest k, k the largest for which mean and median agree, that is,
    /// as many lie above the mean as below. Eigenvalues of the noise alone scatter evenly about their mean; those of the image lie above.
    /// </summary>
    /// <param name="values">The covariance's eigenvalues, ascending, at least one.</param>
    /// <remarks>Chen, Zhu, Heng, algorithm 1; "agree" is that the mean does not exceed the median.</remarks>
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

        if (covariance.Count < FewestPatches)
            return null;
        double[] matrix = covariance.Result();
        double[] values = SymmetricEigenvalues.Of(matrix, PatchCovariance.Pixels);
        double variance = VarianceOf(values);
        return new ChannelNoise(variance, (int)covariance.Count, (double)patches.CountUpTo(LargestTexture(variance)) / patches.Count, matrix);
    }

    private static float LargestTexture(double variance) => (float)(Weak * 2 * variance);
}
