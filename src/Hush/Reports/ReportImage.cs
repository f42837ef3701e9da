namespace Hush.Reports;

/// <summary>
/// Pixels to show: [H, W, C], rows from the top, channels last. Shown clipped to [0, 1]; NaN is shown black. Of an image with more than
/// 256 rows or columns it holds the center alone, so that a report of photos stays a page that opens.
/// </summary>
public sealed class ReportImage
{
    /// <summary>Most rows and columns that are shown.</summary>
    public const int MostSide = 256;

    /// <summary>Copies what is shown.</summary>
    /// <param name="height">Rows of the whole image, at least 1.</param>
    /// <param name="width">Columns of the whole image, at least 1.</param>
    /// <param name="channels">1 gray or 3 RGB.</param>
    /// <param name="pixels">height x width x channels values.</param>
    /// <exception cref="ArgumentException">The extents are not those of a picture, or the span has another length.</exception>
    public ReportImage(int height, int width, int channels, ReadOnlySpan<float> pixels)
    {
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

        (WholeHeight, WholeWidth, Channels) = (height, width, channels);
        (Height, Width) = (Math.Min(height, MostSide), Math.Min(width, MostSide));
        Pixels = new float[Height * Width * channels];
        int top = (height - Height) / 2, left = (width - Width) / 2, run = Width * channels;
        for (int y = 0; y < Height; y++)
            pixels.Slice((((top + y) * width) + left) * channels, run).CopyTo(Pixels.AsSpan(y * run));
    }

    /// <summary>Rows of the whole image.</summary>
    public int WholeHeight { get; }

    /// <summary>Columns of the whole image.</summary>
    public int WholeWidth { get; }

    /// <summary>Rows that are shown.</summary>
    public int Height { get; }

    /// <summary>Columns that are shown.</summary>
    public int Width { get; }

    /// <summary>1 gray or 3 RGB.</summary>
    public int Channels { get; }

    /// <summary>What is shown, [H, W, C], nominally in [0, 1].</summary>
    public float[] Pixels { get; }

    /// <summary>Only the center is shown.</summary>
    public bool IsCropped => (Height, Width) != (WholeHeight, WholeWidth);

    /// <summary>[H, W, C] as bytes: round(255 x), clipped.</summary>
    internal byte[] ToBytes()
    {
        var bytes = new byte[Pixels.Length];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = Pixels[i] > 0 ? (byte)MathF.Round(255 * MathF.Min(Pixels[i], 1), MidpointRounding.AwayFromZero) : (byte)0;
        return bytes;
    }
}
