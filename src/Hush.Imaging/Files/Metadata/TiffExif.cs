namespace Hush.Imaging.Files;

/// <summary>EXIF in a TIFF file, where it has no block of its own: its tags lie among those of the first image.</summary>
internal static class TiffExif
{
    private static readonly ushort[] Directories = [TiffTag.ExifDirectory, TiffTag.GpsDirectory];

    /// <summary>The tags that describe the picture as a block of EXIF; empty if there are none but those that
    /// <see cref="ImageMetadata"/> has by itself.</summary>
    public static byte[] Extract(ReadOnlyMemory<byte> file)
    {
        if (TiffStructure.Open(file) is not { } structure || structure.First() is not { } first)
            return [];
        TiffField[] fields = [.. first.Fields.Where(f => TiffTag.Descriptive.Contains(f.Tag))];
        if (fields.All(f => TiffTag.Known.Contains(f.Tag)) && Directories.All(d => first.Find(d) is null))
            return [];
        var block = TiffAppender.Empty();
        List<byte[]> entries = [.. fields.Select(block.Entry), .. CopyDirectories(structure, first, block)];
        return block.Finish(block.Directory(entries, next: 0));
    }

    /// <summary>The file with the tags of a block of EXIF added; what the file says already stays.</summary>
    public static byte[] Embed(byte[] file, ReadOnlyMemory<byte> exif)
    {
        if (TiffStructure.Open(file) is not { } target || target.First() is not { } image)
            return file;
        if (TiffStructure.Open(exif) is not { } structure || structure.First() is not { } first)
            return file;
        var appender = new TiffAppender(file, target.LittleEndian);
        IEnumerable<TiffField> added = first.Fields.Where(f =>
            TiffTag.Descriptive.Contains(f.Tag) && (f.Tag == TiffTag.Software || image.Find(f.Tag) is null));
        List<byte[]> entries = [.. added.Select(appender.Entry), .. CopyDirectories(structure, first, appender)];
        var tags = entries.Select(e => target.Short(e)).ToHashSet();
        entries.AddRange(image.Entries.Where(e => !tags.Contains(target.Short(e))));
        return appender.Finish(appender.Directory(entries, image.Next));
    }

    private static IEnumerable<byte[]> CopyDirectories(TiffStructure from, TiffDirectory first, TiffAppender to)
    {
        foreach (ushort tag in Directories)
        {
            if (from.Child(first, tag) is { } directory)
                yield return to.Entry(TiffField.OfLong(tag, to.Copy(from, directory)));
        }
    }
}
