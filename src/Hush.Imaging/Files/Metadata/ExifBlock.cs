namespace Hush.Imaging.Files;

/// <summary>Reads and sets EXIF tags.</summary>
internal static class ExifBlock
{
    private const int NoUnit = 1, Inches = 2, Centimetres = 3;

    /// <summary>True if it starts with a valid EXIF structure.</summary>
    public static bool IsSound(ReadOnlyMemory<byte> exif) => Open(exif)?.First() is not null;

    /// <summary>1 to 8; 1 if missing.</summary>
    public static int Orientation(ReadOnlyMemory<byte> exif) =>
        Field(exif, TiffTag.Orientation)?.Number is >= 1 and <= 8 and { } value ? (int)value : 1;

    /// <summary>The program that created the image; null if missing.</summary>
    public static string? Software(ReadOnlyMemory<byte> exif) => SoftwareOf(TiffStructure.Open(exif)?.First());

    /// <summary>The program that created the image of a directory; null if missing.</summary>
    public static string? SoftwareOf(TiffDirectory? first) => first?.Find(TiffTag.Software)?.Text is { Length: > 0 } text ? text : null;

    /// <summary>Pixels per meter; null if missing.</summary>
    public static Resolution? Resolution(ReadOnlyMemory<byte> exif)
    {
        if (Field(exif, TiffTag.XResolution)?.Fraction is not { } x || Field(exif, TiffTag.YResolution)?.Fraction is not { } y)
            return null;
        uint unit = Field(exif, TiffTag.ResolutionUnit)?.Number ?? Inches;
        double perMetre = unit switch { Inches => 1 / 0.0254, Centimetres => 100, _ => 1 };
        var resolution = new Resolution(x * perMetre, y * perMetre, IsAspectOnly: unit is not (Inches or Centimetres));
        return resolution.IsSound ? resolution : null;
    }

    /// <summary>EXIF for a PNG file, only if needed: PNG has its own chunks for software and resolution.</summary>
    public static ReadOnlyMemory<byte> ForPng(ImageMetadata metadata) =>
        metadata.Exif.IsEmpty && metadata.Orientation == 1 ? default : For(metadata, withResolution: false);

    /// <summary>
    /// The metadata's EXIF with its orientation and software set, and with its resolution for formats that cannot store it elsewhere.
    /// Returns the same bytes if these are already set, and nothing if there is nothing to store.
    /// </summary>
    public static ReadOnlyMemory<byte> For(ImageMetadata metadata, bool withResolution)
    {
        var changes = new List<TiffField>();
        if (metadata.Orientation != Orientation(metadata.Exif))
            changes.Add(TiffField.OfShort(TiffTag.Orientation, (ushort)metadata.Orientation));
        if (metadata.Software is { } software && software != Software(metadata.Exif))
            changes.Add(TiffField.OfText(TiffTag.Software, software));
        if (withResolution && metadata.Resolution is { IsSound: true } r && Field(metadata.Exif, TiffTag.XResolution) is null)
        {
            (double x, double y) = r.IsAspectOnly ? (r.X, r.Y) : r.DotsPerInch;
            changes.Add(TiffField.OfFraction(TiffTag.XResolution, x));
            changes.Add(TiffField.OfFraction(TiffTag.YResolution, y));
            changes.Add(TiffField.OfShort(TiffTag.ResolutionUnit, (ushort)(r.IsAspectOnly ? NoUnit : Inches)));
        }

        return changes.Count == 0 ? metadata.Exif : With(metadata.Exif, changes);
    }

    private static byte[] With(ReadOnlyMemory<byte> exif, List<TiffField> changes)
    {
        TiffStructure? structure = Open(exif);
        TiffDirectory? first = structure?.First();
        TiffAppender appender = first is null ? TiffAppender.Empty() : new TiffAppender(exif.Span, structure!.LittleEndian);
        List<byte[]> entries =
            [.. (first?.Entries ?? []).Where(e => changes.TrueForAll(c => c.Tag != e.Tag)).Select(e => e.Bytes.ToArray())];
        entries.AddRange(changes.Select(appender.Entry));
        return appender.Finish(appender.Directory(entries, first?.Next ?? 0));
    }

    private static TiffField? Field(ReadOnlyMemory<byte> data, ushort tag) => TiffStructure.Open(data)?.First()?.Find(tag);

    /// <summary>EXIF is a classic TIFF structure, never BigTIFF.</summary>
    private static TiffStructure? Open(ReadOnlyMemory<byte> exif) =>
        TiffStructure.Open(exif) is { IsBig: false } structure ? structure : null;
}
