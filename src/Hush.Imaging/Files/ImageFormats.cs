using Hush.Imaging.Files.Pfm;
using Hush.Imaging.Files.Png;
using Hush.Imaging.Files.Pnm;
using Hush.Imaging.Files.Vips;

namespace Hush.Imaging.Files;

/// <summary>Detects image formats: by content for reading, by extension for writing.</summary>
internal static class ImageFormats
{
    /// <summary>
    /// Number of bytes at the start of a file that identify every readable format, including all brands of AVIF and HEIC.
    /// </summary>
    internal const int StartLength = 64;

    /// <summary>The readable formats, for error messages.</summary>
    private const string Readable = "an image (PNG, JPEG, TIFF, WebP, AVIF, GIF, PNM or PFM; HEIC and JPEG XL if libvips is installed)";

    private static readonly PngCodec Png = new();
    private static readonly PnmCodec Pnm = new();
    private static readonly PfmCodec Pfm = new();
    private static readonly VipsCodec Vips = new();
    private static readonly IImageCodec[] Codecs = [Png, Pnm, Pfm, Vips];

    /// <summary>All extensions that can be written, each with its dot.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [.. FormatTraits.All.SelectMany(t => t.Extensions)];

    /// <summary>All extensions that can be read, each with its dot: <see cref="Extensions"/>, PBM and GIF.</summary>
    public static IReadOnlyList<string> ReadableExtensions { get; } = [.. Extensions, ".pbm", ".gif"];

    /// <summary>
    /// Extensions of raw camera files, each with its dot. They cannot be read: the error names the camera format and how to develop it.
    /// </summary>
    public static IReadOnlyList<string> RawExtensions { get; } = RawFile.Extensions;

    /// <summary>
    /// Extensions of other images that cannot be read (BMP, PSD, EXR, JPEG 2000, PDF and more), each with its dot. The error names the
    /// format and how to convert it.
    /// </summary>
    public static IReadOnlyList<string> ForeignExtensions => ForeignFile.ImageExtensions;

    /// <summary>The format to write for a path, by its extension; case-insensitive.</summary>
    /// <exception cref="ImageFormatException">The path has no extension, or one that is not in <see cref="Extensions"/>.</exception>
    public static ImageFormat FromPath(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string extension = Path.GetExtension(path);
        foreach (FormatTraits traits in FormatTraits.All)
        {
            if (traits.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase))
                return traits.Format;
        }

        throw new ImageFormatException(
            path,
            $"a name that ends with {string.Join(", ", Extensions.SkipLast(1))} or {Extensions[^1]}",
            extension.Length == 0 ? "no extension" : extension,
            "Use one of these extensions for the output.");
    }

    internal static IImageCodec Writer(ImageFormat format) => format switch
    {
        ImageFormat.Png => Png,
        ImageFormat.Pgm or ImageFormat.Ppm or ImageFormat.Pnm => Pnm,
        ImageFormat.Pfm => Pfm,
        _ => Vips,
    };

    /// <exception cref="ImageFormatException">The file's format cannot be read.</exception>
    internal static IImageCodec Reader(ImageSource source)
    {
        byte[] start = source.Peek(StartLength);
        if (RawFile.NameOf(source, start) is { } raw)
            throw source.Error("a developed image", $"a raw camera file ({raw})", RawFile.Advice);
        if (Array.Find(Codecs, c => c.Recognizes(start)) is { } codec)
            return codec;
        ForeignFile kind = ForeignFile.Of(source);
        throw source.Error(Readable, kind.Name, kind.Advice);
    }
}
