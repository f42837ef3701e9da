using System.Runtime.CompilerServices;
using Hush.Numerics;

namespace Hush.Imaging.Estimation;

/// <summary>
/// Noise that neighboring pixels share, from the image at half size. Demosaicing, in-camera denoising, resizing, JPEG and film leave little
/// noise in the highest frequencies, where <see cref="ChannelNoise"/> looks, and much below them. Means of 2x2 pixels halve the deviation
/// of white noise; that of correlated noise stays. Texture grows in the same way, so the estimate counts only where <see cref="IsNoise"/>
/// says so.
/// </summary>
/// <param name="Sigma">The deviation of white noise that leaves as much at half size, on the [0, 1] scale: twice the estimate
/// there.</param>
/// <param name="Factor">How much more noise there is, from 1 to 1.6: even at half size it is correlated.</param>
/// <param name="Shared">
/// Correlation of the color channels in the plainest patches, in [-1, 1]: near 1 for texture, well below for a sensor's noise. 1 for gray
/// images.
/// </param>
/// <param name="Kurtosis">Fourth moment over squared variance, mean over the plainest patches: 3 for Gaussian noise, more for most
/// texture.</param>
/// <param name="Spread">The deviation that 10 % of the patches stay below, over the one for 2 %: noise is the same everywhere, texture is
/// not.</param>
/// <remarks>How the bounds were chosen stands in <c>docs/decisions/0010-noise-level-from-one-image.md</c>.</remarks>
internal sealed record CoarseNoise(double Sigma, double Factor, double Shared, double Kurtosis, double Spread)
{
    private const int Side = PatchCovariance.Side, Pixels = PatchCovariance.Pixels;
    private const int MostPatches = 1 << 14;
    private const double Plainest = 0.08;                                           // of the patches
    private const double WhiteDistance = 0.2, PerDistance = 2.5, LargestFactor = 1.6;
    private const double SharedByTexture = 0.7, LeastKurtosis = 2.6, LargestKurtosis = 3.02, EvenSpread = 1.25;
    private const double LeastSigma = 4.0 / 255, LeastSigmaIfShared = 4.5 / 255;

    /// <summary>
    /// Whether it is noise beyond doubt: the color channels have their own, or it is Gaussian and the same all over the image.
    /// </summary>
    public bool IsNoise =>
        (Shared <= SharedByTexture && Sigma >= LeastSigma) ||
        (Kurtosis is >= LeastKurtosis and <= LargestKurtosis && Spread <= EvenSpread && Sigma >= LeastSigmaIfShared);

    /// <summary>The level that serves a model of white noise best.</summary>
    public double Level => Factor * Sigma;

    /// <summary>The noise at half size, in green for color images; null if the image has too few patches.</summary>
    /// <param name="image">[1, H, W, C].</param>
    /// <param name="shape">Its extents.</param>
    public static CoarseNoise? Of(ReadOnlySpan<float> image, Shape shape)
    {
        int channel = shape.C / 2;
        PatchSample patches = PatchSample.Of(image, shape, channel, scale: 2, MostPatches);
        if (patches.Count < ChannelNoise.FewestPatches)
            return null;
        ChannelNoise noise = ChannelNoise.Of(patches);
        double distance = HighPass.Of([noise.Covariance]).DistanceTo(HighPass.OfWhiteNoise);
        double factor = Math.Clamp(1 + (PerDistance * (distance - WhiteDistance)), 1, LargestFactor);
        int[] order = new int[patches.Count];
        double[] variances = Variances(patches, order);
        double Quantile(double share) => variances[(int)(share * variances.Length)];
        ReadOnlySpan<int> plainest = order.AsSpan(0, Math.Max(1, (int)(Plainest * order.Length)));
        return new CoarseNoise(
            2 * Math.Sqrt(noise.Variance),
            factor,
            shape.C == 1 ? 1 : SharedIn(plainest, patches, image, shape, channel),
            KurtosisIn(plainest, patches),
            Math.Sqrt(Quantile(0.1) / Quantile(0.02)));
    }

    /// <summary>The variances about each patch's plane, ascending, and which patch each is of.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // run many times, but soon over
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

    /// <summary>The mean of one channel's correlations with the others.</summary>
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

    /// <summary>Leaves what deviates from the plane of least squares; returns its mean square.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // run many times, but soon over
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
