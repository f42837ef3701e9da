namespace Hush.Imaging.Files.Pnm;

/// <summary>
/// The header before the samples. <paramref name="Kind"/> is the digit after the P, 1 to 6; <paramref name="White"/> is the sample
/// value of white, from 1 to 65535, and always 1 for bitmaps.
/// </summary>
internal readonly record struct PnmHeader(int Kind, int Width, int Height, int White)
{
    public const string Damaged = "The file is damaged: copy it again, or convert it to PNG.";

    public bool IsBits => Kind is 1 or 4;

    public bool IsText => Kind <= 3;

    public int Channels => Kind is 3 or 6 ? 3 : 1;

    /// <summary>Bits per binary sample.</summary>
    public int Bits => IsBits ? 1 : White > 255 ? 16 : 8;

    public int RowSamples => checked(Width * Channels);

    /// <summary>Reads the header, including the single whitespace character before the samples.</summary>
    public static PnmHeader Read(ImageSource source)
    {
        source.ReadByte();
        int kind = source.ReadByte() - '0';
        int width = Number(source, "width", int.MaxValue);
        int height = Number(source, "height", int.MaxValue);
        int white = kind is 1 or 4 ? 1 : Number(source, "maximum value", ushort.MaxValue);
        if (white < 1)
            throw source.Error("a maximum value of at least 1", $"{white}", Damaged);
        var header = new PnmHeader(kind, width, height, white);
        source.CheckSize(width, height, header.Channels, rowBuffers: header.RowBuffers());
        source.Need(header.MinBytes(), "pixels");
        return header;
    }

    /// <summary>
    /// Reads a decimal number after whitespace and comments, including the single whitespace character or comment line after it.
    /// </summary>
    public static int Number(ImageSource source, string what, int largest)
    {
        int c = SkipSpace(source);
        if (!IsDigit(c))
            throw source.Error($"a number ({what})", Show(c), Damaged);
        long value = 0;
        for (; IsDigit(c); c = source.ReadByte())
        {
            value = (value * 10) + (c - '0');
            if (value > largest)
                throw source.Error($"a {what} of at most {largest}", $"{value} or more", Damaged);
        }

        if (c == '#')
            SkipLine(source);
        else if (c >= 0 && !IsSpace(c))
            throw source.Error($"white space after the {what}", Show(c), Damaged);
        return (int)value;
    }

    /// <summary>Reads a 0 or 1; in text bitmaps no whitespace is needed between pixels.</summary>
    public static ushort Bit(ImageSource source)
    {
        int c = SkipSpace(source);
        return c is '0' or '1' ? (ushort)(c - '0') : throw source.Error("a pixel, 0 or 1", Show(c), Damaged);
    }

    /// <summary>Bytes of the buffers for a row: its samples and, for binary files, its raw bytes.</summary>
    private long RowBuffers()
    {
        long samples = (long)Width * Channels;
        return (samples * sizeof(ushort)) + (IsText ? 0 : SampleBits.RowBytes(samples, Bits));
    }

    /// <summary>The minimum size of the samples in bytes: text needs one digit per sample, and separators between numbers.</summary>
    private long MinBytes()
    {
        long samples = (long)RowSamples * Height;
        return Kind switch
        {
            1 => samples,
            2 or 3 => (2 * samples) - 1,
            _ => SampleBits.RowBytes(RowSamples, Bits) * Height,
        };
    }

    private static int SkipSpace(ImageSource source)
    {
        int c = source.ReadByte();
        while (IsSpace(c) || c == '#')
        {
            if (c == '#')
                SkipLine(source);
            c = source.ReadByte();
        }

        return c;
    }

    private static void SkipLine(ImageSource source)
    {
        int c;
        do
            c = source.ReadByte();
        while (c is not ('\n' or '\r' or -1));
    }

    private static bool IsDigit(int c) => c is >= '0' and <= '9';

    private static bool IsSpace(int c) => c is ' ' or (>= '\t' and <= '\r');

    private static string Show(int c) => c < 0 ? "the end of the file" : c is > ' ' and < 127 ? $"'{(char)c}'" : $"the byte {c}";
}
