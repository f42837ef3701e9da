using Hush.Testing;

namespace Hush.Web.Tests;

/// <summary>Synthetic noisy images.</summary>
internal static class Pictures
{
    /// <summary>Smooth waves with white noise of σ = 20/255, as an image file.</summary>
    public static byte[] Noisy(ImageFormat format, int width = 131, int height = 97, int channels = 3, int bitDepth = 8)
    {
        using Image image = NoisyImage(width, height, channels, bitDepth);
        return Encode(image, format);
    }

    public static Image NoisyImage(int width, int height, int channels, int bitDepth)
    {
        float[] noise = Samples.Normal((long)width * height * channels, 7), pixels = new float[noise.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            int pixel = i / channels, x = pixel % width, y = pixel / width;
            double clean = 0.5 + (0.3 * Math.Sin((x / 17.0) + (i % channels)) * Math.Cos(y / 23.0));
            pixels[i] = (float)Math.Clamp(clean + (20 / 255.0 * noise[i]), 0, 1);
        }

        return Image.FromPixels(pixels, width, height, channels, bitDepth);
    }

    public static byte[] Encode(Image image, ImageFormat format)
    {
        using var stream = new MemoryStream();
        image.Write(stream, format);
        return stream.ToArray();
    }

    /// <summary>What the library makes of a file.</summary>
    public static byte[] Denoised(byte[] file, ImageFormat format, double strength = 100)
    {
        using Image noisy = Image.Read(new MemoryStream(file), "noisy");
        using var denoiser = new AutoDenoiser(threads: 2);
        using DenoiseResult result = denoiser.Denoise(noisy, new DenoiseOptions { Strength = strength });
        return Encode(result.Image, format);
    }
}
