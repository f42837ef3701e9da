namespace Hush.Imaging.Files;

/// <summary>An image's rows as a file holds them: rounded, colours and alpha of a pixel together, high byte first.</summary>
internal sealed class ImageRows(Image image)
{
    private readonly int _samplesPerPixel = image.Channels + (image.HasAlpha ? 1 : 0);
    private readonly float[] _scratch = new float[image.Width * image.Channels];
    private readonly ushort[] _colours = new ushort[image.Width * image.Channels];

    /// <summary>Bytes of a pixel.</summary>
    public int PixelBytes => _samplesPerPixel * image.BitDepth / 8;

    /// <summary>Bytes of a row.</summary>
    public int RowBytes { get; } = checked(image.Width * (image.Channels + (image.HasAlpha ? 1 : 0)) * (image.BitDepth / 8));

    /// <summary>Fills <paramref name="row"/>, <see cref="RowBytes"/> long, with row y.</summary>
    public void Copy(int y, Span<byte> row)
    {
        int values = _colours.Length;
        SampleBits.ToSamples(image.Pixels.Span.Slice(y * values, values), image.White, _scratch, _colours);
        if (!image.HasAlpha)
        {
            SampleBits.Pack(_colours, image.BitDepth, row);
            return;
        }

        ReadOnlySpan<ushort> alpha = image.Alpha.Slice(y * image.Width, image.Width);
        int colourBytes = image.Channels * image.BitDepth / 8;
        for (int x = 0; x < image.Width; x++)
        {
            Span<byte> pixel = row.Slice(x * PixelBytes, PixelBytes);
            SampleBits.Pack(_colours.AsSpan(x * image.Channels, image.Channels), image.BitDepth, pixel);
            SampleBits.Pack(alpha.Slice(x, 1), image.BitDepth, pixel[colourBytes..]);
        }
    }
}
