using System.Buffers.Binary;

namespace Hush.Imaging.Files;

/// <summary>
/// Reads the structure shared by TIFF files and EXIF: a header and directories of fields, classic or BigTIFF (64-bit offsets and
/// counts). This is the only code that interprets offsets and counts; both are checked against the length of the data.
/// </summary>
internal sealed class TiffStructure
{
    public const int HeaderLength = 8, EntryLength = 12;

    private const int BigHeaderLength = 16, BigEntryLength = 20;
    private const int MaxValue = 16 << 20;

    private readonly Func<long, int, ReadOnlyMemory<byte>> _read;

    private TiffStructure(Func<long, int, ReadOnlyMemory<byte>> read, long length, bool littleEndian, bool isBig)
    {
        _read = read;
        Length = length;
        LittleEndian = littleEndian;
        IsBig = isBig;
    }

    /// <summary>Size of the data in bytes.</summary>
    public long Length { get; }

    /// <summary>True for little-endian ("II"), false for big-endian ("MM").</summary>
    public bool LittleEndian { get; }

    public bool IsBig { get; }

    /// <summary>Bytes of an offset or a value count.</summary>
    public int OffsetLength => IsBig ? 8 : 4;

    /// <summary>Position of the offset of the first directory.</summary>
    public long FirstOffsetPosition => IsBig ? 8 : 4;

    public ulong FirstOffset => Offset(Read(FirstOffsetPosition, OffsetLength).Span);

    /// <summary>The structure, or null if the data does not start with a TIFF header.</summary>
    public static TiffStructure? Open(ReadOnlyMemory<byte> data) => Open((offset, count) => data.Slice((int)offset, count), data.Length);

    /// <summary>The structure, or null if the file does not start with a TIFF header. Only the parts that are used are read.</summary>
    public static TiffStructure? Open(ImageSource source) => Open((offset, count) => source.PeekAt(offset, count), source.Length);

    /// <summary>The structure, or null if the data does not start with a TIFF header.</summary>
    /// <param name="read">Returns bytes by offset and count, which are always inside the data.</param>
    /// <param name="length">Size of the data in bytes; may exceed 2 GB.</param>
    public static TiffStructure? Open(Func<long, int, ReadOnlyMemory<byte>> read, long length)
    {
        ReadOnlySpan<byte> start = read(0, (int)Math.Min(BigHeaderLength, length)).Span;
        bool little = start.StartsWith("II"u8), big = start.StartsWith("II+\0\u0008\0\0\0"u8) || start.StartsWith("MM\0+\0\u0008\0\0"u8);
        bool known = start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8) || (big && start.Length == BigHeaderLength);
        return known && length >= HeaderLength ? new TiffStructure(read, length, little, big) : null;
    }

    /// <summary>The first directory; null if it is damaged.</summary>
    public TiffDirectory? First() => Directory(FirstOffset);

    /// <summary>The directory at an offset; null if it lies outside the data.</summary>
    public TiffDirectory? Directory(ulong offset)
    {
        int countLength = IsBig ? 8 : 2, entryLength = IsBig ? BigEntryLength : EntryLength;
        if (offset < HeaderLength || offset > (ulong)Length || (long)offset + countLength > Length)
            return null;
        ReadOnlySpan<byte> counted = Read((long)offset, countLength).Span;
        ulong count = IsBig ? Offset(counted) : Short(counted);
        long start = (long)offset + countLength;
        if (count > ushort.MaxValue || start + ((long)count * entryLength) > Length)
            return null;
        int bytes = (int)count * entryLength;
        ReadOnlyMemory<byte> table = Read(start, bytes + OffsetLength), next = table[bytes..];
        return new TiffDirectory(
            this, offset, start, table[..bytes], entryLength, next.Length < OffsetLength ? 0 : Offset(next.Span));
    }

    /// <summary>The directory that a field of the parent points to.</summary>
    public TiffDirectory? Child(TiffDirectory parent, ushort tag) => parent.Find(tag)?.Number is { } offset ? Directory(offset) : null;

    /// <summary>Parses the raw bytes of a directory entry at a position in the data.</summary>
    public TiffEntry Entry(ReadOnlyMemory<byte> bytes, long position)
    {
        ReadOnlySpan<byte> entry = bytes.Span;
        ushort tag = Short(entry), type = Short(entry[2..]);
        ulong count = Offset(entry[4..]);
        int size = TiffTag.SizeOf(type), valueAt = 4 + OffsetLength;
        if (size == 0 || count == 0 || count > (ulong)(Length / size))
            return new TiffEntry(tag, type, 0, 0, bytes);
        long length = (long)count * size, start = length <= OffsetLength ? position + valueAt : (long)Offset(entry[valueAt..]);
        return start >= 0 && start <= Length - length
            ? new TiffEntry(tag, type, start, length, bytes) : new TiffEntry(tag, type, 0, 0, bytes);
    }

    /// <summary>
    /// The field of an entry, with at most <paramref name="maxValues"/> values; null if its type is unknown, or if its value lies
    /// outside the data or exceeds 16 MB.
    /// </summary>
    public TiffField? Field(TiffEntry entry, int maxValues = int.MaxValue)
    {
        int size = TiffTag.SizeOf(entry.Type);
        long count = size == 0 ? 0 : Math.Min(entry.Length / size, maxValues);
        return count == 0 || count * size > MaxValue ? null
            : new TiffField(entry.Tag, entry.Type, (uint)count, Read(entry.Start, (int)count * size).ToArray(), LittleEndian);
    }

    public ushort Short(ReadOnlySpan<byte> bytes) =>
        LittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    public uint Long(ReadOnlySpan<byte> bytes) =>
        LittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    /// <summary>An offset or a count: 64 bits in BigTIFF, else 32 bits.</summary>
    private ulong Offset(ReadOnlySpan<byte> bytes)
    {
        if (!IsBig)
            return Long(bytes);
        return LittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    private ReadOnlyMemory<byte> Read(long offset, int count) =>
        offset >= Length ? default : _read(offset, (int)Math.Min(count, Length - offset));
}
