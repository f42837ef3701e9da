namespace Hush.Imaging.Files.Pnm;

/// <summary>Reads the first image of a PNM file; 0 is black, and the header's maximum value is white.</summary>
/// <remarks>The bit depth is 8 if that value is at most 255, else 16.</remarks>
internal static class PnmReader
{
    public static Image Read(ImageSource source)
    {
        source.ChoosePage(pages: 1);
        PnmHeader header = PnmHeader.Read(source);
        var shape = new Shape(1, header.Height, header.Width, header.Channels);
        using var builder = new ImageBuilder(shape, hasAlpha: false, header.White > 255 ? 16 : 8, header.White);
        var samples = new ushort[header.RowSamples];
        var bytes = new byte[header.IsText ? 0 : SampleBits.RowBytes(samples.Length, header.Bits)];
        for (int y = 0; y < header.Height; y++)
        {
            if (header.IsText)
            {
                ReadText(source, header, samples);
            }
            else
            {
                source.Read(bytes, "pixels");
                SampleBits.Unpack(bytes, header.Bits, samples);
            }

            EnsureInRange(source, header, samples);
            if (header.IsBits)
                Invert(samples);
            builder.Place(y, 0, 1, samples);
        }

        List<string> notes = header.IsBits ? ["Its bits are promoted to 8 bits per sample."]
            : header.White < 255 ? [$"Its {header.White + 1} shades are promoted to 8 bits per sample."]
            : header.White is > 255 and < ushort.MaxValue ? [$"Its {header.White + 1} shades are promoted to 16 bits per sample."] : [];
        if (source.Peek(3) is [(byte)'P', >= (byte)'1' and <= (byte)'6', <= (byte)' '])
            notes.Add("More images follow in the file; only the first is read.");
        return builder.Finish(ImageMetadata.None, notes);
    }

    private static void ReadText(ImageSource source, in PnmHeader header, Span<ushort> samples)
    {
        for (int i = 0; i < samples.Length; i++)
            samples[i] = header.IsBits ? PnmHeader.Bit(source) : (ushort)PnmHeader.Number(source, "pixel", ushort.MaxValue);
    }

    private static void EnsureInRange(ImageSource source, in PnmHeader header, ReadOnlySpan<ushort> samples)
    {
        int wrong = samples.IndexOfAnyExceptInRange((ushort)0, (ushort)header.White);
        if (wrong >= 0)
        {
            throw source.Error(
                $"samples of at most {header.White}, as the header says", $"{samples[wrong]}", PnmHeader.Damaged);
        }
    }

    /// <summary>In bitmaps, 1 is black.</summary>
    private static void Invert(Span<ushort> bits)
    {
        foreach (ref ushort bit in bits)
            bit = (ushort)(1 - bit);
    }
}
