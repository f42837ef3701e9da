namespace Hush.Imaging.Files;

/// <summary>The name and capabilities of a file format.</summary>
/// <param name="Format">The format of this row.</param>
/// <param name="Name">The name in messages.</param>
/// <param name="Extensions">File extensions; the first is the usual one.</param>
/// <param name="Depths">Supported bits per sample in ascending order; 32 is float.</param>
/// <param name="Support">What a file can store besides color samples.</param>
internal sealed record FormatTraits(ImageFormat Format, string Name, string[] Extensions, int[] Depths, FormatSupport Support)
{
    private const FormatSupport Photo = FormatSupport.Icc | FormatSupport.Exif, Modern = Photo | FormatSupport.Alpha;

    /// <summary>One row for each <see cref="ImageFormat"/>, in its order.</summary>
    public static readonly FormatTraits[] All =
    [
        new(ImageFormat.Png, "PNG", [".png"], [8, 16], Modern | FormatSupport.Texts | FormatSupport.Gray | FormatSupport.Orientation),
        new(ImageFormat.Pgm, "PGM", [".pgm"], [8, 16], FormatSupport.Gray),
        new(ImageFormat.Ppm, "PPM", [".ppm"], [8, 16], FormatSupport.Gray),
        new(ImageFormat.Pnm, "PNM", [".pnm"], [8, 16], FormatSupport.Gray),
        new(ImageFormat.Pfm, "PFM", [".pfm"], [32], FormatSupport.Gray),
        new(ImageFormat.Jpeg, "JPEG", [".jpg", ".jpeg", ".jpe", ".jfif"], [8], Photo | FormatSupport.Gray | FormatSupport.Orientation),
        new(ImageFormat.Tiff, "TIFF", [".tif", ".tiff"], [8, 16, 32], Modern | FormatSupport.Gray | FormatSupport.Orientation),
        new(ImageFormat.WebP, "WebP", [".webp"], [8], Modern | FormatSupport.Orientation),
        new(ImageFormat.Avif, "AVIF", [".avif"], [8, 12], Modern),
        new(ImageFormat.Heic, "HEIC", [".heic", ".heif", ".hif"], [8, 12], Modern),
        new(ImageFormat.Jxl, "JPEG XL", [".jxl"], [8, 16, 32], Modern | FormatSupport.Gray),
    ];

    public bool Alpha => Support.HasFlag(FormatSupport.Alpha);

    public bool Gray => Support.HasFlag(FormatSupport.Gray);

    /// <summary>Viewers apply the EXIF orientation. AVIF, HEIC and JPEG XL are written upright instead.</summary>
    public bool Orientation => Support.HasFlag(FormatSupport.Orientation);

    private bool Icc => Support.HasFlag(FormatSupport.Icc);

    private bool Exif => Support.HasFlag(FormatSupport.Exif);

    private bool Texts => Support.HasFlag(FormatSupport.Texts);

    public static FormatTraits Of(ImageFormat format) => All[(int)format];

    /// <summary>
    /// The maximum width and height in pixels: 14 bits in WebP, otherwise a limit of the libraries that write the format (libjpeg,
    /// libvips).
    /// </summary>
    public int MaxSide => Format switch
    {
        ImageFormat.Jpeg => 65_500,
        ImageFormat.WebP => 16_383,
        ImageFormat.Avif or ImageFormat.Heic => 16_384,
        _ => int.MaxValue,
    };

    /// <summary>
    /// The bit depth to write an image of <paramref name="bitDepth"/> bits with: the largest supported one not above it, else the
    /// smallest.
    /// </summary>
    public int DepthFor(int bitDepth) => Depths.LastOrDefault(d => d <= bitDepth, Depths[0]);

    /// <summary>What this format cannot keep of the image, as sentences; empty if it keeps everything.</summary>
    public IEnumerable<string> UnsupportedFeatures(Image image)
    {
        ImageMetadata metadata = image.Metadata;
        int depth = DepthFor(image.BitDepth);
        if (depth < image.BitDepth)
            yield return $"{Name} does not support {Bits(image.BitDepth)}: they become {Bits(depth)}.";
        if (image.Channels == 1 && !Gray)
            yield return $"{Name} does not support gray images: the image gets three equal channels.";
        if (!metadata.Icc.IsEmpty && !Icc)
            yield return $"{Name} does not support color profiles: the profile is left out, and colors may look different.";
        if (!(metadata.Exif.IsEmpty && metadata.Xmp.IsEmpty) && !Exif)
            yield return $"{Name} does not support EXIF or XMP: they are left out.";
        if (Format == ImageFormat.Jpeg
            && ExifBlock.For(metadata.Denoised(), withResolution: false).Length > Containers.JpegMetadata.MaxBlock)
            yield return $"{Name} supports only 64 KB of EXIF: longer EXIF is left out, except for orientation and software.";
        if (!metadata.ExtendedXmp.IsEmpty && Exif && Format != ImageFormat.Jpeg)
            yield return $"{Name} does not support the extended XMP of a JPEG: it is left out.";
        if (metadata.HasGrayProfile && image.Channels == 1 && !Gray && Icc)
            yield return $"{Name} does not support gray images, so the gray color profile is left out, and tones may look different.";
        string[] colors = [.. metadata.PngChunks.Where(c => c.IsColor).Select(c => c.Type)],
            others = [.. metadata.PngChunks.Where(c => !c.IsColor).Select(c => c.Type)];
        if (metadata.Icc.IsEmpty && !Texts && colors.Any(c => c != "sRGB"))
            yield return $"{Name} does not support PNG's color chunks ({string.Join(", ", colors)}): they are left out, and colors may " +
                "look different.";
        if (others.Length > 0 && !Texts)
            yield return $"{Name} does not support the PNG chunks {string.Join(", ", others)}: they are left out.";
        if (Format != ImageFormat.Tiff && !metadata.TiffTags.IsEmpty
            && string.Join(" and ", TiffExif.OwnNames(metadata.TiffTags)) is { Length: > 0 } own)
            yield return $"{Name} does not support the {own} of a TIFF: left out. Write a .tif file to keep that.";
        if (!metadata.Iptc.IsEmpty && Format != ImageFormat.Jpeg)
            yield return $"{Name} does not support the IPTC of a JPEG: captions and credits that are not also in EXIF or XMP are left out.";
        if (metadata.Orientation != 1 && !Exif)
            yield return $"{Name} does not support orientation, which is {metadata.Orientation}: the image may appear rotated.";
        if (metadata.Resolution is not null && !Exif)
            yield return $"{Name} does not support a resolution: it is left out.";
        string[] texts = [.. metadata.Texts.Select(t => t.Keyword)
            .Where(k => k != TextEntry.SoftwareKeyword && !(Format == ImageFormat.Jpeg && k == TextEntry.CommentKeyword)).Distinct()];
        if (texts.Length > 0 && !Texts)
            yield return $"{Name} does not support text: {string.Join(", ", texts)} left out.";
    }

    private static string Bits(int depth) => depth == 32 ? "floats" : $"{depth} bits";
}

/// <summary>What the files of a format can store besides color samples.</summary>
[Flags]
internal enum FormatSupport
{
    None = 0,
    Alpha = 1,

    /// <summary>Color profiles.</summary>
    Icc = 2,

    /// <summary>EXIF, and with it orientation, resolution and software.</summary>
    Exif = 4,

    /// <summary>PNG's text and color chunks.</summary>
    Texts = 8,

    /// <summary>Gray images; other formats store them as three equal channels.</summary>
    Gray = 16,

    /// <summary>An EXIF orientation that viewers apply.</summary>
    Orientation = 32,
}
