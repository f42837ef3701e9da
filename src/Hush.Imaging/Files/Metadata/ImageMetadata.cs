using Hush.Imaging.Files.Png;

namespace Hush.Imaging.Files;

/// <summary>What a file says about its image beside the pixels. Every format is read into it and written from it, as far as it can.</summary>
/// <remarks>Bytes are kept as they were, so what is not understood survives; only a tag that is set here changes in EXIF.</remarks>
public sealed record ImageMetadata
{
    /// <summary>Nothing is known.</summary>
    public static ImageMetadata None { get; } = new();

    /// <summary>The colour profile (ICC), empty if there is none.</summary>
    public ReadOnlyMemory<byte> Icc { get; init; }

    /// <summary>EXIF from its TIFF header on ("II" or "MM"), empty if there is none.</summary>
    public ReadOnlyMemory<byte> Exif { get; init; }

    /// <summary>XMP: a document in XML and UTF-8, empty if there is none.</summary>
    public ReadOnlyMemory<byte> Xmp { get; init; }

    /// <summary>
    /// IPTC (captions, credits, keywords) as JPEG alone has it: in Photoshop's image resources, from their name on; empty if there is none. A TIFF has it as a tag among
    /// those of <see cref="Exif"/>.
    /// </summary>
    public ReadOnlyMemory<byte> Iptc { get; init; }

    /// <summary>EXIF's orientation, 1 (upright) to 8: how viewers turn the pixels, which Hush leaves as they lie.</summary>
    public int Orientation { get; init; } = 1;

    /// <summary>Pixels a metre, if the file says so.</summary>
    public Resolution? Resolution { get; init; }

    /// <summary>The program that made the file, if it says so.</summary>
    public string? Software { get; init; }

    /// <summary>Named texts, which only PNG has, in its order; "Software" is among them if it was. The comments of a JPEG file are texts called "Comment".</summary>
    public IReadOnlyList<TextEntry> Texts { get; init; } = [];

    /// <summary>Small chunks that only PNG has, about color (cICP, mDCV, cLLI, sRGB, gAMA, cHRM) and other things that stay true when pixels change.</summary>
    internal IReadOnlyList<PngChunk> PngChunks { get; init; } = [];

    /// <summary>Tags that only a TIFF file has, as a TIFF structure of their own: georeference, GDAL's, Photoshop's; empty if there are none.</summary>
    internal ReadOnlyMemory<byte> TiffTags { get; init; }

    /// <summary>XMP of a JPEG beyond the main packet of at most 64 KB, complete; empty if there is none. <see cref="Xmp"/> names its digest.</summary>
    public ReadOnlyMemory<byte> ExtendedXmp { get; init; }

    /// <summary>Whether the colour profile is for gray images: its header says so in bytes 16 to 19 (ICC.1:2022, 7.2.8).</summary>
    internal bool HasGrayProfile => Icc.Length >= 20 && Icc.Span[16..].StartsWith("GRAY"u8);

    /// <summary>
    /// Why the profile cannot be for an image of so many channels, as a sentence; null if it can, or there is none. Its header says so (ICC.1:2022, 7.2). A profile for RGB beside
    /// gray pixels is common and means their tone curve.
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

    /// <summary>The same for other pixels: without the small pictures of the image that EXIF, XMP and Photoshop's resources may hold.</summary>
    internal ImageMetadata WithoutThumbnails() => Exif.IsEmpty && Xmp.IsEmpty && Iptc.IsEmpty ? this : this with
    {
        Exif = ExifThumbnail.Remove(Exif),
        Xmp = XmpPacket.WithoutThumbnails(Xmp),
        Iptc = PhotoshopResources.WithoutThumbnail(Iptc),
    };

    /// <summary>The same for a format that has no extended XMP.</summary>
    internal ImageMetadata WithoutExtendedXmp() => ExtendedXmp.IsEmpty ? this : this with { Xmp = XmpPacket.WithoutExtension(Xmp), ExtendedXmp = default };

    /// <summary>
    /// The same with a software tag that says that Hush denoised it; what was in the tag stays behind it. Thumbnails of the noisy image go.
    /// </summary>
    public ImageMetadata Denoised() => WithoutThumbnails() with { Software = SoftwareTag.AddTo(Software) };
}
