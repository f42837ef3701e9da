using System.Runtime.CompilerServices;

namespace Hush.Imaging.Estimation;

/// <summary>
/// Spatially correlated noise, estimated from the image at half size. Demosaicing, in-camera denoising, resizing, JPEG and film grain
/// leave little noise in the highest frequencies, which <see cref="ChannelNoise"/> uses, and much in the lower ones. Averaging 2x2
/// pixels halves the standard deviation of white noise but not that of correlated noise. Texture behaves the same, so the estimate is
/// used only if <see cref="IsNoise"/> is true.
/// </summary>
/// <param name="Sigma">Sigma of white noise that would be as strong at half size, on the [0, 1] scale: twice the estimate there.</param>
/// <param name="Factor">Correction for noise that is still correlated at half size, 1 to 1.6.</param>
/// <param name="Shared">Correlation between color channels in the flattest patches, in [-1, 1]: near 1 for texture, much lower for
/// sensor noise. 1 for gray images.</param>
/// <param name="Kurtosis">Mean kurtosis of the flattest patches: 3 for Gaussian noise, higher for most texture.</param>
/// <param name="Spread">Ratio of the 10 % and 2 % quantiles of the patches' standard deviations: low if the noise is
/// uniform, high for texture.</param>
/// <remarks>The thresholds are explained in <c>docs/decisions/0010-noise-level-from-one-image.md</c>.</remarks>
internal sealed record CoarseNoise(double Sigma, double Factor, double Shared, double Kurtosis, double Spread)
{
    private const int Side = PatchCovariance.Side, Pixels = PatchCovariance.Pixels;
    private const int MaxPatches = 1 << 14;
    private const double SmoothFraction = 0.08;                                           // fraction of the patches
    private const double WhiteDistance = 0.2, PerDistance = 2.5, MaxFactor = 1.6;
    private const double SharedByTexture = 0.7, MinKurtosis = 2.6, MaxKurtosis = 3.02, EvenSpread = 1.25;
    private const double MinSigma = 4.0 / 255, MinSigmaIfShared = 4.5 / 255;

    /// <summary>Whether this is clearly noise: independent in the color channels, or Gaussian and uniform across the image.</summary>
    public bool IsNoise =>
        (Shared <= SharedByTexture && Sigma >= MinSigma) ||
        (Kurtosis is >= MinKurtosis and <= MaxKurtosis && Spread <= EvenSpread && Sigma >= MinSigmaIfShared);

    /// <summary>The level that works best for a model trained on white noise.</summary>
    public double Level => Factor * Sigma;

    /// <summary>
    /// Estimates the noise at half size, in the green channel of color images. Returns null if there are too few patches.
    /// </summary>
    /// <param name="image">[1, H, W, C].</param>
    /// <param name="shape">The shape of the image.</param>
    public static CoarseNoise? Of(ReadOnlySpan<float> image, Shape shape)
    {
        int channel = shape.C / 2;
        PatchSample patches = PatchSample.Of(image, shape, channel, scale: 2, MaxPatches);
        if (patches.Count < ChannelNoise.MinPatches)
            return null;
        ChannelNoise noise = ChannelNoise.Of(patches);
        double distance = HighPass.Of([noise.Covariance]).DistanceTo(HighPass.OfWhiteNoise);
        double factor = Math.Clamp(1 + (PerDistance * (distance - WhiteDistance)), 1, MaxFactor);
        int[] order = new int[patches.Count];
        double[] variances = Variances(patches, order);
        double Quantile(double share) => variances[(int)(share * variances.Length)];
        ReadOnlySpan<int> smoothest = order.AsSpan(0, Math.Max(1, (int)(SmoothFraction * order.Length)));
        return new CoarseNoise(
            2 * Math.Sqrt(noise.Variance),
            factor,
            shape.C == 1 ? 1 : SharedIn(smoothest, patches, image, shape, channel),
            KurtosisIn(smoothest, patches),
            Math.Sqrt(Quantile(0.1) / Quantile(0.02)));
    }

    /// <summary>
    /// Returns the patches' variances after removing a plane, ascending, and fills <paramref name="order"/> with their indices.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // finishes before tiered compilation would optimize it
    private static double[] Variances(PatchSample patches, int[] order)
    {
        float[] patch = new float[Pixels];
        double[] variances = new double[patches.Count];
        for (int i = 0; i < variances.Length; i++)
        {
            patches[i].CopyTo(patch);
            variances[i] = RemovePlane(patch);
            order[i] = i;
        }

        Array.Sort(variances, order);
        return variances;
    }

    private static double KurtosisIn(ReadOnlySpan<int> which, PatchSample patches)
    {
        Span<float> patch = stackalloc float[Pixels];
        double sum = 0;
        foreach (int i in which)
        {
            patches[i].CopyTo(patch);
            double variance = RemovePlane(patch), fourth = 0;
            foreach (float value in patch)
                fourth += (double)value * value * value * value;
            sum += variance > 0 ? fourth / Pixels / (variance * variance) : 0;
        }

        return sum / which.Length;
    }

    /// <summary>Mean correlation of one channel with the others.</summary>
    private static double SharedIn(ReadOnlySpan<int> which, PatchSample patches, ReadOnlySpan<float> image, Shape shape, int channel)
    {
        Span<float> own = stackalloc float[Pixels], other = stackalloc float[Pixels];
        double sum = 0;
        for (int c = 0; c < shape.C; c++)
        {
            double ownSquares = 0, otherSquares = 0, products = 0;
            foreach (int i in c == channel ? [] : which)
            {
                patches[i].CopyTo(own);
                PatchSample.Copy(image, shape, c, patches.Place(i), scale: 2, other);
                ownSquares += RemovePlane(own);
                otherSquares += RemovePlane(other);
                for (int p = 0; p < Pixels; p++)
                    products += own[p] * other[p] / Pixels;
            }

            sum += ownSquares * otherSquares > 0 ? products / Math.Sqrt(ownSquares * otherSquares) : c == channel ? 0 : 1;
        }

        return sum / (shape.C - 1);
    }

    /// <summary>Subtracts the least-squares plane and returns the mean square of the rest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // finishes before tiered compilation would optimize it
    private static double RemovePlane(Span<float> patch)
    {
        const float Center = (Side - 1) / 2f, Squares = Side * Side * ((Side * Side) - 1) / 12f;      // the sum of (x - center)^2
        float sum = 0, right = 0, down = 0, squares = 0;
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                float value = patch[(y * Side) + x];
                sum += value;
                right += value * (x - Center);
                down += value * (y - Center);
            }
        }

        float mean = sum / Pixels, slopeRight = right / Squares, slopeDown = down / Squares;
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                float rest = patch[(y * Side) + x] -= mean + (slopeRight * (x - Center)) + (slopeDown * (y - Center));
                squares += rest * rest;
            }
        }

        return squares / Pixels;
    }
}
