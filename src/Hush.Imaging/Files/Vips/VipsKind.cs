namespace Hush.Imaging.Files.Vips;

/// <summary>A file format read by libvips with a fixed loader: a file cannot select a different one.</summary>
/// <param name="Name">The name in messages.</param>
/// <param name="Loader">The operation that reads it from memory.</param>
/// <param name="WholeImage">The decoder holds all pixels at once, so they count toward the memory limit.</param>
/// <param name="IsBundled">The bundled libvips reads this format.</param>
internal sealed record VipsKind(string Name, string Loader, bool WholeImage, bool IsBundled = true)
{
    private static readonly VipsKind Jpeg = new("JPEG", "jpegload_buffer", WholeImage: true);     // progressive files are held as a whole
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

    /// <summary>The decoder already rotates the pixels as the format requires: the orientation tag no longer applies.</summary>
    public bool IsUpright => this == Avif || this == Heic || this == Jxl;

    /// <summary>The format of a file with these first bytes; null if it is none of these.</summary>
    public static VipsKind? Of(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith<byte>([0xFF, 0xD8, 0xFF]) && start is not [_, _, _, 0xF7, ..])        // JPEG-LS
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
    /// Decides by the major brand. If that is generic (mif1, msf1), the compatible brands, which start eight bytes after it, decide.
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

        bool heic = general || brand.StartsWith("heic"u8) || brand.StartsWith("heix"u8) || brand.StartsWith("heim"u8)
            || brand.StartsWith("heis"u8);
        return heic ? Heic : null;
    }
}
