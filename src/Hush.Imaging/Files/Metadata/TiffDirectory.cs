namespace Hush.Imaging.Files;

/// <summary>An entry of a TIFF directory.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Type">The value type, see <see cref="TiffTag.SizeOf"/>.</param>
/// <param name="Start">Offset of the value; short values are stored inside the entry.</param>
/// <param name="Length">Size of the value in bytes; 0 if its type is unknown or it lies outside the data.</param>
/// <param name="Bytes">The raw entry.</param>
internal readonly record struct TiffEntry(ushort Tag, ushort Type, long Start, long Length, ReadOnlyMemory<byte> Bytes)
{
    public long Count => Length == 0 ? 0 : Length / TiffTag.SizeOf(Type);
}

/// <summary>A directory of a TIFF structure. Values are read on demand.</summary>
/// <param name="structure">The structure that contains the directory.</param>
/// <param name="offset">Offset of the directory.</param>
/// <param name="start">Offset of its first entry.</param>
/// <param name="table">The raw entries.</param>
/// <param name="entryLength">Bytes per entry.</param>
/// <param name="next">Offset of the next directory; 0 for the last.</param>
internal sealed class TiffDirectory(
    TiffStructure structure, ulong offset, long start, ReadOnlyMemory<byte> table, int entryLength, ulong next)
{
    private const int LargestValues = 16 << 20;      // values may overlap and add up to more than the file

    public ulong Offset => offset;

    public ulong Next => next;

    public int Count => table.Length / entryLength;

    public IEnumerable<TiffEntry> Entries => Enumerable.Range(0, Count).Select(Entry);

    /// <summary>The fields whose values can be read, up to a total of 16 MB or the size of the data.</summary>
    public IEnumerable<TiffField> Fields
    {
        get
        {
            long left = Math.Min(structure.Length, LargestValues);
            for (int i = 0; i < Count; i++)
            {
                TiffEntry entry = Entry(i);
                if (entry.Length > left || structure.Field(entry) is not { } value)
                    continue;
                left -= value.Value.Length;
                yield return value;
            }
        }
    }

    /// <summary>The first field with this tag and a readable value.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="maxValues">Reads at most this many values.</param>
    public TiffField? Find(ushort tag, int maxValues = int.MaxValue) =>
        FindEntry(tag) is { } entry ? structure.Field(entry, maxValues) : null;

    /// <summary>The first entry with this tag and a value inside the data.</summary>
    public TiffEntry? FindEntry(ushort tag)
    {
        ReadOnlySpan<byte> entries = table.Span;
        for (int i = 0; i < Count; i++)
        {
            if (structure.Short(entries[(i * entryLength)..]) == tag && Entry(i) is { Length: > 0 } entry)
                return entry;
        }

        return null;
    }

    private TiffEntry Entry(int i) => structure.Entry(table.Slice(i * entryLength, entryLength), start + ((long)i * entryLength));
}
