using System.Buffers.Binary;

namespace Hush.Imaging.Files;

/// <summary>A directory of a TIFF structure.</summary>
/// <param name="Fields">Those that could be read.</param>
/// <param name="Entries">All of them as they stand, 12 bytes each, 20 in BigTIFF.</param>
/// <param name="Next">Offset of the directory that follows; 0 after the last.</param>
internal sealed record TiffDirectory(IReadOnlyList<TiffField> Fields, IReadOnlyList<byte[]> Entries, ulong Next)
{
    public TiffField? Find(ushort tag) => Fields.FirstOrDefault(f => f.Tag == tag);
}

/// <summary>
/// Reads the structure that TIFF files and EXIF share: a header and directories of fields. Offsets are not trusted. BigTIFF, with numbers of 64 bits, is read as well.
/// </summary>
internal sealed class TiffStructure
{
    public const int HeaderLength = 8, EntryLength = 12;

    private const int BigHeaderLength = 16, BigEntryLength = 20;
    private const int LargestValues = 16 << 20;      // of a directory: values that overlap could come to more than the file

    private readonly Func<long, int, ReadOnlyMemory<byte>> _read;
    private readonly long _length;

    private TiffStructure(Func<long, int, ReadOnlyMemory<byte>> read, long length, bool littleEndian, bool isBig)
    {
        _read = read;
        _length = length;
        LittleEndian = littleEndian;
        IsBig = isBig;
    }

    /// <summary>Low byte first ("II") or high byte first ("MM").</summary>
    public bool LittleEndian { get; }

    /// <summary>BigTIFF, which is read but never changed.</summary>
    public bool IsBig { get; }

    /// <summary>The structure, if the data begins with its header.</summary>
    public static TiffStructure? Open(ReadOnlyMemory<byte> data) =>
        Open((offset, count) => offset > data.Length ? default : data.Slice((int)offset, (int)Math.Min(count, data.Length - offset)), data.Length);

    /// <summary>The structure, if the file begins with its header; of the file only what is asked for is read.</summary>
    public static TiffStructure? Open(ImageSource source) => Open((offset, count) => source.PeekAt(offset, count), source.Length);

    private static TiffStructure? Open(Func<long, int, ReadOnlyMemory<byte>> read, long length)
    {
        ReadOnlySpan<byte> start = read(0, BigHeaderLength).Span;
        bool little = start.StartsWith("II"u8), big = start.StartsWith("II+\0\u0008\0\0\0"u8) || start.StartsWith("MM\0+\0\u0008\0\0"u8);
        bool known = start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8) || (big && start.Length == BigHeaderLength);
        return known && length >= HeaderLength ? new TiffStructure(read, length, little, big) : null;
    }

    /// <summary>The first directory; null if it is damaged.</summary>
    public TiffDirectory? First() => Directory(FirstOffset);

    /// <summary>Offset of the first directory.</summary>
    public ulong FirstOffset => IsBig ? Offset(_read(8, 8).Span) : Long(_read(4, 4).Span);

    /// <summary>The directory at an offset; null if it does not lie within the data.</summary>
    public TiffDirectory? Directory(ulong offset)
    {
        int countLength = IsBig ? 8 : 2, entryLength = IsBig ? BigEntryLength : EntryLength, nextLength = IsBig ? 8 : 4;
        if (offset < HeaderLength || offset > (ulong)_length || (long)offset + countLength > _length)
            return null;
        ReadOnlySpan<byte> counted = _read((long)offset, countLength).Span;
        ulong count = IsBig ? Offset(counted) : Short(counted);
        long start = (long)offset + countLength;
        if (count > ushort.MaxValue || start + ((long)count * entryLength) > _length)
            return null;
        int bytes = (int)count * entryLength;
        ReadOnlySpan<byte> table = _read(start, bytes + nextLength).Span;
        var fields = new List<TiffField>();
        var entries = new List<byte[]>();
        long left = Math.Min(_length, LargestValues);
        for (int at = 0; at < bytes; at += entryLength)
        {
            ReadOnlySpan<byte> entry = table.Slice(at, entryLength);
            entries.Add(entry.ToArray());
            if (Field(entry, left) is not { } field)
                continue;
            fields.Add(field);
            left -= field.Value.Length;
        }

        ReadOnlySpan<byte> next = table[bytes..];
        return new TiffDirectory(fields, entries, next.Length < nextLength ? 0 : IsBig ? Offset(next) : Long(next));
    }

    /// <summary>The directory that a field of another one points to.</summary>
    public TiffDirectory? Child(TiffDirectory parent, ushort tag) => parent.Find(tag)?.Number is { } offset ? Directory(offset) : null;

    public ushort Short(ReadOnlySpan<byte> bytes) =>
        LittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    public uint Long(ReadOnlySpan<byte> bytes) =>
        LittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    /// <summary>Where an entry's value lies: within the entry, or where it points to. Null if it does not lie within the data.</summary>
    public (long Start, long Length)? ValueRange(ReadOnlySpan<byte> entry)
    {
        ulong count = IsBig ? Offset(entry[4..]) : Long(entry[4..]);
        if (count > (ulong)_length)
            return null;
        long length = (long)count * TiffTag.SizeOf(Short(entry[2..])), start = IsBig ? (long)Offset(entry[12..]) : Long(entry[8..]);
        return length > 0 && start >= 0 && start <= _length - length ? (start, length) : null;
    }

    private ulong Offset(ReadOnlySpan<byte> bytes) =>
        LittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : BinaryPrimitives.ReadUInt64BigEndian(bytes);

    /// <summary>The field of an entry; null if its type is unknown or its value too long.</summary>
    private TiffField? Field(ReadOnlySpan<byte> entry, long longest)
    {
        ushort tag = Short(entry), type = Short(entry[2..]);
        ulong count = IsBig ? Offset(entry[4..]) : Long(entry[4..]);
        int inline = IsBig ? 8 : 4, valueAt = IsBig ? 12 : 8, size = TiffTag.SizeOf(type);
        if (size == 0 || count == 0 || count > (ulong)(longest / size))
            return null;
        int length = (int)count * size;
        if (length <= inline)
            return new TiffField(tag, type, (uint)count, entry.Slice(valueAt, length).ToArray(), LittleEndian);
        return ValueRange(entry) is { } range
            ? new TiffField(tag, type, (uint)count, _read(range.Start, length).ToArray(), LittleEndian) : null;
    }
}
