using System.Text;
using Hush.Imaging.Files;
using Xunit;

namespace Hush.Imaging.Tests.Files;

/// <summary>Unsupported files are identified by content, and the message says what to do.</summary>
public sealed class ForeignFileTests
{
    private const string Readable = "an image (PNG, JPEG, TIFF, WebP, AVIF, GIF, PNM or PFM; HEIC and JPEG XL if libvips is installed)";

    [Theory]
    [InlineData("\u0076\u002F\u0031\u0001\u0002", "an OpenEXR image")]
    [InlineData("#?RADIANCE\nFORMAT=32-bit_rle_rgbe", "a Radiance HDR image")]
    [InlineData("\0\0\0\u000CjP  \r\n\u0087\n\0\0\0\u0014ftypjp2 ", "a JPEG 2000 image")]
    [InlineData("\u00FF\u004F\u00FF\u0051\0\u002F", "a JPEG 2000 image (bare codestream)")]
    [InlineData("\u00FF\u00D8\u00FF\u00F7\0\u000B", "a JPEG-LS image")]
    [InlineData("II\u00BC\u0001", "a JPEG XR image")]
    [InlineData("BM\u0036\0\0\0\0\0\0\0\u0036\0\0\0\u0028\0\0\0", "a BMP image")]
    [InlineData("\0\0\u0001\0\u0001\0\u0010\u0010\0\0\u0001\0\u0020\0\u0068\u0004\0\0\u0016\0\0\0", "a Windows icon (ICO)")]
    [InlineData("\0\0\u0002\0\u0001\0\u0020\u0020\0\0\u0001\0\u0001\0\u0068\u0004\0\0\u0016\0\0\0", "a Windows cursor (CUR)")]
    [InlineData("8BPS\0\u0001\0\0", "a Photoshop document (PSD or PSB)")]
    [InlineData("8BPS\0\u0002\0\0", "a Photoshop document (PSD or PSB)")]
    [InlineData("SIMPLE  =                    T", "a FITS image")]
    [InlineData("DDS \u007C\0\0\0", "a DDS texture")]
    [InlineData("qoif\0\0", "a QOI image")]
    [InlineData("P7\nWIDTH 1", "a PAM image")]
    [InlineData("%PDF-1.7", "a PDF document")]
    [InlineData("%!PS-Adobe-3.0", "a PostScript document")]
    [InlineData("\u0093NUMPY\u0001\0", "a NumPy array")]
    [InlineData("RIFF\0\0\0\0AVI LIST", "an AVI video")]
    [InlineData("\0\0\0\u0014ftypqt  ", "a MOV video (QuickTime)")]
    [InlineData("\0\0\0\u0018ftypmp42", "an MP4 video")]
    [InlineData("\0\0\0\u0018ftypisom", "an MP4 video")]
    [InlineData("\u001A\u0045\u00DF\u00A3", "a Matroska or WebM video")]
    [InlineData("PK\u0003\u0004\u0014\0", "a ZIP archive")]
    [InlineData("\u001F\u008B\u0008\0", "a gzip archive")]
    [InlineData("\0\u0005\u0016\u0007\0\u0002\0\0Mac OS X", "macOS metadata (AppleDouble) without the image")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "a Git LFS pointer without the image")]
    [InlineData("<?xml version=\"1.0\"?>\n<!-- made by hand -->\n<svg width=\"4\">", "an SVG drawing")]
    [InlineData("\u00EF\u00BB\u00BF\n<!DOCTYPE HTML>\n<title>404</title>", "a web page (HTML)")]
    [InlineData("<html><body>Not found</body></html>", "a web page (HTML)")]
    [InlineData("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "an XML file")]
    [InlineData("{\"error\": \"not found\"}", "a JSON file")]
    [InlineData("Hello, world", "a text file")]
    [InlineData("BMW, Benz and others", "a text file")]
    [InlineData("", "an empty file")]
    [InlineData("\u0001\u0002\u0003\u0004\u0005", "a file that begins with the bytes 0102030405")]
    public void Kinds_are_named_by_their_content(string content, string name)
    {
        var thrown = Assert.Throws<ImageFormatException>(() => TestImages.Read(Encoding.Latin1.GetBytes(content)));
        Assert.Equal((Readable, name), (thrown.Expected, thrown.Got));
        Assert.EndsWith(".", thrown.Advice);
    }

    [Theory]
    [InlineData("%PDF-1.7", "a PDF document. Export the page or the image in it as PNG.")]
    [InlineData("version https://git-lfs.github.com/spec/v1", "a Git LFS pointer without the image. Fetch the image with 'git lfs pull'.")]
    [InlineData("<html>", "a web page (HTML). It was probably saved in place of the image: download the image itself.")]
    [InlineData("", "an empty file. Copy or download it again.")]
    public void The_message_says_what_to_do(string content, string end) =>
        Assert.Equal($"'test': expected {Readable}, got {end}",
            Assert.Throws<ImageFormatException>(() => TestImages.Read(Encoding.Latin1.GetBytes(content))).Message);

    [Fact]
    public void Images_that_are_not_read_have_extensions_of_their_own()
    {
        Assert.Empty(ImageFormats.ForeignExtensions.Intersect([.. ImageFormats.ReadableExtensions, .. ImageFormats.RawExtensions]));
        Assert.Equal(ImageFormats.ForeignExtensions.Count, ImageFormats.ForeignExtensions.Distinct().Count());
        Assert.All(ImageFormats.ForeignExtensions, extension => Assert.Matches(@"^\.[a-z0-9]+$", extension));
        foreach (string picture in new[] { ".bmp", ".exr", ".psd", ".jp2", ".ico", ".tga", ".dds", ".svg", ".pdf" })
            Assert.Contains(picture, ImageFormats.ForeignExtensions);
        foreach (string other in new[] { ".txt", ".html", ".json", ".xml", ".zip", ".mp4", ".wav", ".npy", ".h5" })
            Assert.DoesNotContain(other, ImageFormats.ForeignExtensions);
    }

    [Fact]
    public void Signatures_behind_the_beginning_are_found()
    {
        Assert.Equal("a DICOM image", Kind([.. new byte[128], .. "DICM"u8]));
        Assert.Equal("a tar archive", Kind([.. "photo.jpg"u8, .. new byte[248], .. "ustar"u8]));
        Assert.Equal("a TGA image",
            Kind([0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 24, 0, 1, 2, 3, .. new byte[8], .. "TRUEVISION-XFILE.\0"u8]));
        Assert.Equal("a file that begins with only zeros", Kind(new byte[5000]));
    }

    [Fact]
    public void A_tga_without_footer_is_told_by_its_extension_and_header()
    {
        byte[] file = [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 24, 0, 1, 2, 3];
        Assert.Equal("a TGA image", Kind(file, "a.TGA"));
        Assert.StartsWith("a file that begins with the bytes 0000020000", Kind(file, "a.jpg"));
        Assert.Equal("a text file", Kind([.. "no picture at all, just words"u8], "a.tga"));
    }

    [Fact]
    public void Text_of_any_language_is_text_wherever_it_is_cut()
    {
        for (int spaces = 0; spaces < 4; spaces++)
            Assert.Equal("a text file", Kind(Encoding.UTF8.GetBytes(new string(' ', spaces) + new string('中', 2000))));
    }

    private static string Kind(byte[] file, string name = "test")
    {
        using var stream = new MemoryStream(file);
        return Assert.Throws<ImageFormatException>(() => Image.Read(stream, name)).Got;
    }
}
