using System.Buffers.Binary;

namespace Hush.Imaging.Files.Vips;

/// <summary>
/// The directories of a TIFF file in native memory, BigTIFF included: enough to know, before it is decoded, how many pages it has and what their samples are.
/// Offsets are not believed.
/// </summary>
internal sealed unsafe class TiffFile
{
    private const int MostEntries = 10_000_000;     // that are looked at; directories that overlap could come to more than the file

    private readonly byte* _data;
    private readonly long _length;
    private readonly bool _isLittle, _isBig;
    private int _entriesLeft = MostEntries;

    /// <param name="data">The whole file, at least 8 bytes, which begins as a TIFF file does.</param>
    /// <param name="length">Its bytes.</param>
    public TiffFile(nint data, long length)
    {
        _data = (byte*)data;
        _length = length;
        _isLittle = _data[0] == 'I';
        _isBig = Short(2) == 43;
        Pages = FindPages();
    }

    /// <summary>Those of full size: thumbnails, smaller copies and masks are none.</summary>
    public IReadOnlyList<TiffPage> Pages { get; }

    private int FieldLength => _isBig ? 8 : 4;

    private int EntryLength => _isBig ? 20 : 12;

    private int CountLength => _isBig ? 8 : 2;

    /// <summary>Makes a page the file's first, so that whatever reads the first reads this one.</summary>
    public void MakeFirst(TiffPage page) => Write(_isBig ? 8 : 4, FieldLength, page.Offset);

    /// <summary>The whole numbers of a field, at most <paramref name="most"/>; none if there is no such field.</summary>
    public long[] Numbers(TiffPage page, ushort tag, int most = 64)
    {
        if (Find(page, tag) is not { } at || Size(Short(at + 2)) is var size && size == 0)
            return [];
        long all = Field(at + 4), start = all <= FieldLength / size ? at + 4 + FieldLength : Field(at + 4 + FieldLength), count = Math.Min(all, most);
        if (count < 1 || start < 0 || start > _length - (count * size))
            return [];
        return [.. Enumerable.Range(0, (int)count).Select(i => Number(start + (i * size), size))];
    }

    /// <summary>The first whole number of a field.</summary>
    public long Number(TiffPage page, ushort tag, long otherwise) => Numbers(page, tag, 1) is [var value, ..] ? value : otherwise;

    /// <summary>The bytes of a text, which may be overwritten; nothing if there is none.</summary>
    public Span<byte> Text(TiffPage page, ushort tag)
    {
        if (Find(page, tag) is not { } at || Short(at + 2) != TiffTag.Ascii)
            return [];
        long count = Field(at + 4), start = count <= FieldLength ? at + 4 + FieldLength : Field(at + 4 + FieldLength);
        return start < 0 || count is < 0 or > int.MaxValue || start > _length - count ? [] : new Span<byte>(_data + start, (int)count);
    }

    /// <summary>Where the two numbers of a fraction lie; null if there is none.</summary>
    public long? Fraction(TiffPage page, ushort tag)
    {
        if (Find(page, tag) is not { } at || Short(at + 2) != TiffTag.Rational || Field(at + 4) != 1)
            return null;
        long start = _isBig ? at + 12 : Field(at + 8);
        return start > 0 && start <= _length - 8 ? start : null;
    }

    /// <summary>The fraction that lies at an offset.</summary>
    public (uint Numerator, uint Denominator) FractionAt(long offset) => ((uint)Number(offset, 4), (uint)Number(offset + 4, 4));

    /// <summary>Overwrites the fraction at an offset.</summary>
    public void SetFraction(long offset, uint numerator, uint denominator)
    {
        Write(offset, 4, numerator);
        Write(offset + 4, 4, denominator);
    }

    /// <summary>Overwrites a field of one 16-bit number, where there is one.</summary>
    public void SetShort(TiffPage page, ushort tag, ushort value)
    {
        if (Find(page, tag) is { } at && Short(at + 2) == TiffTag.Short && Field(at + 4) == 1)
            Write(at + 4 + FieldLength, 2, value);
    }

    private List<TiffPage> FindPages()
    {
        var all = new List<TiffPage>();
        var seen = new HashSet<long>();
        for (long offset = Field(_isBig ? 8 : 4); offset >= 8 && seen.Add(offset) && offset <= _length - CountLength;)
        {
            long count = Number(offset, CountLength), end = offset + CountLength + (count * EntryLength);
            if (count is < 1 or > 65535 || end > _length || (_entriesLeft -= (int)count) < 0)
                break;
            all.Add(new TiffPage(offset, (int)count));
            offset = end <= _length - FieldLength ? Field(end) : 0;
        }

        List<TiffPage> whole = all.FindAll(IsWhole);
        return whole.Count > 0 ? whole : all;
    }

    /// <summary>Neither a smaller copy nor a mask, by the tags NewSubfileType and SubfileType.</summary>
    private bool IsWhole(TiffPage page) => (Number(page, TiffTag.NewSubfileType, 0) & 0b101) == 0 && Number(page, TiffTag.SubfileType, 1) != 2;

    private long? Find(TiffPage page, ushort tag)
    {
        for (int i = 0; i < page.Entries; i++)
        {
            long at = page.Offset + CountLength + ((long)i * EntryLength);
            if (Short(at) == tag)
                return at;
        }

        return null;
    }

    private static int Size(int type) => type switch { 1 => 1, TiffTag.Short => 2, TiffTag.Long => 4, 16 => 8, _ => 0 };

    private int Short(long at) => (int)Number(at, 2);

    private long Field(long at) => at <= _length - FieldLength ? Number(at, FieldLength) : 0;

    private long Number(long at, int size)
    {
        var bytes = new ReadOnlySpan<byte>(_data + at, size);
        return size switch
        {
            1 => bytes[0],
            2 => _isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes),
            4 => _isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes),
            _ => _isLittle ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : BinaryPrimitives.ReadInt64BigEndian(bytes),
        };
    }

    private void Write(long at, int size, long value)
    {
        for (int i = 0; i < size; i++)
            _data[at + (_isLittle ? i : size - 1 - i)] = (byte)(value >> (8 * i));
    }
}

/// <summary>A page of a TIFF file.</summary>
/// <param name="Offset">Of its directory.</param>
/// <param name="Entries">Fields in it.</param>
internal sealed record TiffPage(long Offset, int Entries);
