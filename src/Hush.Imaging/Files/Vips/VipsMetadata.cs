using Hush.Imaging.Files.Containers;

namespace Hush.Imaging.Files.Vips;

/// <summary>Converts between metadata blocks of libvips and <see cref="ImageMetadata"/>.</summary>
internal static class VipsMetadata
{
    public const string Icc = "icc-profile-data", Exif = "exif-data", Xmp = "xmp-data", Iptc = "iptc-data", Orientation = "orientation";

    private static readonly byte[] ExifPrefix = [.. "Exif\0\0"u8];

    /// <summary>Reads the file's metadata, and adds notes on what is dropped.</summary>
    /// <exception cref="ImageFormatException">The metadata exceeds the limit.</exception>
    public static ImageMetadata Read(
        ImageSource source, VipsKind kind, VipsImage image, UnmanagedMemory file, TiffStructure? tiff, List<string> notes)
    {
        if (image.BlobLength(Icc) + image.BlobLength(Exif) + image.BlobLength(Xmp) + image.BlobLength(Iptc) > source.Limits.MaxMetadata)
            throw source.TooMuchMetadata($"its {kind.Name} blocks");
        byte[] exif = tiff is not null ? TiffExif.Extract(tiff) : WithoutPrefix(image.Blob(Exif));
        if (exif.Length > source.Limits.MaxMetadata)
            throw source.TooMuchMetadata("its EXIF");
        if (!ExifBlock.IsSound(exif))
            exif = [];
        int orientation = kind.IsUpright ? 1 : image.Number(Orientation) ?? ExifBlock.Orientation(exif);
        AddNotes(kind, image, tiff?.First(), notes);
        var metadata = new ImageMetadata
        {
            Icc = image.Blob(Icc),
            Exif = exif,
            Xmp = image.Blob(Xmp),
            Iptc = kind.IsTiff ? default : image.Blob(Iptc),
            Orientation = orientation is >= 1 and <= 8 ? orientation : 1,
            Resolution = JpegMetadata.Density(file.Memory.Span) ?? ExifBlock.Resolution(exif),
            Software = ExifBlock.Software(exif),
            IsLosslessWebP = kind.IsWebP && WebPMetadata.IsLossless(file.Memory.Span),
        };
        if (tiff?.First() is { } first)
        {
            return metadata with
            {
                Resolution = TiffResolution.Of(first),
                Software = ExifBlock.SoftwareOf(first),
                TiffTags = TiffExif.ExtractOwn(tiff, notes),
            };
        }

        return kind.IsJpeg ? JpegMetadata.Complete(source, metadata, file.Memory, notes) : metadata;
    }

    /// <summary>Sets the metadata that libvips writes. libvips expects EXIF with its prefix.</summary>
    public static void Set(VipsImage image, ImageMetadata metadata, ReadOnlyMemory<byte> exif)
    {
        image.SetBlob(Icc, metadata.Icc.Span);
        image.SetBlob(Xmp, metadata.Xmp.Span);
        image.SetNumber(Orientation, metadata.Orientation);
        if (!exif.IsEmpty)
            image.SetBlob(Exif, [.. ExifPrefix, .. exif.Span]);
    }

    private static byte[] WithoutPrefix(byte[] exif)
    {
        // JPEG has the prefix. HEIF and JPEG XL have four bytes, the offset of the TIFF header, and possibly the prefix after them.
        for (int start = 0; start <= 10 && start + TiffStructure.HeaderLength <= exif.Length; start++)
        {
            if (TiffStructure.Open(exif.AsMemory(start)) is not null)
                return exif[start..];
        }

        return [];
    }

    private static void AddNotes(VipsKind kind, VipsImage image, TiffDirectory? tiff, List<string> notes)
    {
        uint bits = tiff?.Find(TiffTag.BitsPerSample)?.Number ?? (tiff is null ? 8u : 1u);
        if (kind.IsGif || tiff?.Find(TiffTag.Photometric)?.Number == 3)
            notes.Add("Its palette is promoted to 8-bit colors.");
        else if (bits < 8)
            notes.Add($"Its {(bits == 1 ? "single bit is" : $"{bits} bits per sample are")} promoted to 8.");
        if (image.Number("heif-bitdepth") is > 8 and < 16 and { } depth)
            notes.Add($"Its {depth} bits per sample are promoted to 16.");
    }
}
