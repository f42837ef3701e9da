using Hush.Imaging.Files;
using Hush.Imaging.Files.Png;

namespace Hush;

/// <summary>The metadata of an image, common to all formats. Each format reads and writes the parts that it supports.</summary>
/// <remarks>Blocks are kept as raw bytes, so unknown data survives. Only the EXIF tags set here change.</remarks>
public sealed record ImageMetadata
{
    /// <summary>Empty metadata.</summary>
    public static ImageMetadata None { get; } = new();

    /// <summary>The ICC color profile; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Icc { get; init; }

    /// <summary>EXIF, starting with its TIFF header ("II" or "MM"); empty if there is none.</summary>
    public ReadOnlyMemory<byte> Exif { get; init; }

    /// <summary>XMP, an XML document in UTF-8; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Xmp { get; init; }

    /// <summary>
    /// IPTC (captions, credits, keywords) of a JPEG: its Photoshop image resources, including their signature; empty if there are none.
    /// In a TIFF, IPTC is one of the tags in <see cref="Exif"/>.
    /// </summary>
    public ReadOnlyMemory<byte> Iptc { get; init; }

    /// <summary>
    /// The EXIF orientation, 1 (upright) to 8. Viewers rotate the image accordingly; <see cref="Image.Pixels"/> are not rotated.
    /// </summary>
    public int Orientation { get; init; } = 1;

    /// <summary>Horizontal and vertical pixels per inch; null if unknown.</summary>
    public (double X, double Y)? DotsPerInch => Resolution is { IsAspectOnly: false } known ? known.DotsPerInch : null;

    /// <summary>The resolution in pixels per meter; null if unknown.</summary>
    internal Resolution? Resolution { get; init; }

    /// <summary>The program that created the file; null if unknown.</summary>
    public string? Software { get; init; }

    /// <summary>
    /// The text entries of a PNG in order, including "Software". Comments of a JPEG are entries with the keyword "Comment".
    /// </summary>
    internal IReadOnlyList<TextEntry> Texts { get; init; } = [];

    /// <summary>PNG chunks that stay valid when pixels change: color (cICP, mDCV, cLLI, sRGB, gAMA, cHRM) and others.</summary>
    internal IReadOnlyList<PngChunk> PngChunks { get; init; } = [];

    /// <summary>
    /// TIFF tags without an equivalent elsewhere (GeoTIFF, GDAL, Photoshop), as a TIFF structure; empty if there are none.
    /// </summary>
    internal ReadOnlyMemory<byte> TiffTags { get; init; }

    /// <summary>
    /// The extended XMP of a JPEG, beyond the 64 KB of the main packet; empty if there is none. <see cref="Xmp"/> holds its digest.
    /// </summary>
    public ReadOnlyMemory<byte> ExtendedXmp { get; init; }

    /// <summary>The image was read from a lossless WebP and should be written as one.</summary>
    internal bool IsLosslessWebP { get; init; }

    /// <summary>Whether the color profile is for gray images, from bytes 16 to 19 of its header (ICC.1:2022, 7.2.8).</summary>
    internal bool HasGrayProfile => Icc.Length >= 20 && Icc.Span[16..].StartsWith("GRAY"u8);

    /// <summary>
    /// Why the color profile does not fit an image with this many channels, as a sentence; null if it fits or there is none. Read from
    /// its header (ICC.1:2022, 7.2). RGB profiles on gray images are common and define the tone curve.
    /// </summary>
    internal string? ProfileProblem(int channels)
    {
        if (Icc.Length < 128 || !Icc.Span[36..].StartsWith("acsp"u8))
            return null;        // not a profile: readers that check profiles ignore it
        string space = System.Text.Encoding.ASCII.GetString(Icc.Span[16..20]).Trim();
        return space == "RGB" || (space == "GRAY" && channels == 1) ? null
            : $"Its color profile is for {space}, not for {(channels == 1 ? "gray" : "RGB")}, and is left out.";
    }

    /// <summary>True if the image was already denoised by Hush; denoising it again would blur it.</summary>
    public bool IsDenoised => SoftwareTag.IsIn(Software);

    /// <summary>A copy without the thumbnails in EXIF, XMP and Photoshop resources, which do not match changed pixels.</summary>
    internal ImageMetadata WithoutThumbnails() => Exif.IsEmpty && Xmp.IsEmpty && Iptc.IsEmpty ? this : this with
    {
        Exif = ExifThumbnail.Remove(Exif),
        Xmp = XmpPacket.WithoutThumbnails(Xmp),
        Iptc = PhotoshopResources.WithoutThumbnail(Iptc),
    };

    /// <summary>A copy for formats that do not support extended XMP.</summary>
    internal ImageMetadata WithoutExtendedXmp() =>
        ExtendedXmp.IsEmpty ? this : this with { Xmp = XmpPacket.WithoutExtension(Xmp), ExtendedXmp = default };

    /// <summary>
    /// A copy marked as denoised in its software tag, with the previous value appended. Thumbnails of the noisy image are removed.
    /// </summary>
    public ImageMetadata Denoised() => WithoutThumbnails() with { Software = SoftwareTag.AddTo(Software) };
}
