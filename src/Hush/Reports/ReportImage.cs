namespace Hush.Reports;

/// <summary>
/// The pixels of an image in a report: [H, W, C]. Values are clipped to [0, 1] for display; NaN is shown as black. Only the central 256
/// x 256 pixels are kept, so that a report about photographs stays small enough to open.
/// </summary>
internal sealed class ReportImage
{
    /// <summary>Maximum number of rows and columns shown.</summary>
    public const int MaxSide = 256;

    /// <summary>Copies the pixels to show.</summary>
    /// <param name="height">Rows of the whole image, at least 1.</param>
    /// <param name="width">Columns of the whole image, at least 1.</param>
    /// <param name="channels">1 for gray, 3 for RGB.</param>
    /// <param name="pixels">height x width x channels values.</param>
    /// <exception cref="ArgumentException">The dimensions are invalid, or do not match the length of the span.</exception>
    public ReportImage(int height, int width, int channels, ReadOnlySpan<float> pixels)
    {
        if (height < 1 || width < 1 || channels is not (1 or 3))
        {
            throw new ArgumentException(
                $"A report image must have at least one row, one column, and 1 or 3 channels, got [{height}, {width}, {channels}]. " +
                "Drop or convert channels first.");
        }

        long count = (long)height * width * channels;
        if (pixels.Length != count)
        {
            throw new ArgumentException(
                $"A report image of [{height}, {width}, {channels}] needs {count} values, got {pixels.Length}. " +
                "Pass one image, without padding or stride.");
        }

        (WholeHeight, WholeWidth, Channels) = (height, width, channels);
        (Height, Width) = (Math.Min(height, MaxSide), Math.Min(width, MaxSide));
        Pixels = new float[Height * Width * channels];
        int top = (height - Height) / 2, left = (width - Width) / 2, run = Width * channels;
        for (int y = 0; y < Height; y++)
            pixels.Slice((((top + y) * width) + left) * channels, run).CopyTo(Pixels.AsSpan(y * run));
    }

    /// <summary>Rows of the whole image.</summary>
    public int WholeHeight { get; }

    /// <summary>Columns of the whole image.</summary>
    public int WholeWidth { get; }

    /// <summary>Rows shown.</summary>
    public int Height { get; }

    /// <summary>Columns shown.</summary>
    public int Width { get; }

    /// <summary>1 for gray, 3 for RGB.</summary>
    public int Channels { get; }

    /// <summary>The pixels shown, [H, W, C], nominally in [0, 1].</summary>
    public float[] Pixels { get; }

    /// <summary>True if only the center is shown.</summary>
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
