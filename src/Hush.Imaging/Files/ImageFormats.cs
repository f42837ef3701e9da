using Hush.Imaging.Files.Png;
using Hush.Imaging.Files.Pnm;

namespace Hush.Imaging.Files;

/// <summary>Finds the format: by content for reading, by extension for writing.</summary>
public static class ImageFormats
{
    /// <summary>Bytes at a file's beginning that suffice to tell what it is.</summary>
    internal const int StartLength = 16;

    private static readonly IImageCodec[] Codecs = [new PngCodec(), new PnmCodec()];

    /// <summary>The format that a file of this name is written in: .png, .pgm, .ppm or .pnm, in capitals or not.</summary>
    /// <exception cref="ImageFormatException">The extension is another one, or there is none.</exception>
    public static ImageFormat FromPath(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string extension = Path.GetExtension(path);
        return extension.ToUpperInvariant() switch
        {
            ".PNG" => ImageFormat.Png,
            ".PGM" => ImageFormat.Pgm,
            ".PPM" => ImageFormat.Ppm,
            ".PNM" => ImageFormat.Pnm,
            _ => throw new ImageFormatException(
                path,
                "a name that ends in .png, .pgm, .ppm or .pnm",
                extension.Length == 0 ? "no extension" : extension,
                "Choose one of these extensions for the output."),
        };
    }

    internal static IImageCodec Writer(ImageFormat format) => format == ImageFormat.Png ? Codecs[0] : Codecs[1];

    /// <exception cref="ImageFormatException">The file is of no known family.</exception>
    internal static IImageCodec Reader(ImageSource source)
    {
        byte[] start = source.Peek(StartLength);
        foreach (IImageCodec codec in Codecs)
        {
            if (codec.Recognises(start))
                return codec;
        }

        throw source.Error("a PNG or PNM (P1 to P6) image", Describe(start), "Convert the image to PNG.");
    }

    private static string Describe(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty)
            return "an empty file";
        if (start.StartsWith<byte>([0xFF, 0xD8, 0xFF]))
            return "a JPEG file";
        if (start.StartsWith("GIF8"u8))
            return "a GIF file";
        if (start.StartsWith("BM"u8))
            return "a BMP file";
        if (start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8))
            return "a TIFF or raw camera file";
        if (start.StartsWith("RIFF"u8) && start.Length >= 12 && start[8..].StartsWith("WEBP"u8))
            return "a WebP file";
        if (start.Length >= 8 && start[4..].StartsWith("ftyp"u8))
            return "an AVIF, HEIC or video file";
        if (start.StartsWith("P7"u8) || start.StartsWith("Pf"u8) || start.StartsWith("PF"u8))
            return "a PAM or PFM file";
        return $"a file that begins with the bytes {Convert.ToHexString(start[..Math.Min(start.Length, 8)])}";
    }
}
