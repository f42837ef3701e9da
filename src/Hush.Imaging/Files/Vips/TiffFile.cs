namespace Hush.Imaging.Files.Vips;

/// <summary>
/// The pages of a TIFF file in native memory. Supports in-place changes: selecting the first page, and overwriting values of the same
/// length.
/// </summary>
internal sealed unsafe class TiffFile
{
    private const int MaxEntries = 10_000_000;     // directories may overlap and add up to more than the file

    private readonly byte* _data;

    /// <summary>Parses a file in memory.</summary>
    /// <param name="data">The whole file, at least 8 bytes.</param>
    /// <param name="length">Size in bytes; may exceed 2 GB.</param>
    public TiffFile(nint data, long length)
    {
        _data = (byte*)data;
        Structure = TiffStructure.Open((offset, count) => new UnmanagedMemory(data + (nint)offset, count).Memory, length);
        Pages = FindPages();
    }

    /// <summary>The structure of the file; null if its header is damaged.</summary>
    public TiffStructure? Structure { get; }

    /// <summary>The full-size pages, without thumbnails, smaller copies and masks.</summary>
    public IReadOnlyList<TiffDirectory> Pages { get; }

    public void MakeFirst(TiffDirectory page) =>
        Write(Structure!.FirstOffsetPosition, Structure.OffsetLength, (long)page.Offset);

    /// <summary>The bytes of a text field, to be overwritten in place; empty if the field is missing.</summary>
    public Span<byte> Text(TiffDirectory page, ushort tag) =>
        page.FindEntry(tag) is { Type: TiffTag.Ascii, Length: <= int.MaxValue } entry
            ? new Span<byte>(_data + entry.Start, (int)entry.Length) : [];

    /// <summary>Overwrites a single rational, if the field exists.</summary>
    public void SetFraction(TiffDirectory page, ushort tag, uint numerator, uint denominator)
    {
        if (page.FindEntry(tag) is not { Type: TiffTag.Rational, Count: 1 } entry)
            return;
        Write(entry.Start, 4, numerator);
        Write(entry.Start + 4, 4, denominator);
    }

    /// <summary>Overwrites a single 16-bit integer, if the field exists.</summary>
    public void SetShort(TiffDirectory page, ushort tag, ushort value)
    {
        if (page.FindEntry(tag) is { Type: TiffTag.Short, Count: 1 } entry)
            Write(entry.Start, 2, value);
    }

    private List<TiffDirectory> FindPages()
    {
        var all = new List<TiffDirectory>();
        var seen = new HashSet<ulong>();
        int entriesLeft = MaxEntries;
        for (ulong offset = Structure?.FirstOffset ?? 0; seen.Add(offset)
            && Structure?.Directory(offset) is { Count: > 0 } page; offset = page.Next)
        {
            if ((entriesLeft -= page.Count) < 0)
                break;
            all.Add(page);
        }

        List<TiffDirectory> whole = all.FindAll(IsWhole);
        return whole.Count > 0 ? whole : all;
    }

    /// <summary>Neither a reduced copy nor a mask, by the tags NewSubfileType and SubfileType.</summary>
    private static bool IsWhole(TiffDirectory page) =>
        ((page.Find(TiffTag.NewSubfileType, 1)?.Number ?? 0) & 0b101) == 0 && (page.Find(TiffTag.SubfileType, 1)?.Number ?? 1) != 2;

    private void Write(long at, int size, long value)
    {
        for (int i = 0; i < size; i++)
            _data[at + (Structure!.LittleEndian ? i : size - 1 - i)] = (byte)(value >> (8 * i));
    }
}
