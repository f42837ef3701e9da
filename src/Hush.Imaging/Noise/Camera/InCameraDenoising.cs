using System.Buffers;
using System.Numerics.Tensors;

namespace Hush.Imaging.Noise.Camera;

/// <summary>
/// What a camera removes of its noise, by a local Wiener filter: detail d, which a Gaussian filter tells from the rest, becomes
/// d e / (e + t^2), e being the mean square of d nearby (Lee, IEEE TPAMI 2(2), 1980), in brightness and, over a wider range, in the
/// differences of color. Plain areas keep coarse, blotchy noise, mostly of brightness; edges and texture keep nearly all of theirs.
/// </summary>
/// <param name="LumaWidth">Sigma in pixels of the filter that tells detail of brightness from the rest.</param>
/// <param name="LumaStrength">Its threshold t as a multiple of the deviation of the detail's noise.</param>
/// <param name="CoarseStrength">As LumaStrength, for a second filter, of 3 pixels, on what the first one left.</param>
/// <param name="ChromaWidth">As LumaWidth, for differences of color.</param>
/// <param name="ChromaStrength">As LumaStrength, for differences of color.</param>
internal readonly record struct InCameraDenoising(float LumaWidth, float LumaStrength, float CoarseStrength, float ChromaWidth, float ChromaStrength)
{
    private const float CoarseWidth = 3;
    private const float Nearby = 1.5f;          // sigma in pixels of the window of the mean square

    /// <summary>Denoises colors as displays have them, in place.</summary>
    /// <param name="noisy">R, G, B.</param>
    /// <param name="clean">The same without noise. Its detail is multiplied by the same factors, so that what the filter takes of the
    /// scene is taken here, too.</param>
    public void Apply(Planes noisy, Planes clean)
    {
        Luma.FromRgb(noisy);
        Luma.FromRgb(clean);
        Filter(noisy[0], clean[0], noisy.Height, LumaWidth, LumaStrength);
        Filter(noisy[0], clean[0], noisy.Height, CoarseWidth, CoarseStrength);
        Filter(noisy[1], clean[1], noisy.Height, ChromaWidth, ChromaStrength);
        Filter(noisy[2], clean[2], noisy.Height, ChromaWidth, ChromaStrength);
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
        MeanSquareNearby(noisy, energy, height, columns);
        for (int i = 0; i < count; i++)
        {
            float kept = energy[i] / (energy[i] + square);
            noisy[i] = soft[i] + (kept * noisy[i]);
            clean[i] = cleanSoft[i] + (kept * clean[i]);
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    private static void MeanSquareNearby(ReadOnlySpan<float> plane, Span<float> result, int height, int width)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(plane.Length);
        Span<float> squares = rented.AsSpan(0, plane.Length);
        TensorPrimitives.Multiply(plane, plane, squares);
        SoftFilter.Apply(squares, result, height, width, Nearby);
        ArrayPool<float>.Shared.Return(rented);
    }
}
