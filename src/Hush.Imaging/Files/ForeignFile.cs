using System.Text;

namespace Hush.Imaging.Files;

/// <summary>A kind of file that cannot be read but is recognized.</summary>
/// <param name="Name">What it is, with an article.</param>
/// <param name="Advice">What the user should do.</param>
/// <param name="Matches">Tests the first bytes of a file.</param>
internal sealed record ForeignFile(string Name, string Advice, ForeignFile.Test Matches)
{
    /// <summary>Tests the first <see cref="StartLength"/> bytes of a file, or all of a shorter file.</summary>
    public delegate bool Test(ReadOnlySpan<byte> start);

    public const int StartLength = 2048;

    private const string ToPng = "Convert the image to PNG with another program.";
    private const string ToFloat = "Convert the image to PFM or to a TIFF of floats with another program.";
    private const string Unpack = "Unpack it and give Hush the images inside.";
    private const string SaveImage = "Export the page or the image in it as PNG.";
    private const string Frames = "Export its frames as PNG images, for example with FFmpeg.";
    private const string Download = "It was probably saved in place of the image: download the image itself.";

    private static readonly ForeignFile Unknown = new("a file of an unknown kind", ToPng, _ => true);

    /// <summary>The first match wins, so text comes last, after its special kinds.</summary>
    private static readonly ForeignFile[] All =
    [
        new("an empty file", "Copy or download it again.", s => s.IsEmpty),
        new(
            "a file that begins with only zeros", "The copy is incomplete: copy or download it again.",
            s => s.Length >= 16 && !s.ContainsAnyExcept((byte)0)),
        Of("an OpenEXR image", ToFloat, 0, [0x76, 0x2F, 0x31, 0x01], ".exr"),
        new("a Radiance HDR image", ToFloat, s => s.StartsWith("#?RADIANCE"u8) || s.StartsWith("#?RGBE"u8)) { Extensions = [".hdr"] },
        Of("a JPEG 2000 image", ToPng, 0, [0, 0, 0, 0x0C, .. "jP  \r\n"u8, 0x87, 0x0A], ".jp2", ".jpx", ".jpf"),
        Of("a JPEG 2000 image (bare codestream)", ToPng, 0, [0xFF, 0x4F, 0xFF, 0x51], ".j2k", ".j2c", ".jpc"),
        Of("a JPEG-LS image", ToPng, 0, [0xFF, 0xD8, 0xFF, 0xF7], ".jls"),
        Of("a JPEG XR image", ToPng, 0, [0x49, 0x49, 0xBC, 0x01], ".jxr", ".wdp", ".hdp"),
        new("a BMP image", ToPng, s => s.Length >= 18 && s.StartsWith("BM"u8) && s[15] == 0 && s[16] == 0 && s[17] == 0)
            { Extensions = [".bmp", ".dib"] },     // the zeros are the upper bytes of the second header's length
        new("a Windows icon (ICO)", ToPng, s => IsIcon(s, kind: 1)) { Extensions = [".ico"] },
        new("a Windows cursor (CUR)", ToPng, s => IsIcon(s, kind: 2)) { Extensions = [".cur"] },
        Of("an Apple icon (ICNS)", ToPng, 0, "icns"u8, ".icns"),
        Of("a DICOM image", "Export it as a 16-bit PNG or TIFF with a DICOM viewer.", 128, "DICM"u8, ".dcm"),
        new("a Photoshop document (PSD or PSB)", "Save it flattened as a PNG or TIFF.", s =>
            s.StartsWith("8BPS\0\u0001"u8) || s.StartsWith("8BPS\0\u0002"u8))
            { Extensions = [".psd", ".psb"] },
        Of("a GIMP document (XCF)", "Export it as PNG or TIFF.", 0, "gimp xcf"u8, ".xcf"),
        Of("a FITS image", "Convert the image to a TIFF of floats or 16 bits, scaled so that white is 1 or 65535.", 0, "SIMPLE  ="u8,
            ".fits", ".fts"),
        Of("an XISF image", "Convert the image to a TIFF of floats or 16 bits.", 0, "XISF0100"u8, ".xisf"),
        Of("a DDS texture", ToPng, 0, "DDS "u8, ".dds"),
        new("a KTX texture", ToPng, s => s.StartsWith<byte>([0xAB, .. "KTX "u8])) { Extensions = [".ktx", ".ktx2"] },
        Of("a QOI image", ToPng, 0, "qoif"u8, ".qoi"),
        Of("a FLIF image", ToPng, 0, "FLIF"u8, ".flif"),
        Of("a BPG image", ToPng, 0, "BPG"u8, ".bpg"),
        Of("a PAM image", ToPng, 0, "P7\n"u8, ".pam"),
        Of("an SGI image", ToPng, 0, [0x01, 0xDA], ".sgi"),
        Of("a Sun raster image", ToPng, 0, [0x59, 0xA6, 0x6A, 0x95], ".ras"),
        new("a PCX image", ToPng, s => s.Length >= 128 && s[0] == 10 && s[1] <= 5 && s[2] == 1 && s[3] is 1 or 2 or 4 or 8 && s[64] == 0)
            { Extensions = [".pcx"] },
        Of("an MNG animation", Frames, 0, [0x8A, .. "MNG"u8], ".mng"),
        Of("a DjVu document", SaveImage, 0, "AT&TFORM"u8, ".djvu", ".djv"),
        Of("a PDF document", SaveImage, 0, "%PDF"u8, ".pdf"),
        Of("a PostScript document", SaveImage, 0, "%!PS"u8, ".eps"),
        Of("a NumPy array", "Save it as PNG, PFM or TIFF, or pass its pixels to the library.", 0, [0x93, .. "NUMPY"u8]),
        Of("an HDF5 file", "Export the image in it as TIFF.", 0, [0x89, .. "HDF\r\n"u8]),
        Of("a NIfTI volume", "Export its slices as 16-bit PNG or TIFF.", 344, "n+1\0"u8, ".nii"),
        new("an AVI video", Frames, s => s.StartsWith("RIFF"u8) && Has(s, 8, "AVI "u8)),
        new("a WAV audio file", "Give Hush an image.", s => s.StartsWith("RIFF"u8) && Has(s, 8, "WAVE"u8)),
        Of("a Matroska or WebM video", Frames, 0, [0x1A, 0x45, 0xDF, 0xA3]),
        new("a MOV video (QuickTime)", Frames, s => Has(s, 4, "ftypqt"u8) || Has(s, 4, "moov"u8) || Has(s, 4, "mdat"u8)),
        new("an MP4 video", Frames, s => Has(s, 4, "ftyp"u8) && IsVideoBrand(s[8..])),
        Of("an unknown image or video of the MP4 family", ToPng, 4, "ftyp"u8),
        new("a ZIP archive", Unpack, s => s.StartsWith("PK\u0003\u0004"u8) || s.StartsWith("PK\u0005\u0006"u8)),
        Of("a gzip archive", Unpack, 0, [0x1F, 0x8B]),
        Of("a 7-Zip archive", Unpack, 0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
        Of("a RAR archive", Unpack, 0, "Rar!"u8),
        Of("an xz archive", Unpack, 0, [0xFD, .. "7zXZ\0"u8]),
        Of("a Zstandard archive", Unpack, 0, [0x28, 0xB5, 0x2F, 0xFD]),
        Of("a tar archive", Unpack, 257, "ustar"u8),
        new("macOS metadata (AppleDouble) without the image", "The image is the file of the same name without '._' in front.", s =>
            s.StartsWith<byte>([0, 5, 0x16, 7]) || s.StartsWith<byte>([0, 5, 0x16, 0])),
        Of("a Git LFS pointer without the image", "Fetch the image with 'git lfs pull'.", 0, "version https://git-lfs"u8),
        new("an SVG drawing", "Export it as PNG. Vector graphics have no noise.", s => IsText(s) && Contains(s, "<svg"))
            { Extensions = [".svg"] },
        new("a web page (HTML)", Download, s =>
            IsText(s) && (Contains(s, "<!doctype html") || Contains(s, "<html") || Contains(s, "<head"))),
        new("an XML file", Download, s => IsText(s) && TextOf(s).StartsWith("<?xml", StringComparison.Ordinal)),
        new("a JSON file", Download, s => IsText(s) && TextOf(s) is ['{' or '[', ..]),
        new("a text file", Download, IsText),
    ];

    /// <summary>
    /// Identifies a file that no codec recognizes. TGA has no signature at its start; it is identified by its footer, or by its extension
    /// and a plausible header.
    /// </summary>
    public static ForeignFile Of(ImageSource source)
    {
        byte[] start = source.PeekAt(0, StartLength);
        if (IsTga(source, start))
            return new ForeignFile("a TGA image", ToPng, _ => true);
        string first = Convert.ToHexString(start.AsSpan(0, Math.Min(start.Length, 8)));
        return All.FirstOrDefault(f => f.Matches(start)) ?? Unknown with { Name = $"a file that begins with the bytes {first}" };
    }

    /// <summary>Extensions of images that cannot be read, each with its dot, except raw camera files.</summary>
    public static string[] ImageExtensions { get; } = [.. All.SelectMany(f => f.Extensions), ".tga"];

    /// <summary>Extensions of this kind if it is an image. Extensions that are also used for other kinds are left out.</summary>
    private string[] Extensions { get; init; } = [];

    private static ForeignFile Of(string name, string advice, int offset, ReadOnlySpan<byte> signature, params string[] extensions)
    {
        byte[] bytes = signature.ToArray();
        return new ForeignFile(name, advice, s => Has(s, offset, bytes)) { Extensions = extensions };
    }

    private static bool Has(ReadOnlySpan<byte> start, int offset, ReadOnlySpan<byte> signature) =>
        start.Length >= offset + signature.Length && start[offset..].StartsWith(signature);

    private static bool IsVideoBrand(ReadOnlySpan<byte> brand) =>
        brand.StartsWith("iso"u8) || brand.StartsWith("mp4"u8) || brand.StartsWith("avc"u8) || brand.StartsWith("M4V"u8)
            || brand.StartsWith("3gp"u8)
        || brand.StartsWith("dash"u8) || brand.StartsWith("MSNV"u8) || brand.StartsWith("XAVC"u8);

    /// <summary>Header: 0, kind and number of images. The first entry: a reserved zero, and an offset past the directory.</summary>
    private static bool IsIcon(ReadOnlySpan<byte> s, byte kind) =>
        s.Length >= 22 && s.StartsWith<byte>([0, 0, kind, 0]) && (s[4] != 0 || s[5] != 0) && s[9] == 0
        && BitConverter.ToUInt32(s[18..]) >= 6 + (16 * (uint)(s[4] + (s[5] << 8)));

    private static bool IsTga(ImageSource source, ReadOnlySpan<byte> s)
    {
        if (source.PeekAt(source.Length - 18, 18).AsSpan().SequenceEqual("TRUEVISION-XFILE.\0"u8))
            return true;
        string extension = Path.GetExtension(source.Name).ToLowerInvariant();
        return extension is ".tga" or ".icb" or ".vda" or ".vst" && s.Length >= 18 && s[1] <= 1 && s[2] is 1 or 2 or 3 or 9 or 10 or 11
            && s[16] is 8 or 15 or 16 or 24 or 32;
    }

    private static bool Contains(ReadOnlySpan<byte> start, string text) => TextOf(start).Contains(text, StringComparison.OrdinalIgnoreCase);

    private static string TextOf(ReadOnlySpan<byte> start) =>
        Encoding.Latin1.GetString(start.StartsWith<byte>([0xEF, 0xBB, 0xBF]) ? start[3..] : start).TrimStart();

    /// <summary>Printable characters and whitespace, in ASCII or UTF-8.</summary>
    private static bool IsText(ReadOnlySpan<byte> start)
    {
        foreach (byte b in start)
        {
            if (b is < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f') or 0x7F)
                return false;
        }

        int whole = start.Length == StartLength ? start.Length - 4 : start.Length;       // the last character may be truncated
        return System.Text.Unicode.Utf8.IsValid(start[..whole]) || System.Text.Unicode.Utf8.IsValid(start[..Math.Max(0, whole - 1)])
            || System.Text.Unicode.Utf8.IsValid(start[..Math.Max(0, whole - 2)])
            || System.Text.Unicode.Utf8.IsValid(start[..Math.Max(0, whole - 3)]);
    }
}
