namespace Hush.Imaging.Files.Vips;

/// <summary>Checks a TIFF page by its tags before decoding: is it of a kind that is read correctly?</summary>
internal static class TiffSamples
{
    private const long ZeroIsWhite = 0, ZeroIsBlack = 1, Rgb = 2, Palette = 3, Separated = 5, Ycc = 6;
    private const long Unsigned = 1, Signed = 2, Float = 3, Untyped = 4;
    private const long JpegCompression = 7;
    private const long UnassociatedAlpha = 2, AssociatedAlpha = 1;

    /// <summary>
    /// Rejects everything except gray and RGB images of 1 to 16 bits or 32-bit floats with optional alpha, palettes and 8-bit CMYK.
    /// </summary>
    /// <exception cref="ImageFormatException">The page is of another kind, which the message names.</exception>
    public static void EnsureSupported(ImageSource source, TiffDirectory page)
    {
        if (Unsupported(page) is var (what, advice))
            throw source.Error("a TIFF that Hush supports", what, $"The file is not damaged. {advice}");
    }

    /// <summary>The name of the compression; null for those that every libvips decodes.</summary>
    public static string? UnusualCompression(TiffDirectory page) => Number(page, TiffTag.Compression, 1) switch
    {
        1 or 2 or 3 or 4 or 5 or JpegCompression or 8 or 32946 or 32773 => null,        // none, CCITT, LZW, JPEG, Deflate, PackBits
        6 => "old-style JPEG compression (before 1995)",
        33003 or 33004 or 33005 or 34712 => "JPEG 2000 compression",
        34661 => "JBIG compression",
        34676 or 34677 => "SGI LogLuv compression",
        34887 => "LERC compression",
        34925 => "LZMA compression",
        50000 => "Zstandard compression",
        50001 => "WebP compression",
        50002 or 52546 => "JPEG XL compression",
        var other => $"unknown compression {other}",
    };

    private static (string What, string Advice)? Unsupported(TiffDirectory page)
    {
        const string ToRgb = "Convert it to RGB with another program.", ToWords = "Convert it to 16 bits or 32-bit floats.";
        long photometric = Number(page, TiffTag.Photometric, ZeroIsBlack), samples = Number(page, TiffTag.SamplesPerPixel, 1);
        if (photometric == Separated && samples == 4 && Numbers(page, TiffTag.BitsPerSample) is { Length: > 0 } depths
            && depths.All(b => b == 8) && Number(page, TiffTag.InkSet, 1) == 1)
            return null;
        if (Colors(photometric) is { } name)
            return (name, ToRgb);
        long[] bits = [.. Numbers(page, TiffTag.BitsPerSample).Distinct().DefaultIfEmpty(1)];
        long[] formats = [.. Numbers(page, TiffTag.SampleFormat).Distinct().DefaultIfEmpty(Unsigned)];
        if (bits.Length > 1 || formats.Length > 1)
            return ($"samples of different types or bit depths ({string.Join(", ", bits)})", ToWords);
        string? type = (formats[0], bits[0]) switch
        {
            (Unsigned or Untyped, 1 or 2 or 4 or 8 or 16) or (Float, 32) => null,
            (Float, 16) => "half floats (16-bit floating point)",
            (Float, var b) => $"{b}-bit floats",
            (Signed, var b) => $"signed {b}-bit integers",
            (Unsigned or Untyped, var b) => $"{b}-bit integers",
            (5 or 6, _) => "complex numbers",
            var (f, _) => $"samples of the unknown format {f}",
        };
        if (type is not null)
            return (type, ToWords);
        if (formats[0] == Float && photometric == ZeroIsWhite)
            return ("floats where 0 is white", ToWords);
        if (photometric == Ycc && Number(page, TiffTag.Compression, 1) != JpegCompression)
            return ("YCbCr colors without JPEG compression", ToRgb);
        long colors = photometric is Rgb or Ycc ? 3 : 1, extra = samples - colors;
        if (extra < 0)
            return ($"{samples} samples per pixel where color needs {colors}", "Its header is damaged or wrong: save it again with " +
                "another program.");
        if (extra == 0)
            return null;
        if (extra > 1)
            return ($"{samples} samples per pixel, more than color and alpha", "Save the bands as separate gray images.");
        return Number(page, TiffTag.ExtraSamples, 0) is UnassociatedAlpha or AssociatedAlpha ? null
            : ($"{samples} samples per pixel, the last of which is neither color nor alpha (ExtraSamples 0), for example near infrared",
            "Save that band as a separate gray image, or mark it as alpha (ExtraSamples 2) if it is alpha.");
    }

    private static long Number(TiffDirectory page, ushort tag, long otherwise) => page.Find(tag, maxValues: 1)?.Number ?? otherwise;

    /// <summary>The values of a field, at most 64.</summary>
    private static long[] Numbers(TiffDirectory page, ushort tag) => [.. page.Find(tag, maxValues: 64)?.Numbers.Select(v => (long)v) ?? []];

    private static string? Colors(long photometric) => photometric switch
    {
        ZeroIsWhite or ZeroIsBlack or Rgb or Palette or Ycc => null,
        4 => "a transparency mask",
        Separated => "printing inks other than 8-bit CMYK",
        8 or 9 or 10 => "CIE Lab colors",
        32803 => "a camera sensor's raw pattern (CFA)",
        32844 or 32845 => "LogLuv colors",
        34892 => "a camera's linear raw colors",
        _ => $"unknown colors (photometric interpretation {photometric})",
    };
}
