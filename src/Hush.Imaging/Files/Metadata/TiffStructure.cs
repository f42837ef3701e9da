using System.Buffers.Binary;

namespace Hush.Imaging.Files;

/// <summary>A directory of a TIFF structure.</summary>
/// <param name="Fields">Those that could be read.</param>
/// <param name="Entries">All of them as they stand, 12 bytes each.</param>
/// <param name="Next">Offset of the directory that follows; 0 after the last.</param>
internal sealed record TiffDirectory(IReadOnlyList<TiffField> Fields, IReadOnlyList<byte[]> Entries, uint Next)
{
    public TiffField? Find(ushort tag) => Fields.FirstOrDefault(f => f.Tag == tag);
}

/// <summary>Reads the structure that TIFF files and EXIF share: a header and directories of fields. Offsets are not believed.</summary>
internal sealed class TiffStructure
{
    public const int HeaderLength = 8, EntryLength = 12;

    private const int LargestValues = 16 << 20;      // of a directory: values that overlap could come to more than the file

    private readonly ReadOnlyMemory<byte> _data;

    private TiffStructure(ReadOnlyMemory<byte> data, bool littleEndian)
    {
        _data = data;
        LittleEndian = littleEndian;
    }

    /// <summary>Low byte first ("II") or high byte first ("MM").</summary>
    public bool LittleEndian { get; }

    /// <summary>The structure, if the data begins with its header; BigTIFF does not.</summary>
    public static TiffStructure? Open(ReadOnlyMemory<byte> data)
    {
        ReadOnlySpan<byte> span = data.Span;
        bool little = span.StartsWith("II*\0"u8);
        return span.Length >= HeaderLength && (little || span.StartsWith("MM\0*"u8)) ? new TiffStructure(data, little) : null;
    }

    /// <summary>The first directory; null if it is damaged.</summary>
    public TiffDirectory? First() => Directory(Long(_data.Span[4..]));

    /// <summary>The directory at an offset; null if it does not lie within the data.</summary>
    public TiffDirectory? Directory(uint offset)
    {
        ReadOnlySpan<byte> data = _data.Span;
        if (offset < HeaderLength || offset + 2L > data.Length)
            return null;
        int count = Short(data[(int)offset..]), start = (int)offset + 2;
        if (start + ((long)count * EntryLength) > data.Length)
            return null;
        var fields = new List<TiffField>();
        var entries = new List<byte[]>();
        long left = Math.Min(_data.Length, LargestValues);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = data.Slice(start + (i * EntryLength), EntryLength);
            entries.Add(entry.ToArray());
            if (Field(entry, left) is not { } field)
                continue;
            fields.Add(field);
            left -= field.Value.Length;
        }

        int end = start + (count * EntryLength);
        return new TiffDirectory(fields, entries, end + 4 <= data.Length ? Long(data[end..]) : 0);
    }

    /// <summary>The directory that a field of another one points to.</summary>
    public TiffDirectory? Child(TiffDirectory parent, ushort tag) =>
        parent.Find(tag)?.Number is { } offset ? Directory(offset) : null;

    public ushort Short(ReadOnlySpan<byte> bytes) =>
        LittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    public uint Long(ReadOnlySpan<byte> bytes) =>
        LittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    /// <summary>The field of an entry; null if its type is unknown or its value too long.</summary>
    private TiffField? Field(ReadOnlySpan<byte> entry, long longest)
    {
        ushort tag = Short(entry), type = Short(entry[2..]);
        uint count = Long(entry[4..]);
        long length = (long)count * TiffTag.SizeOf(type), start = length <= 4 ? 0 : Long(entry[8..]);
        if (length == 0 || length > longest)
            return null;
        if (length <= 4)
            return new TiffField(tag, type, count, entry.Slice(8, (int)length).ToArray(), LittleEndian);
        return start + length <= _data.Length
            ? new TiffField(tag, type, count, _data.Slice((int)start, (int)length).ToArray(), LittleEndian) : null;
    }
}
