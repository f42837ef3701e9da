using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Hush.Imaging.Files.Png;

/// <summary>
/// Converts rows of PNG samples to color and alpha of 8 or 16 bits. <paramref name="palette"/> has red, green and blue of each entry,
/// or is null for other color types. <paramref name="transparency"/> is the tRNS chunk: alpha for each palette entry, or the one
/// transparent color; null if there is none.
/// </summary>
internal sealed class PngSamples(ImageSource source, PngHeader header, byte[]? palette, byte[]? transparency)
{
    private readonly ushort[] _raw = new ushort[
        NeedsRaw(header, transparency is not null || header.Color is PngColor.GrayAlpha or PngColor.Rgba)
            ? checked(header.Width * header.SamplesPerPixel) : 0];

    public bool HasAlpha { get; } = transparency is not null || header.Color is PngColor.GrayAlpha or PngColor.Rgba;

    /// <summary>8 or 16.</summary>
    public int BitDepth { get; } = Math.Max(8, header.BitDepth);

    public int SamplesPerPixel => header.Channels + (HasAlpha ? 1 : 0);

    /// <summary>Whether the file's samples differ from the image's and need a separate buffer.</summary>
    public static bool NeedsRaw(in PngHeader header, bool hasAlpha) =>
        header.BitDepth < 8 || header.Color == PngColor.Palette || header.SamplesPerPixel != header.Channels + (hasAlpha ? 1 : 0);

    /// <summary>Fills <paramref name="samples"/> with color and alpha of the first pixels of a row.</summary>
    public void Expand(ReadOnlySpan<byte> row, Span<ushort> samples)
    {
        if (_raw.Length == 0)
        {
            SampleBits.Unpack(row, header.BitDepth, samples);
            return;
        }

        Span<ushort> raw = _raw.AsSpan(0, samples.Length / SamplesPerPixel * header.SamplesPerPixel);
        SampleBits.Unpack(row, header.BitDepth, raw);
        if (header.Color == PngColor.Palette)
            LookUp(raw, samples);
        else if (transparency is not null)
            ClearColor(raw, samples);
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

    private void ClearColor(ReadOnlySpan<ushort> raw, Span<ushort> samples)
    {
        int channels = header.Channels;
        Span<ushort> clear = stackalloc ushort[channels];
        for (int c = 0; c < channels; c++)
            clear[c] = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(transparency.AsSpan(2 * c)) & ((1 << header.BitDepth) - 1));
        for (int x = 0; x < raw.Length / channels; x++)
        {
            ReadOnlySpan<ushort> color = raw.Slice(x * channels, channels);
            Span<ushort> pixel = samples.Slice(x * (channels + 1), channels + 1);
            Scale(color, pixel);
            pixel[channels] = (ushort)(color.SequenceEqual(clear) ? 0 : (1 << BitDepth) - 1);
        }
    }

    /// <summary>Scales 1, 2 and 4 bits to 8 by an integer factor, so that white stays white.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scale(ReadOnlySpan<ushort> raw, Span<ushort> samples)
    {
        int factor = header.BitDepth < 8 ? 255 / ((1 << header.BitDepth) - 1) : 1;
        for (int i = 0; i < raw.Length; i++)
            samples[i] = (ushort)(factor * raw[i]);
    }
}
