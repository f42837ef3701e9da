namespace Hush.Imaging.Files;

/// <summary>
/// The small picture in EXIF, which cameras put into a second directory (IFD1). It shows the image before its pixels changed, so it goes: no other byte moves, since maker notes
/// hold offsets that nobody else understands.
/// </summary>
internal static class ExifThumbnail
{
    private const int MaxDepth = 3, MaxDirectories = 64;

    /// <summary>EXIF without thumbnail; the same bytes if it has none.</summary>
    public static ReadOnlyMemory<byte> Remove(ReadOnlyMemory<byte> exif)
    {
        if (TiffStructure.Open(exif) is not { IsBig: false } structure || structure.First() is not { Next: not 0 } first)
            return exif;
        var used = new List<Extent> { new(0, TiffStructure.HeaderLength) };
        AddDirectory(structure, structure.FirstOffset, first, used);
        var visited = new HashSet<ulong> { structure.FirstOffset };
        AddBelow(structure, first, used, visited, MaxDepth);
        var old = new List<Extent>();
        ulong offset = first.Next;
        for (; Visit(visited, offset) && structure.Directory(offset) is { } directory; offset = directory.Next)
        {
            AddDirectory(structure, offset, directory, old);
            AddPictures(directory, old);
        }

        byte[] bytes = exif.ToArray();
        bytes.AsSpan((int)structure.FirstOffset + 2 + (TiffStructure.EntryLength * first.Entries.Count), sizeof(uint)).Clear();
        old.RemoveAll(o => o.End > bytes.Length || used.Exists(o.Overlaps));
        foreach (Extent extent in old)
            bytes.AsSpan((int)extent.Start, (int)(extent.End - extent.Start)).Clear();
        return bytes.AsMemory(0, EndWithout(old, bytes.Length));
    }

    /// <summary>The length without what lies at the end and was cleared.</summary>
    private static int EndWithout(List<Extent> cleared, int length)
    {
        long end = length;
        foreach (Extent extent in cleared.OrderByDescending(e => e.End))
        {
            if (extent.End >= end - 1)      // a byte may have filled it up to an even length
                end = Math.Min(end, extent.Start);
        }

        return (int)end;
    }

    private static void AddDirectory(TiffStructure structure, ulong offset, TiffDirectory directory, List<Extent> extents)
    {
        extents.Add(new Extent((long)offset, (long)offset + 2 + (TiffStructure.EntryLength * directory.Entries.Count) + sizeof(uint)));
        foreach (byte[] entry in directory.Entries)
        {
            if (structure.ValueRange(entry) is { Length: > 4 } value)
                extents.Add(new Extent(value.Start, value.Start + value.Length));
        }
    }

    private static void AddBelow(TiffStructure structure, TiffDirectory directory, List<Extent> extents, HashSet<ulong> visited, int depth)
    {
        foreach (TiffField field in directory.Fields.Where(f => depth > 0 && (TiffTag.IsDirectory(f.Tag) || f.Tag == TiffTag.SubDirectories)))
        {
            foreach (ulong offset in field.Offsets.Take(MaxDirectories))
            {
                if (!Visit(visited, offset) || structure.Directory(offset) is not { } below)
                    continue;
                AddDirectory(structure, offset, below, extents);
                AddBelow(structure, below, extents, visited, depth - 1);
            }
        }
    }

    /// <summary>True the first time, as long as there are not too many: offsets may point back, or to the same directory many times.</summary>
    private static bool Visit(HashSet<ulong> visited, ulong offset) => visited.Count < MaxDirectories && visited.Add(offset);

    private static void AddPictures(TiffDirectory directory, List<Extent> extents)
    {
        foreach (var (start, length) in new[] { (TiffTag.ThumbnailOffset, TiffTag.ThumbnailLength), (TiffTag.StripOffsets, TiffTag.StripByteCounts) })
        {
            if (directory.Find(start)?.Number is { } offset && directory.Find(length)?.Number is { } count)
                extents.Add(new Extent(offset, (long)offset + count));
        }
    }

    /// <summary>Bytes from a start to before an end.</summary>
    private readonly record struct Extent(long Start, long End)
    {
        public bool Overlaps(Extent other) => Start < other.End && other.Start < End;
    }
}
