using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Files;

/// <summary>Synthetic images whose pixels are exact sample values of their bit depth.</summary>
internal static class TestImages
{
    /// <summary>Awkward widths and heights.</summary>
    public static TheoryData<int, int> Sizes => new() { { 1, 1 }, { 7, 5 }, { 1, 400 }, { 400, 1 }, { 13, 31 }, { 2, 3 } };

    /// <summary>Smooth in the upper half, noise in the lower half, using the full range of samples.</summary>
    public static Image Make(int width, int height, int channels, int bitDepth, bool alpha)
    {
        int white = (1 << bitDepth) - 1;
        float[] noise = Samples.Uniform((long)width * height * (channels + 1), (uint)((width * 1000) + height));
        var pixels = new float[width * height * channels];
        for (int i = 0; i < pixels.Length; i++)
        {
            int pixel = i / channels, x = pixel % width, y = pixel / width;
            int smooth = ((31 * x) + (57 * y) + (i % channels * 80)) % (white + 1), rough = (int)(noise[i] * (white + 1));
            int sample = y < height / 2 ? smooth : rough;
            pixels[i] = sample / (float)white;
        }

        ushort[] plane = noise[pixels.Length..].Select(v => (ushort)(v * (white + 1))).ToArray();
        return Image.FromPixels(pixels, width, height, channels, bitDepth, alpha ? plane : default);
    }

    public static byte[] Bytes(this Image image, ImageFormat format, int quality = 95)
    {
        using var stream = new MemoryStream();
        image.Write(stream, format, new ImageWriteOptions { Quality = quality });
        return stream.ToArray();
    }

    public static Image Read(byte[] file, long maxPixels = 250_000_000) =>
        Read(file, new ImageReadOptions { MaxPixels = maxPixels });

    public static Image Read(byte[] file, ImageReadOptions options)
    {
        using var stream = new MemoryStream(file);
        return Image.Read(stream, "test", options);
    }

    /// <summary>The integer sample values: round(value x white).</summary>
    public static int[] Numbers(this Image image)
    {
        double white = (1 << image.BitDepth) - 1;
        return [.. image.Pixels.Span.ToArray().Select(v => (int)Math.Round(v * white))];
    }

    public static void AssertSame(Image expected, Image actual)
    {
        Assert.Equal(expected.Pixels.Shape, actual.Pixels.Shape);
        Assert.Equal(expected.BitDepth, actual.BitDepth);
        Assert.Equal(expected.HasAlpha, actual.HasAlpha);
        Assert.Equal(expected.Alpha.ToArray(), actual.Alpha.ToArray());
        Assert.Equal(expected.Pixels.Span.ToArray(), actual.Pixels.Span.ToArray());        // bit for bit
    }
}
