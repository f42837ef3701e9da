namespace Hush.Imaging.Files;

/// <summary>
/// Removes the thumbnail that cameras store in a second EXIF directory (IFD1), since it shows the old pixels. All other bytes stay in
/// place, because maker notes may contain offsets that only the camera maker understands.
/// </summary>
internal static class ExifThumbnail
{
    private const int MaxDepth = 3, MaxDirectories = 64;

    private static readonly ushort[] DirectoryTags =
        [TiffTag.ExifDirectory, TiffTag.GpsDirectory, TiffTag.Interoperability, TiffTag.SubDirectories];

    /// <summary>EXIF without its thumbnail; the same bytes if it has none.</summary>
    public static ReadOnlyMemory<byte> Remove(ReadOnlyMemory<byte> exif)
    {
        if (TiffStructure.Open(exif) is not { IsBig: false } structure || structure.First() is not { Next: not 0 } first)
            return exif;
        var used = new List<Extent> { new(0, TiffStructure.HeaderLength) };
        AddDirectory(first, used);
        var visited = new HashSet<ulong> { first.Offset };
        AddBelow(structure, first, used, visited, MaxDepth);
        var old = new List<Extent>();
        for (ulong offset = first.Next; Visit(visited, offset) && structure.Directory(offset) is { } directory; offset = directory.Next)
        {
            AddDirectory(directory, old);
            AddPictures(directory, old);
        }

        byte[] bytes = exif.ToArray();
        bytes.AsSpan((int)End(first) - sizeof(uint), sizeof(uint)).Clear();
        used = Merge(used);
        old.RemoveAll(o => o.End > bytes.Length || Overlaps(used, o));
        old = Merge(old);
        foreach (Extent extent in old)
            bytes.AsSpan((int)extent.Start, (int)(extent.End - extent.Start)).Clear();
        return bytes.AsMemory(0, EndWithout(old, bytes.Length));
    }

    /// <summary>The length without the cleared bytes at the end.</summary>
    private static int EndWithout(List<Extent> cleared, int length)
    {
        long end = length;
        for (int i = cleared.Count - 1; i >= 0 && cleared[i].End >= end - 1; i--)      // a byte may pad it to an even length
            end = cleared[i].Start;
        return (int)end;
    }

    private static long End(TiffDirectory directory) =>
        (long)directory.Offset + sizeof(ushort) + (TiffStructure.EntryLength * directory.Count) + sizeof(uint);

    private static void AddDirectory(TiffDirectory directory, List<Extent> extents)
    {
        extents.Add(new Extent((long)directory.Offset, End(directory)));
        extents.AddRange(directory.Entries.Where(e => e.Length > sizeof(uint)).Select(e => new Extent(e.Start, e.Start + e.Length)));
    }

    private static void AddBelow(TiffStructure structure, TiffDirectory directory, List<Extent> extents, HashSet<ulong> visited, int depth)
    {
        if (depth == 0)
            return;
        foreach (ulong offset in DirectoryTags.SelectMany(tag => directory.Find(tag, MaxDirectories)?.Numbers ?? []))
        {
            if (!Visit(visited, offset) || structure.Directory(offset) is not { } below)
                continue;
            AddDirectory(below, extents);
            AddBelow(structure, below, extents, visited, depth - 1);
        }
    }

    /// <summary>True for a new directory, up to a limit: offsets may form cycles or point to the same directory many times.</summary>
    private static bool Visit(HashSet<ulong> visited, ulong offset) => visited.Count < MaxDirectories && visited.Add(offset);

    private static void AddPictures(TiffDirectory directory, List<Extent> extents)
    {
        foreach (var (start, length) in new[] { (TiffTag.ThumbnailOffset, TiffTag.ThumbnailLength),
            (TiffTag.StripOffsets, TiffTag.StripByteCounts) })
        {
            if (directory.Find(start, 1)?.Number is { } offset && directory.Find(length, 1)?.Number is { } count)
                extents.Add(new Extent(offset, (long)offset + count));
        }
    }

    /// <summary>Sorts the extents and merges those that touch or overlap.</summary>
    private static List<Extent> Merge(List<Extent> extents)
    {
        extents.Sort((a, b) => a.Start.CompareTo(b.Start));
        var merged = new List<Extent>();
        foreach (Extent extent in extents)
        {
            if (merged.Count > 0 && extent.Start <= merged[^1].End)
                merged[^1] = new Extent(merged[^1].Start, Math.Max(merged[^1].End, extent.End));
            else
                merged.Add(extent);
        }

        return merged;
    }

    /// <summary>Whether an extent overlaps one of a merged list.</summary>
    private static bool Overlaps(List<Extent> merged, Extent extent)
    {
        int low = 0, high = merged.Count;       // the extents before low start before the end of this one
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (merged[middle].Start < extent.End)
                low = middle + 1;
            else
                high = middle;
        }

        return low > 0 && merged[low - 1].End > extent.Start;
    }

    /// <summary>The bytes from Start to End, exclusive.</summary>
    private readonly record struct Extent(long Start, long End);
}
