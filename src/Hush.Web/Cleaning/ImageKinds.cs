using Hush.Imaging.Files;
using Hush.Imaging.Files.Vips;

namespace Hush.Web.Cleaning;

/// <summary>Image formats and their media types.</summary>
internal static class ImageKinds
{
    private static readonly (ImageFormat Format, string[] Types)[] s_types =
    [
        (ImageFormat.Png, ["image/png"]),
        (ImageFormat.Jpeg, ["image/jpeg", "image/jpg", "image/pjpeg"]),
        (ImageFormat.Tiff, ["image/tiff"]),
        (ImageFormat.WebP, ["image/webp"]),
        (ImageFormat.Avif, ["image/avif"]),
        (ImageFormat.Heic, ["image/heic", "image/heif"]),
        (ImageFormat.Jxl, ["image/jxl"]),
        (ImageFormat.Pgm, ["image/x-portable-graymap"]),
        (ImageFormat.Ppm, ["image/x-portable-pixmap"]),
        (ImageFormat.Pnm, ["image/x-portable-anymap"]),
        (ImageFormat.Pfm, ["image/x-portable-floatmap"]),
    ];

    /// <summary>All media types that can be written, the usual one of each format.</summary>
    public static IEnumerable<string> MediaTypes => s_types.Select(t => t.Types[0]);

    public static string MediaType(ImageFormat format) => s_types.First(t => t.Format == format).Types[0];

    /// <summary>The usual extension of a format, with its dot.</summary>
    public static string Extension(ImageFormat format) => FormatTraits.Of(format).Extensions[0];

    public static string Name(ImageFormat format) => FormatTraits.Of(format).Name;

    /// <summary>The format with this media type or short name, such as jpeg; null if there is none.</summary>
    public static ImageFormat? Parse(string text)
    {
        string type = text.Contains('/') ? text : $"image/{text}";
        foreach ((ImageFormat format, string[] types) in s_types)
        {
            if (types.Contains(type, StringComparer.OrdinalIgnoreCase)
                || FormatTraits.Of(format).Extensions.Contains($".{text}", StringComparer.OrdinalIgnoreCase))
                return format;
        }

        return null;
    }

    /// <summary>
    /// The format in which the result of a file is written: its own, or PNG for GIF, which is only read. Unknown contents are PNG too;
    /// reading them fails anyway.
    /// </summary>
    /// <param name="start">The first bytes of the file.</param>
    public static ImageFormat Of(ReadOnlySpan<byte> start) => start switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => ImageFormat.Png,
        [(byte)'P', (byte)'1' or (byte)'2' or (byte)'4' or (byte)'5', ..] => ImageFormat.Pgm,
        [(byte)'P', (byte)'3' or (byte)'6', ..] => ImageFormat.Ppm,
        [(byte)'P', (byte)'f' or (byte)'F', ..] => ImageFormat.Pfm,
        _ => VipsKind.Of(start)?.Name switch
        {
            "JPEG" => ImageFormat.Jpeg,
            "TIFF" => ImageFormat.Tiff,
            "WebP" => ImageFormat.WebP,
            "AVIF" => ImageFormat.Avif,
            "HEIC" => ImageFormat.Heic,
            "JPEG XL" => ImageFormat.Jxl,
            _ => ImageFormat.Png,
        },
    };

    public static ImageFormat OfFile(string path)
    {
        var start = new byte[ImageFormats.StartLength];
        using FileStream file = File.OpenRead(path);
        int count = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return Of(start.AsSpan(0, count));
    }
}
