namespace Hush.Imaging.Files.Vips;

/// <summary>A family of files that libvips reads, each by one loader that is named here: no file chooses another.</summary>
/// <param name="Name">As people call it.</param>
/// <param name="Loader">The operation that reads it from memory.</param>
/// <param name="WholeImage">The decoder holds all pixels at once, so they count as memory.</param>
/// <param name="IsBundled">The libvips that comes with Hush reads it.</param>
internal sealed record VipsKind(string Name, string Loader, bool WholeImage, bool IsBundled = true)
{
    private static readonly VipsKind Jpeg = new("JPEG", "jpegload_buffer", WholeImage: true);     // progressive files are held whole
    private static readonly VipsKind Tiff = new("TIFF", "tiffload_buffer", WholeImage: false);
    private static readonly VipsKind WebP = new("WebP", "webpload_buffer", WholeImage: true);
    private static readonly VipsKind Avif = new("AVIF", "heifload_buffer", WholeImage: true);
    private static readonly VipsKind Heic = new("HEIC", "heifload_buffer", WholeImage: true, IsBundled: false);
    private static readonly VipsKind Jxl = new("JPEG XL", "jxlload_buffer", WholeImage: true, IsBundled: false);
    private static readonly VipsKind Gif = new("GIF", "gifload_buffer", WholeImage: true);

    public bool IsJpeg => this == Jpeg;

    public bool IsTiff => this == Tiff;

    public bool IsWebP => this == WebP;

    public bool IsGif => this == Gif;

    /// <summary>The pixels come turned upright, because the format itself says how: the tag no longer holds.</summary>
    public bool IsUpright => this == Avif || this == Heic || this == Jxl;

    /// <summary>The family of a file that begins so; null if it is none of these.</summary>
    public static VipsKind? Of(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith<byte>([0xFF, 0xD8, 0xFF]) && start is not [_, _, _, 0xF7, ..])        // which is JPEG-LS
            return Jpeg;
        if (start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8) || start.StartsWith("II+\0"u8) || start.StartsWith("MM\0+"u8))
            return Tiff;
        if (start.StartsWith("RIFF"u8) && start.Length >= 12 && start[8..].StartsWith("WEBP"u8))
            return WebP;
        if (start.StartsWith<byte>([0xFF, 0x0A]) || start.StartsWith("\0\0\0\u000CJXL "u8))
            return Jxl;
        if (start.StartsWith("GIF8"u8))
            return Gif;
        return start.Length >= 12 && start[4..].StartsWith("ftyp"u8) ? OfBrand(start[8..]) : null;
    }

    /// <summary>
    /// By the main brand; a general one (mif1, msf1) is made precise by the compatible brands, which begin eight bytes behind it.
    /// </summary>
    private static VipsKind? OfBrand(ReadOnlySpan<byte> brands)
    {
        ReadOnlySpan<byte> brand = brands[..4];
        if (brand.StartsWith("avif"u8) || brand.StartsWith("avis"u8))
            return Avif;
        bool general = brand.StartsWith("mif1"u8) || brand.StartsWith("msf1"u8);
        for (int at = 8; general && at + 4 <= brands.Length; at += 4)
        {
            if (brands[at..].StartsWith("avif"u8) || brands[at..].StartsWith("avis"u8))
                return Avif;
        }

        bool heic = general || brand.StartsWith("heic"u8) || brand.StartsWith("heix"u8) || brand.StartsWith("heim"u8) || brand.StartsWith("heis"u8);
        return heic ? Heic : null;
    }
}
