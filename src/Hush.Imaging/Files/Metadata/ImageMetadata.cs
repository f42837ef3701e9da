using Hush.Imaging.Files.Png;

namespace Hush.Imaging.Files;

/// <summary>The metadata of an image, common to all formats. Each format reads and writes the parts that it supports.</summary>
/// <remarks>Bytes are kept as they were, so what is not understood survives; only a tag that is set here changes in EXIF.</remarks>
public sealed record ImageMetadata
{
    /// <summary>Nothing is known.</summary>
    public static ImageMetadata None { get; } = new();

    /// <summary>The color profile (ICC), empty if there is none.</summary>
    public ReadOnlyMemory<byte> Icc { get; init; }

    /// <summary>EXIF from its TIFF header on ("II" or "MM"), empty if there is none.</summary>
    public ReadOnlyMemory<byte> Exif { get; init; }

    /// <summary>XMP: a document in XML and UTF-8, empty if there is none.</summary>
    public ReadOnlyMemory<byte> Xmp { get; init; }

    /// <summary>
    /// IPTC (captions, credits, keywords) of a JPEG: its Photoshop image resources, starting with their name; empty if there are none. In a
    /// TIFF, IPTC is one of the tags of <see cref="Exif"/>.
    /// </summary>
    public ReadOnlyMemory<byte> Iptc { get; init; }

    /// <summary>EXIF's orientation, 1 (upright) to 8: how viewers turn the pixels, which Hush leaves as they lie.</summary>
    public int Orientation { get; init; } = 1;

    /// <summary>Pixels per meter; null if the file does not say.</summary>
    public Resolution? Resolution { get; init; }

    /// <summary>The program that made the file, if it says so.</summary>
    public string? Software { get; init; }

    /// <summary>The text entries of a PNG in order, "Software" included. Comments of a JPEG are entries named "Comment".</summary>
    public IReadOnlyList<TextEntry> Texts { get; init; } = [];

    /// <summary>Chunks of a PNG that stay valid when pixels change: color (cICP, mDCV, cLLI, sRGB, gAMA, cHRM) and others.</summary>
    internal IReadOnlyList<PngChunk> PngChunks { get; init; } = [];

    /// <summary>
    /// TIFF tags without an equivalent elsewhere (GeoTIFF, GDAL, Photoshop), as a TIFF structure; empty if there are none.
    /// </summary>
    internal ReadOnlyMemory<byte> TiffTags { get; init; }

    /// <summary>
    /// Extended XMP of a JPEG, beyond the 64 KB of the main packet; empty if there is none. <see cref="Xmp"/> holds its digest.
    /// </summary>
    public ReadOnlyMemory<byte> ExtendedXmp { get; init; }

    /// <summary>The image was read from a lossless WebP, and is written as one again.</summary>
    internal bool IsLosslessWebP { get; init; }

    /// <summary>Whether the color profile is for gray images: its header says so in bytes 16 to 19 (ICC.1:2022, 7.2.8).</summary>
    internal bool HasGrayProfile => Icc.Length >= 20 && Icc.Span[16..].StartsWith("GRAY"u8);

    /// <summary>
    /// Why the profile does not fit an image of so many channels, as a sentence; null if it fits or there is none. Read from its header
    /// (ICC.1:2022, 7.2). An RGB profile on a gray image is common and gives its tone curve.
    /// </summary>
    internal string? ProfileProblem(int channels)
    {
        if (Icc.Length < 128 || !Icc.Span[36..].StartsWith("acsp"u8))
            return null;        // whatever it is, readers that check it leave it alone
        string space = System.Text.Encoding.ASCII.GetString(Icc.Span[16..20]).Trim();
        return space == "RGB" || (space == "GRAY" && channels == 1) ? null
            : $"Its color profile is for {space}, not for {(channels == 1 ? "gray" : "RGB")}, and is left out.";
    }

    /// <summary>True if Hush has denoised the image before, so that doing it again would blur.</summary>
    public bool IsDenoised => SoftwareTag.IsIn(Software);

    /// <summary>A copy without the thumbnails in EXIF, XMP and Photoshop resources, which do not match changed pixels.</summary>
    internal ImageMetadata WithoutThumbnails() => Exif.IsEmpty && Xmp.IsEmpty && Iptc.IsEmpty ? this : this with
    {
        Exif = ExifThumbnail.Remove(Exif),
        Xmp = XmpPacket.WithoutThumbnails(Xmp),
        Iptc = PhotoshopResources.WithoutThumbnail(Iptc),
    };

    /// <summary>The same for a format that has no extended XMP.</summary>
    internal ImageMetadata WithoutExtendedXmp() =>
        ExtendedXmp.IsEmpty ? this : this with { Xmp = XmpPacket.WithoutExtension(Xmp), ExtendedXmp = default };

    /// <summary>
    /// The same with a software tag that says that Hush denoised it; what was in the tag stays behind it. Thumbnails of the noisy image go.
    /// </summary>
    public ImageMetadata Denoised() => WithoutThumbnails() with { Software = SoftwareTag.AddTo(Software) };
}
