namespace Hush.Imaging.Files;

/// <summary>An entry of a TIFF directory.</summary>
/// <param name="Tag">The meaning of the value, see <see cref="TiffTag"/>.</param>
/// <param name="Type">The value type, see <see cref="TiffTag.SizeOf"/>.</param>
/// <param name="Start">Offset of the value; short values are stored inside the entry.</param>
/// <param name="Length">Size of the value in bytes; 0 if its type is unknown or it lies outside the data.</param>
/// <param name="Bytes">The raw entry.</param>
internal readonly record struct TiffEntry(ushort Tag, ushort Type, long Start, long Length, ReadOnlyMemory<byte> Bytes)
{
    public long Count => Length == 0 ? 0 : Length / TiffTag.SizeOf(Type);
}

/// <summary>
/// A directory of a TIFF structure. Values are read on demand. <paramref name="offset"/> is the position of the directory,
/// <paramref name="start"/> that of its first entry, and <paramref name="next"/> that of the next directory, 0 for the last.
/// </summary>
internal sealed class TiffDirectory(
    TiffStructure structure, ulong offset, long start, ReadOnlyMemory<byte> table, int entryLength, ulong next)
{
    private const int MaxValues = 16 << 20;      // values may overlap and add up to more than the file

    public ulong Offset => offset;

    public ulong Next => next;

    public int Count => table.Length / entryLength;

    public IEnumerable<TiffEntry> Entries => Enumerable.Range(0, Count).Select(Entry);

    /// <summary>The fields whose values can be read, up to a total of 16 MB or the size of the data.</summary>
    public IEnumerable<TiffField> Fields
    {
        get
        {
            long left = Math.Min(structure.Length, MaxValues);
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

    /// <summary>The first field with this tag and a readable value; reads at most <paramref name="maxValues"/> values.</summary>
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
