using System.Buffers.Binary;

namespace Hush.Imaging.Files;

/// <summary>
/// Changes a TIFF structure without moving a byte of it: values and directories are added behind it, and the header then points to the
/// new first directory. So offsets that nobody understands, as in a camera's maker notes, stay right.
/// </summary>
internal sealed class TiffAppender
{
    private readonly List<byte> _bytes;
    private readonly bool _littleEndian;

    /// <param name="original">A sound TIFF structure.</param>
    /// <param name="littleEndian">Its byte order.</param>
    public TiffAppender(ReadOnlySpan<byte> original, bool littleEndian)
    {
        _bytes = [.. original];
        _littleEndian = littleEndian;
    }

    /// <summary>A structure that holds nothing yet.</summary>
    public static TiffAppender Empty() => new("II*\0\0\0\0\0"u8, littleEndian: true);

    /// <summary>Adds a field's value if it does not fit into the entry.</summary>
    /// <returns>The field's entry in a directory.</returns>
    public byte[] Entry(TiffField field)
    {
        var entry = new byte[TiffStructure.EntryLength];
        byte[] value = field.ValueIn(_littleEndian);
        Short(field.Tag).CopyTo(entry, 0);
        Short(field.Type).CopyTo(entry, 2);
        Long(field.Count).CopyTo(entry, 4);
        if (value.Length <= 4)
            value.CopyTo(entry, 8);
        else
            Long(Append(value)).CopyTo(entry, 8);
        return entry;
    }

    /// <summary>
    /// Adds a directory with copies of the fields of one in another structure, and of those below it; of each tag only the first field.
    /// </summary>
    /// <returns>Its offset.</returns>
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

    /// <summary>Adds a directory.</summary>
    /// <param name="entries">12 bytes each, in any order.</param>
    /// <param name="next">Offset of the directory that follows, or 0.</param>
    /// <returns>Its offset.</returns>
    public uint Directory(IEnumerable<byte[]> entries, ulong next)
    {
        byte[][] sorted = [.. entries.OrderBy(e => _littleEndian
            ? BinaryPrimitives.ReadUInt16LittleEndian(e) : BinaryPrimitives.ReadUInt16BigEndian(e))];
        return Append([.. Short((ushort)sorted.Length), .. sorted.SelectMany(e => e), .. Long((uint)next)]);
    }

    /// <summary>The whole structure with this first directory.</summary>
    public byte[] Finish(uint first)
    {
        byte[] result = [.. _bytes];
        Long(first).CopyTo(result, 4);
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

    private byte[] Short(ushort value)
    {
        var bytes = new byte[2];
        if (_littleEndian)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        else
            BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        return bytes;
    }

    private byte[] Long(uint value)
    {
        var bytes = new byte[4];
        if (_littleEndian)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        else
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
