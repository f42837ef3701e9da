namespace Hush.Imaging.Files;

/// <summary>EXIF in TIFF files, which have no separate EXIF block: its tags are in the directory of the first image.</summary>
internal static class TiffExif
{
    private static readonly ushort[] Directories = [TiffTag.ExifDirectory, TiffTag.GpsDirectory];

    /// <summary>
    /// The descriptive tags as an EXIF block; empty if there are only tags that <see cref="ImageMetadata"/> has properties for.
    /// </summary>
    public static byte[] Extract(TiffStructure? structure)
    {
        if (structure?.First() is not { } first)
            return [];
        TiffField[] fields = [.. first.Fields.Where(f => TiffTag.Descriptive.Contains(f.Tag) && !TiffTag.IsBigType(f.Type))];
        if (fields.All(f => TiffTag.Known.Contains(f.Tag)) && Directories.All(d => first.Find(d) is null))
            return [];
        var block = TiffAppender.Empty();
        List<byte[]> entries = [.. fields.Select(block.Entry), .. CopyDirectories(structure, first, block)];
        return block.Finish(block.Directory(entries, next: 0));
    }

    /// <summary>
    /// The tags that only TIFF files have (georeference, GDAL, Photoshop), as a TIFF structure; empty if there are none. Adds notes on
    /// what is dropped because it applies only to the old pixels.
    /// </summary>
    public static byte[] ExtractOwn(TiffStructure? structure, ICollection<string> notes)
    {
        if (structure?.First() is not { } first)
            return [];
        string[] dependent = [.. TiffTag.Dependent.Where(d => first.Entries.Any(e => e.Tag == d.Key)).Select(d => d.Value).Distinct()];
        if (dependent.Length > 0)
            notes.Add($"Its {string.Join(" and ", dependent)} do not apply to the new pixels and are left out.");
        TiffField[] fields = [.. first.Fields.Where(f => TiffTag.Georeference.Contains(f.Tag) || TiffTag.Gdal.Contains(f.Tag))];
        if (first.Find(TiffTag.PhotoshopResources) is { } resources
            && PhotoshopResources.WithoutThumbnail(resources.Value) is { IsEmpty: false } kept)
            fields = [.. fields, resources with { Count = (uint)kept.Length, Value = kept.ToArray() }];
        if (fields.Length == 0)
            return [];
        var block = new TiffAppender(structure.LittleEndian ? "II*\0\0\0\0\0"u8 : "MM\0*\0\0\0\0"u8, structure.LittleEndian);
        return block.Finish(block.Directory([.. fields.Select(block.Entry)], next: 0));
    }

    /// <summary>Names the kinds of tags found by <see cref="ExtractOwn"/>.</summary>
    public static IEnumerable<string> OwnNames(ReadOnlyMemory<byte> own)
    {
        ushort[] tags = [.. TiffStructure.Open(own)?.First()?.Fields.Select(f => f.Tag) ?? []];
        if (tags.Any(TiffTag.Georeference.Contains))
            yield return "georeference (GeoTIFF)";
        if (tags.Any(TiffTag.Gdal.Contains))
            yield return "GDAL metadata";
        if (tags.Contains(TiffTag.PhotoshopResources))
            yield return "Photoshop resources";
    }

    /// <summary>
    /// Adds the tags of an EXIF block, and those that only TIFF files have, to a TIFF file. Tags that the file already has are kept,
    /// except Software.
    /// </summary>
    public static byte[] Embed(byte[] file, ReadOnlyMemory<byte> exif, ReadOnlyMemory<byte> own = default)
    {
        if (TiffStructure.Open(file) is not { IsBig: false } target || target.First() is not { } image)
            return file;
        var appender = new TiffAppender(file, target.LittleEndian);
        var entries = new List<byte[]>();
        if (TiffStructure.Open(exif) is { } structure && structure.First() is { } first)
        {
            entries.AddRange(first.Fields.Where(f =>
                TiffTag.Descriptive.Contains(f.Tag) && (f.Tag == TiffTag.Software || image.Find(f.Tag) is null))
                .Select(appender.Entry));
            entries.AddRange(CopyDirectories(structure, first, appender));
        }

        if (TiffStructure.Open(own)?.First() is { } only)
            entries.AddRange(only.Fields.Where(f => image.Find(f.Tag) is null).Select(appender.Entry));
        if (entries.Count == 0)
            return file;
        var tags = entries.Select(e => target.Short(e)).ToHashSet();
        entries.AddRange(image.Entries.Where(e => !tags.Contains(e.Tag)).Select(e => e.Bytes.ToArray()));
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
