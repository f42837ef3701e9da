using System.Buffers;
using System.Runtime.CompilerServices;

namespace Hush.Imaging.Noise.Camera;

/// <summary>
/// What a camera removes of its noise, as a simple one does, by coring: what a Gaussian filter takes for detail, d, becomes d^3 / (d^2 +
/// t^2), in brightness and, over a wider
/// range, in the differences of color (Wiener's filter for one value whose own square tells its variance; coring: Carlson, Adelson and
/// Anderson, US patent 4,523,230). What is left is coarse, blotchy
/// and mostly of brightness.
/// </summary>
/// <param name="LumaWidth">Sigma in pixels of the filter that tells detail of brightness from the rest.</param>
/// <param name="LumaStrength">Its threshold t as a multiple of the deviation of the detail's noise.</param>
/// <param name="ChromaWidth">As LumaWidth, for differences of color.</param>
/// <param name="ChromaStrength">As LumaStrength, for differences of color.</param>
internal readonly record struct InCameraDenoising(float LumaWidth, float LumaStrength, float ChromaWidth, float ChromaStrength)
{
    /// <summary>Denoises colors as displays have them, in place.</summary>
    /// <param name="noisy">R, G, B.</param>
    /// <param name="clean">The same without noise. It becomes the mean of many such images after their denoising, which loses faint
    /// detail.</param>
    public void Apply(Planes noisy, Planes clean)
    {
        int count = noisy.Count;
        float[] rented = ArrayPool<float>.Shared.Rent(2 * count);
        Span<float> soft = rented.AsSpan(0, count), cleanSoft = rented.AsSpan(count, count);
        Luma.FromRgb(noisy);
        Luma.FromRgb(clean);
        for (int c = 0; c < 3; c++)
        {
            float width = c == 0 ? LumaWidth : ChromaWidth;
            SoftFilter.Apply(noisy[c], soft, noisy.Height, noisy.Width, width);
            SoftFilter.Apply(clean[c], cleanSoft, noisy.Height, noisy.Width, width);
            Core(noisy[c], soft, clean[c], cleanSoft, c == 0 ? LumaStrength : ChromaStrength);
        }

        Luma.ToRgb(noisy);
        Luma.ToRgb(clean);
        ArrayPool<float>.Shared.Return(rented);
    }

    private static void Core(Span<float> noisy, ReadOnlySpan<float> soft, Span<float> clean, ReadOnlySpan<float> cleanSoft, float strength)
    {
        double squares = 0;
        for (int i = 0; i < noisy.Length; i++)
        {
            float noise = noisy[i] - soft[i] - (clean[i] - cleanSoft[i]);
            squares += noise * noise;
        }

        float deviation = (float)Math.Sqrt(squares / Math.Max(1, noisy.Length)), threshold = strength * deviation;
        float square = (threshold * threshold) + 1e-12f, node = MathF.Sqrt(3) * deviation;
        for (int i = 0; i < noisy.Length; i++)
        {
            noisy[i] = soft[i] + Cored(noisy[i] - soft[i], square);

            // The mean over the noise, by Gauss and Hermite's rule with three nodes.
            float detail = clean[i] - cleanSoft[i];
            clean[i] = cleanSoft[i] + ((4 * Cored(detail, square)) + Cored(detail - node, square) + Cored(detail + node, square)) / 6;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Cored(float detail, float square)
    {
        float own = detail * detail;
        return detail * own / (own + square);
    }
}
