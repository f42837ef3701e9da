namespace Hush.Imaging.Files;

/// <summary>An image's rows as stored in an integer format: rounded, alpha interleaved after the colors, big-endian.</summary>
/// <param name="image">The image, of any bit depth.</param>
/// <param name="bitDepth">Bit depth of the file: 8 or 16.</param>
internal sealed class ImageRows(Image image, int bitDepth)
{
    private readonly int _samplesPerPixel = image.Channels + (image.HasAlpha ? 1 : 0);
    private readonly ushort[] _colors = new ushort[image.Width * image.Channels];
    private readonly ushort[] _alpha = new ushort[image.HasAlpha ? image.Width : 0];

    /// <summary>The sample value of white.</summary>
    public int White { get; } = (1 << bitDepth) - 1;

    /// <summary>Bytes per pixel.</summary>
    public int PixelBytes => _samplesPerPixel * bitDepth / 8;

    /// <summary>Bytes per row.</summary>
    public int RowBytes { get; } = checked(image.Width * (image.Channels + (image.HasAlpha ? 1 : 0)) * (bitDepth / 8));

    /// <summary>Fills <paramref name="row"/>, of length <see cref="RowBytes"/>, with row y.</summary>
    public void Copy(int y, Span<byte> row)
    {
        int values = _colors.Length;
        SampleBits.ToSamples(image.Pixels.Span.Slice(y * values, values), White, _colors);
        if (image.AlphaPlane is not { } alpha)
        {
            SampleBits.Pack(_colors, bitDepth, row);
            return;
        }

        alpha.Copy(y * image.Width, image.IsFloat ? 1 : image.White, White, _alpha);
        int colorBytes = image.Channels * bitDepth / 8;
        for (int x = 0; x < image.Width; x++)
        {
            Span<byte> pixel = row.Slice(x * PixelBytes, PixelBytes);
            SampleBits.Pack(_colors.AsSpan(x * image.Channels, image.Channels), bitDepth, pixel);
            SampleBits.Pack(_alpha.AsSpan(x, 1), bitDepth, pixel[colorBytes..]);
        }
    }
}
