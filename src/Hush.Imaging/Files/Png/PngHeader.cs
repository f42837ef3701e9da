using System.Buffers.Binary;

namespace Hush.Imaging.Files.Png;

/// <summary>PNG color types: the sum of 1 (palette), 2 (color) and 4 (alpha).</summary>
internal enum PngColor
{
    Gray = 0,
    Rgb = 2,
    Palette = 3,
    GrayAlpha = 4,
    Rgba = 6,
}

/// <summary>A pass of an interlaced image: every Dx-th column from X, every Dy-th row from Y.</summary>
internal readonly record struct PngPass(int X, int Y, int Dx, int Dy)
{
    private static readonly PngPass[] Adam7 =
        [new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2)];

    private static readonly PngPass[] Whole = [new(0, 0, 1, 1)];

    public static PngPass[] All(bool interlaced) => interlaced ? Adam7 : Whole;

    public int Columns(int width) => (int)(((long)width - X + Dx - 1) / Dx);

    public int Rows(int height) => (int)(((long)height - Y + Dy - 1) / Dy);
}

/// <summary>The IHDR chunk.</summary>
internal readonly record struct PngHeader(int Width, int Height, int BitDepth, PngColor Color, bool Interlaced)
{
    public const int Length = 13;

    public int SamplesPerPixel => Color switch { PngColor.Rgb => 3, PngColor.GrayAlpha => 2, PngColor.Rgba => 4, _ => 1 };

    public int Channels => Color is PngColor.Gray or PngColor.GrayAlpha ? 1 : 3;

    /// <summary>Distance in bytes to the left neighbor for the filters (PNG, 9.2).</summary>
    public int FilterStride => Math.Max(1, SamplesPerPixel * BitDepth / 8);

    /// <summary>Bytes of a row, without the filter byte.</summary>
    public long RowBytes(int columns) => SampleBits.RowBytes((long)columns * SamplesPerPixel, BitDepth);

    /// <summary>Length of the decompressed image data: all rows of all passes, each with a filter byte.</summary>
    public long DataBytes()
    {
        long sum = 0;
        foreach (PngPass pass in PngPass.All(Interlaced))
        {
            if (pass.Columns(Width) > 0)
                sum += pass.Rows(Height) * (1 + RowBytes(pass.Columns(Width)));
        }

        return sum;
    }

    public static PngHeader Read(ImageSource source, ReadOnlySpan<byte> chunk)
    {
        const string Damaged = "The header is damaged: copy the file again, or save it again with another program.";
        uint width = BinaryPrimitives.ReadUInt32BigEndian(chunk), height = BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]);
        int bits = chunk[8], color = chunk[9];
        bool known = color switch
        {
            0 => bits is 1 or 2 or 4 or 8 or 16,
            3 => bits is 1 or 2 or 4 or 8,
            2 or 4 or 6 => bits is 8 or 16,
            _ => false,
        };
        if (!known)
            throw source.Error("a color type and bit depth that PNG supports", $"color type {color} with {bits} bits", Damaged);
        if (chunk[10] != 0 || chunk[11] != 0 || chunk[12] > 1)
            throw source.Error("compression 0, filter 0, interlace 0 or 1", $"{chunk[10]}, {chunk[11]}, {chunk[12]}", Damaged);
        source.CheckDimensions(width, height, color is 0 or 4 ? 1 : 3);
        var header = new PngHeader((int)width, (int)height, bits, (PngColor)color, chunk[12] == 1);
        header.CheckMemory(source, hasAlpha: color is 4 or 6);
        return header;
    }

    /// <summary>Checks the memory for pixels, alpha and row buffers against the limits before anything is allocated.</summary>
    /// <param name="source">The file and its limits.</param>
    /// <param name="hasAlpha">Whether the image has alpha, from its color type or from a tRNS chunk.</param>
    public void CheckMemory(ImageSource source, bool hasAlpha)
    {
        long packed = 2 * (1 + RowBytes(Width)), samples = sizeof(ushort) * (long)Width * (Channels + (hasAlpha ? 1 : 0));
        long raw = PngSamples.NeedsRaw(this, hasAlpha) ? sizeof(ushort) * (long)Width * SamplesPerPixel : 0;
        source.CheckSize(Width, Height, Channels, hasAlpha ? sizeof(ushort) : 0, packed + samples + raw);
    }
}
