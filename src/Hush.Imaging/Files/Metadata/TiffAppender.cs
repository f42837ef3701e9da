using System.Buffers.Binary;
using System.Numerics;

namespace Hush.Imaging.Files;

/// <summary>
/// Edits a TIFF structure without moving any of its bytes: new values and directories are appended, and the header is pointed at the
/// new first directory. Offsets that only others understand, as in maker notes, stay valid.
/// </summary>
internal sealed class TiffAppender
{
    private readonly List<byte> _bytes;
    private readonly bool _littleEndian;

    /// <summary>Starts from a valid TIFF structure.</summary>
    public TiffAppender(ReadOnlySpan<byte> original, bool littleEndian)
    {
        _bytes = [.. original];
        _littleEndian = littleEndian;
    }

    public static TiffAppender Empty() => new("II*\0\0\0\0\0"u8, littleEndian: true);

    /// <summary>Appends a field's value unless it fits into the entry.</summary>
    /// <returns>The field's directory entry.</returns>
    public byte[] Entry(TiffField field)
    {
        var entry = new byte[TiffStructure.EntryLength];
        byte[] value = field.ValueIn(_littleEndian);
        Bytes(field.Tag).CopyTo(entry, 0);
        Bytes(field.Type).CopyTo(entry, 2);
        Bytes(field.Count).CopyTo(entry, 4);
        if (value.Length <= 4)
            value.CopyTo(entry, 8);
        else
            Bytes(Append(value)).CopyTo(entry, 8);
        return entry;
    }

    /// <summary>
    /// Appends a copy of a directory from another structure, including its subdirectories. Of each tag, only the first field is copied.
    /// </summary>
    /// <returns>The offset of the copy.</returns>
    public uint Copy(TiffStructure from, TiffDirectory directory)
    {
        var entries = new List<byte[]>();
        foreach (TiffField field in directory.Fields.DistinctBy(f => f.Tag))
        {
            if (field.Tag == TiffTag.Interoperability)
            {
                if (from.Child(directory, field.Tag) is { } child && child.Find(TiffTag.Interoperability) is null)
                    entries.Add(Entry(TiffField.OfLong(field.Tag, Copy(from, child))));
            }
            else if (!TiffTag.IsDirectory(field.Tag) && !TiffTag.IsBigType(field.Type))
            {
                entries.Add(Entry(field));
            }
        }

        return Directory(entries, next: 0);
    }

    /// <summary>Appends a directory.</summary>
    /// <param name="entries">12 bytes each, in any order.</param>
    /// <param name="next">Offset of the next directory, or 0.</param>
    /// <returns>The offset of the directory.</returns>
    public uint Directory(IEnumerable<byte[]> entries, ulong next)
    {
        byte[][] sorted = [.. entries.OrderBy(e => _littleEndian
            ? BinaryPrimitives.ReadUInt16LittleEndian(e) : BinaryPrimitives.ReadUInt16BigEndian(e))];
        return Append([.. Bytes((ushort)sorted.Length), .. sorted.SelectMany(e => e), .. Bytes((uint)next)]);
    }

    /// <summary>Returns the structure with <paramref name="first"/> as the offset of its first directory.</summary>
    public byte[] Finish(uint first)
    {
        byte[] result = [.. _bytes];
        Bytes(first).CopyTo(result, 4);
        return result;
    }

    private uint Append(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Count % 2 != 0)
            _bytes.Add(0);
        uint offset = (uint)_bytes.Count;
        _bytes.AddRange(bytes);
        return offset;
    }

    private byte[] Bytes<T>(T value)
        where T : IBinaryInteger<T>
    {
        var bytes = new byte[value.GetByteCount()];
        _ = _littleEndian ? value.WriteLittleEndian(bytes) : value.WriteBigEndian(bytes);
        return bytes;
    }
}
