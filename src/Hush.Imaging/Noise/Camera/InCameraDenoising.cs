using System.Buffers;
using System.Numerics.Tensors;

namespace Hush.Imaging.Noise.Camera;

/// <summary>
/// Simulates in-camera denoising with filters like the local Wiener filter. A Gaussian filter separates the detail d, which becomes
/// d e / (e + t^2), where e is the local mean square of d: a shrinkage like that of Lee (IEEE TPAMI 2(2), 1980), which also removes
/// part of strong detail. Luma and chroma are filtered separately, chroma with a wider
/// Gaussian. Then the remaining noise n becomes n (1 - m s / (e + s)), where e is the local mean square of the scene's detail and
/// s three times the variance of the noise. Flat areas keep coarse, blotchy noise, mostly in luma; edges and texture keep most of
/// their noise.
/// </summary>
/// <param name="LumaWidth">Sigma in pixels of the Gaussian that separates luma detail.</param>
/// <param name="LumaStrength">Threshold t for luma, relative to the standard deviation of the noise in the detail.</param>
/// <param name="CoarseStrength">Threshold of a second luma filter with a sigma of 3 pixels, applied to the result of the first.</param>
/// <param name="FlatStrength">m, the share of the noise that is removed from flat areas alone, in [0, 1].</param>
/// <param name="ChromaWidth">Sigma in pixels of the Gaussian that separates chroma detail.</param>
/// <param name="ChromaStrength">Threshold t for chroma, relative to the standard deviation of the noise in the detail.</param>
internal readonly record struct InCameraDenoising(
    float LumaWidth, float LumaStrength, float CoarseStrength, float FlatStrength, float ChromaWidth, float ChromaStrength)
{
    private const float CoarseWidth = 3;
    private const float WeakDetail = 3;                         // mean square of detail that counts as flat, in variances of the noise
    private const float Nearby = 1.5f, NearbyScene = 4;          // sigmas in pixels of the windows for local mean squares

    /// <summary>Denoises in place.</summary>
    /// <param name="noisy">Display R, G, B.</param>
    /// <param name="clean">The same image without noise. Its detail is attenuated by the same factors, so that the target loses what
    /// the filter removes from the scene.</param>
    public void Apply(Planes noisy, Planes clean)
    {
        Luma.FromRgb(noisy);
        Luma.FromRgb(clean);
        Filter(noisy[0], clean[0], noisy.Height, LumaWidth, LumaStrength);
        Filter(noisy[0], clean[0], noisy.Height, CoarseWidth, CoarseStrength);
        Filter(noisy[1], clean[1], noisy.Height, ChromaWidth, ChromaStrength);
        Filter(noisy[2], clean[2], noisy.Height, ChromaWidth, ChromaStrength);
        SmoothFlatAreas(noisy, clean);
        Luma.ToRgb(noisy);
        Luma.ToRgb(clean);
    }

    private static void Filter(Span<float> noisy, Span<float> clean, int height, float width, float strength)
    {
        int count = noisy.Length, columns = count / height;
        float[] rented = ArrayPool<float>.Shared.Rent(3 * count);
        Span<float> soft = rented.AsSpan(0, count), cleanSoft = rented.AsSpan(count, count), energy = rented.AsSpan(2 * count, count);
        SoftFilter.Apply(noisy, soft, height, columns, width);
        SoftFilter.Apply(clean, cleanSoft, height, columns, width);
        TensorPrimitives.Subtract(noisy, soft, noisy);
        TensorPrimitives.Subtract(clean, cleanSoft, clean);
        float threshold = strength * TensorPrimitives.Distance(noisy, clean) / MathF.Sqrt(count), square = (threshold * threshold) + 1e-12f;
        MeanSquareNearby(noisy, energy, height, columns, Nearby);
        for (int i = 0; i < count; i++)
        {
            float kept = energy[i] / (energy[i] + square);
            noisy[i] = soft[i] + (kept * noisy[i]);
            clean[i] = cleanSoft[i] + (kept * clean[i]);
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    private void SmoothFlatAreas(Planes noisy, Planes clean)
    {
        if (FlatStrength == 0)
            return;
        int count = noisy.Count;
        float[] rented = ArrayPool<float>.Shared.Rent(2 * count);
        Span<float> detail = rented.AsSpan(0, count), kept = rented.AsSpan(count, count);
        float weak = (WeakDetail * MathF.Pow(TensorPrimitives.Distance(noisy[0], clean[0]), 2) / Math.Max(1, count)) + 1e-12f;
        SoftFilter.Apply(clean[0], detail, clean.Height, clean.Width, CoarseWidth);
        TensorPrimitives.Subtract(clean[0], detail, detail);
        MeanSquareNearby(detail, kept, clean.Height, clean.Width, NearbyScene);
        for (int i = 0; i < count; i++)
            kept[i] = 1 - (FlatStrength * weak / (kept[i] + weak));
        for (int c = 0; c < 3; c++)
        {
            Span<float> values = noisy[c], scene = clean[c];
            for (int i = 0; i < count; i++)
                values[i] = scene[i] + (kept[i] * (values[i] - scene[i]));
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    private static void MeanSquareNearby(ReadOnlySpan<float> plane, Span<float> result, int height, int width, float sigma)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(plane.Length);
        Span<float> squares = rented.AsSpan(0, plane.Length);
        TensorPrimitives.Multiply(plane, plane, squares);
        SoftFilter.Apply(squares, result, height, width, sigma);
        ArrayPool<float>.Shared.Return(rented);
    }
}
