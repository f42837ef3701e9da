using Hush.Imaging.Metrics;

namespace Hush.Reports;

/// <summary>One test image, its noisy copy and its estimate, with their scores.</summary>
/// <param name="Index">Index in the test set, from 0.</param>
/// <param name="Clean">The image.</param>
/// <param name="Noisy">The image with noise.</param>
/// <param name="Denoised">The network's estimate.</param>
/// <param name="NoisyScore">Noisy against clean.</param>
/// <param name="DenoisedScore">Estimate against clean.</param>
public sealed record ExampleImage(
    int Index, ReportImage Clean, ReportImage Noisy, ReportImage Denoised, ImageScore NoisyScore, ImageScore DenoisedScore);

/// <summary>Pixels to show: [H, W, C], rows from the top, channels last. Shown clipped to [0, 1]; NaN is shown black.</summary>
public sealed class ReportImage
{
    /// <summary>Keeps the array itself, which must not change afterwards.</summary>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="channels">1 gray or 3 RGB.</param>
    /// <param name="pixels">height x width x channels values.</param>
    /// <exception cref="ArgumentException">The extents are not those of a picture, or the array has another length.</exception>
    public ReportImage(int height, int width, int channels, float[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (height < 1 || width < 1 || channels is not (1 or 3))
        {
            throw new ArgumentException(
                $"A report's image needs at least one row and column and 1 or 3 channels, got [{height}, {width}, {channels}]. " +
                "Drop or convert channels before it is shown.");
        }

        long count = (long)height * width * channels;
        if (pixels.Length != count)
        {
            throw new ArgumentException(
                $"A report's image of [{height}, {width}, {channels}] needs {count} values, got {pixels.Length}. " +
                "Pass one image, without a halo or stride.");
        }

        (Height, Width, Channels, Pixels) = (height, width, channels, pixels);
    }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>1 gray or 3 RGB.</summary>
    public int Channels { get; }

    /// <summary>[H, W, C], nominally in [0, 1].</summary>
    public float[] Pixels { get; }

    /// <summary>[H, W, C] as bytes: round(255 x), clipped.</summary>
    internal byte[] ToBytes()
    {
        var bytes = new byte[Pixels.Length];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = Pixels[i] > 0 ? (byte)MathF.Round(255 * MathF.Min(Pixels[i], 1), MidpointRounding.AwayFromZero) : (byte)0;
        return bytes;
    }
}
