namespace Hush.Imaging.Files;

/// <summary>An entry of a TIFF directory.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Type">The type of its values, see <see cref="TiffTag.SizeOf"/>.</param>
/// <param name="Start">Where the value is stored: within the entry if it is short.</param>
/// <param name="Length">Bytes of the value; 0 if its type is unknown or it lies outside the data.</param>
/// <param name="Bytes">The entry as it is stored.</param>
internal readonly record struct TiffEntry(ushort Tag, ushort Type, long Start, long Length, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Number of values.</summary>
    public long Count => Length == 0 ? 0 : Length / TiffTag.SizeOf(Type);
}

/// <summary>A directory of a TIFF structure. Values are read when they are used.</summary>
/// <param name="structure">The structure that the directory belongs to.</param>
/// <param name="offset">Where the directory begins.</param>
/// <param name="start">Where its first entry begins.</param>
/// <param name="table">All entries.</param>
/// <param name="entryLength">Bytes of an entry.</param>
/// <param name="next">Offset of the next directory; 0 after the last.</param>
internal sealed class TiffDirectory(
    TiffStructure structure, ulong offset, long start, ReadOnlyMemory<byte> table, int entryLength, ulong next)
{
    private const int LargestValues = 16 << 20;      // values may overlap and add up to more than the file

    public ulong Offset => offset;

    public ulong Next => next;

    public int Count => table.Length / entryLength;

    public IEnumerable<TiffEntry> Entries => Enumerable.Range(0, Count).Select(Entry);

    /// <summary>The entries whose values can be read, up to as many bytes as the data has, at most 16 MB.</summary>
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

    /// <summary>The first field with a tag whose value can be read.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="maxValues">Further values are not read.</param>
    public TiffField? Find(ushort tag, int maxValues = int.MaxValue) =>
        FindEntry(tag) is { } entry ? structure.Field(entry, maxValues) : null;

    /// <summary>The first entry with a tag whose value lies within the data.</summary>
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
