using Hush.Imaging.Metrics;
using Hush.Testing;

namespace Hush.Tests.Denoising;

/// <summary>A synthetic image that the shipped models denoise well, and its noise: slopes, a disc and a hard edge.</summary>
internal static class NoisyScene
{
    public const int Width = 120, Height = 96;

    /// <summary>Gray values in [0, 1], with noise of sigma on the byte scale, not clipped.</summary>
    public static float[] Gray(double sigma, uint stream = 3)
    {
        float[] noise = Samples.Normal(Width * Height, stream), pixels = new float[Width * Height];
        for (int i = 0; i < pixels.Length; i++)
        {
            int x = i % Width, y = i / Width;
            bool inside = ((x - 50) * (x - 50)) + ((y - 40) * (y - 40)) < 700;
            double value = 0.3 + (0.3 * x / Width) + (0.1 * y / Height) + (inside ? 0.2 : 0) - (x > 95 ? 0.25 : 0);
            pixels[i] = (float)(value + (noise[i] * sigma / 255));
        }

        return pixels;
    }

    /// <summary>Three such channels with independent noise.</summary>
    public static float[] Color(double sigma)
    {
        float[][] channels = [Gray(sigma, 3), Gray(sigma, 4), Gray(sigma, 5)];
        return [.. Enumerable.Range(0, 3 * Width * Height).Select(i => channels[i % 3][i / 3])];
    }

    public static Image Picture(float[] pixels, int bitDepth = 32, ushort[]? alpha = null) =>
        Image.FromPixels(pixels, Width, Height, pixels.Length / (Width * Height), bitDepth, alpha);

    /// <summary>Repeats every value three times.</summary>
    public static float[] AsColor(float[] gray) => [.. gray.SelectMany(v => (float[])[v, v, v])];

    public static double Quality(float[] clean, ReadOnlySpan<float> other) => Psnr.Of(clean, other);
}
