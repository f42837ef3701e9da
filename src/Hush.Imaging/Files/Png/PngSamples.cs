using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Hush.Imaging.Files.Png;

/// <summary>Turns rows as PNG stores them into colours and alpha of at least 8 bits.</summary>
/// <param name="source">For errors.</param>
/// <param name="header">The kind of rows.</param>
/// <param name="palette">Red, green, blue of each entry, if the colour type is palette.</param>
/// <param name="transparency">The chunk tRNS: alpha of the palette's entries, or one colour that is clear.</param>
internal sealed class PngSamples(ImageSource source, PngHeader header, byte[]? palette, byte[]? transparency)
{
    private readonly ushort[] _raw = new ushort[
        NeedsRaw(header, transparency is not null || header.Colour is PngColour.GrayAlpha or PngColour.Rgba) ? checked(header.Width * header.SamplesPerPixel) : 0];

    public bool HasAlpha { get; } = transparency is not null || header.Colour is PngColour.GrayAlpha or PngColour.Rgba;

    /// <summary>8 or 16.</summary>
    public int BitDepth { get; } = Math.Max(8, header.BitDepth);

    public int SamplesPerPixel => header.Channels + (HasAlpha ? 1 : 0);

    /// <summary>Whether the samples of a row are others than the image's, so that they take a buffer of their own.</summary>
    public static bool NeedsRaw(in PngHeader header, bool hasAlpha) =>
        header.BitDepth < 8 || header.Colour == PngColour.Palette || header.SamplesPerPixel != header.Channels + (hasAlpha ? 1 : 0);

    /// <summary>samples = colours and alpha of the row's pixels, as many as fit.</summary>
    public void Expand(ReadOnlySpan<byte> row, Span<ushort> samples)
    {
        if (_raw.Length == 0)
        {
            SampleBits.Unpack(row, header.BitDepth, samples);
            return;
        }

        Span<ushort> raw = _raw.AsSpan(0, samples.Length / SamplesPerPixel * header.SamplesPerPixel);
        SampleBits.Unpack(row, header.BitDepth, raw);
        if (header.Colour == PngColour.Palette)
            LookUp(raw, samples);
        else if (transparency is not null)
            ClearColour(raw, samples);
        else
            Scale(raw, samples);
    }

    private void LookUp(ReadOnlySpan<ushort> raw, Span<ushort> samples)
    {
        int perPixel = SamplesPerPixel;
        for (int x = 0; x < raw.Length; x++)
        {
            int entry = raw[x];
            if (3 * entry >= palette!.Length)
                throw source.Error($"palette entries up to {(palette.Length / 3) - 1}", $"entry {entry}", PngReader.CopyAgain);
            for (int c = 0; c < 3; c++)
                samples[(x * perPixel) + c] = palette[(3 * entry) + c];
            if (transparency is not null)
                samples[(x * perPixel) + 3] = entry < transparency.Length ? transparency[entry] : (ushort)255;
        }
    }

    private void ClearColour(ReadOnlySpan<ushort> raw, Span<ushort> samples)
    {
        int channels = header.Channels;
        Span<ushort> clear = stackalloc ushort[channels];
        for (int c = 0; c < channels; c++)
            clear[c] = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(transparency.AsSpan(2 * c)) & ((1 << header.BitDepth) - 1));
        for (int x = 0; x < raw.Length / channels; x++)
        {
            ReadOnlySpan<ushort> colour = raw.Slice(x * channels, channels);
            Span<ushort> pixel = samples.Slice(x * (channels + 1), channels + 1);
            Scale(colour, pixel);
            pixel[channels] = (ushort)(colour.SequenceEqual(clear) ? 0 : (1 << BitDepth) - 1);
        }
    }

    /// <summary>1, 2 and 4 bits become 8: white stays white, and every step is a whole number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scale(ReadOnlySpan<ushort> raw, Span<ushort> samples)
    {
        int factor = header.BitDepth < 8 ? 255 / ((1 << header.BitDepth) - 1) : 1;
        for (int i = 0; i < raw.Length; i++)
            samples[i] = (ushort)(factor * raw[i]);
    }
}
