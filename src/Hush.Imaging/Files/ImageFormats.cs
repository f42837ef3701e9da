using Hush.Imaging.Files.Pfm;
using Hush.Imaging.Files.Png;
using Hush.Imaging.Files.Pnm;
using Hush.Imaging.Files.Vips;

namespace Hush.Imaging.Files;

/// <summary>Finds the format: by content for reading, by extension for writing.</summary>
public static class ImageFormats
{
    /// <summary>Bytes at a file's beginning that suffice to tell what it is.</summary>
    internal const int StartLength = 16;

    private static readonly PngCodec Png = new();
    private static readonly PnmCodec Pnm = new();
    private static readonly PfmCodec Pfm = new();
    private static readonly VipsCodec Vips = new();
    private static readonly IImageCodec[] Codecs = [Png, Pnm, Pfm, Vips];

    /// <summary>All extensions that images are written with, each with its dot.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [.. FormatTraits.All.SelectMany(t => t.Extensions)];

    /// <summary>All extensions of files that can be read, each with its dot: beside <see cref="Extensions"/> those of PBM and GIF.</summary>
    public static IReadOnlyList<string> ReadableExtensions { get; } = [.. Extensions, ".pbm", ".gif"];

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

    /// <exception cref="ImageFormatException">The file is of no known family.</exception>
    internal static IImageCodec Reader(ImageSource source)
    {
        byte[] start = source.Peek(StartLength);
        foreach (IImageCodec codec in Codecs)
        {
            if (codec.Recognises(start))
                return codec;
        }

        throw source.Error(
            "an image (PNG, PNM or PFM; JPEG, TIFF, WebP, AVIF, HEIC, JPEG XL or GIF with libvips)", Describe(start),
            "Convert the image to PNG.");
    }

    private static string Describe(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty)
            return "an empty file";
        if (start.StartsWith("BM"u8))
            return "a BMP file";
        if (start.StartsWith("P7"u8))
            return "a PAM file";
        if (start.StartsWith("%PDF"u8))
            return "a PDF file";
        if (start.Length >= 8 && start[4..].StartsWith("ftyp"u8))
            return "a video or raw camera file";
        return $"a file that begins with the bytes {Convert.ToHexString(start[..Math.Min(start.Length, 8)])}";
    }
}
