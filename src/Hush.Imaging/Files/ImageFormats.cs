using Hush.Imaging.Files.Pfm;
using Hush.Imaging.Files.Png;
using Hush.Imaging.Files.Pnm;
using Hush.Imaging.Files.Vips;

namespace Hush.Imaging.Files;

/// <summary>Finds the format: by content for reading, by extension for writing.</summary>
public static class ImageFormats
{
    /// <summary>Bytes at a file's beginning that suffice to tell a format that is read; of AVIF and HEIC with all their brands.</summary>
    internal const int StartLength = 64;

    /// <summary>The formats that are read, for errors.</summary>
    private const string Readable = "an image (PNG, JPEG, TIFF, WebP, AVIF, GIF, PNM or PFM; HEIC and JPEG XL where libvips is installed)";

    private static readonly PngCodec Png = new();
    private static readonly PnmCodec Pnm = new();
    private static readonly PfmCodec Pfm = new();
    private static readonly VipsCodec Vips = new();
    private static readonly IImageCodec[] Codecs = [Png, Pnm, Pfm, Vips];

    /// <summary>All extensions that images are written with, each with its dot.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [.. FormatTraits.All.SelectMany(t => t.Extensions)];

    /// <summary>
    /// All extensions of files that can be read, each with its dot: beside <see cref="Extensions"/> those of PBM and GIF.
    /// </summary>
    public static IReadOnlyList<string> ReadableExtensions { get; } = [.. Extensions, ".pbm", ".gif"];

    /// <summary>
    /// Extensions of raw camera files, each with its dot. They are not read: an error names the camera's format and says how to develop
    /// them.
    /// </summary>
    public static IReadOnlyList<string> RawExtensions { get; } = RawFile.Extensions;

    /// <summary>
    /// Extensions of other pictures that are not read (BMP, PSD, EXR, JPEG 2000, PDF and more), each with its dot. An error names the kind
    /// and says how to convert them.
    /// </summary>
    public static IReadOnlyList<string> ForeignExtensions => ForeignFile.PictureExtensions;

    /// <summary>The format that a file of this name is written in, by its extension, in capitals or not.</summary>
    /// <exception cref="ImageFormatException">The extension is none of <see cref="Extensions"/>, or there is none.</exception>
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
            $"a name that ends in {string.Join(", ", Extensions.SkipLast(1))} or {Extensions[^1]}",
            extension.Length == 0 ? "no extension" : extension,
            "Choose one of these extensions for the output.");
    }

    internal static IImageCodec Writer(ImageFormat format) => format switch
    {
        ImageFormat.Png => Png,
        ImageFormat.Pgm or ImageFormat.Ppm or ImageFormat.Pnm => Pnm,
        ImageFormat.Pfm => Pfm,
        _ => Vips,
    };

    /// <exception cref="ImageFormatException">The file is of a kind that is not read.</exception>
    internal static IImageCodec Reader(ImageSource source)
    {
        byte[] start = source.Peek(StartLength);
        if (RawFile.NameOf(source, start) is { } raw)
            throw source.Error("a developed image", $"a raw camera file ({raw})", RawFile.Advice);
        if (Array.Find(Codecs, c => c.Recognises(start)) is { } codec)
            return codec;
        ForeignFile kind = ForeignFile.Of(source);
        throw source.Error(Readable, kind.Name, kind.Advice);
    }
}
