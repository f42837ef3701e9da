using Hush.Imaging.Files;
using Hush.Imaging.Files.Vips;
using Xunit;

namespace Hush.Imaging.Tests.Files;

/// <summary>Messages when libvips is missing, and for files that it must not or cannot read.</summary>
public sealed class VipsErrorTests
{
    private static readonly VipsCodec Missing = new(_ => new VipsFound(null, "none"), () => "Install libvips: sudo apt install libvips42.");

    [Fact]
    public void Without_libvips_a_file_is_called_by_its_name_and_the_way_to_libvips_is_told()
    {
        var source = new ImageSource(new MemoryStream([.. "\0\0\0 ftypheic"u8, .. new byte[20]]), "a.heic", new ImageReadOptions());
        var read = Assert.Throws<ImageFormatException>(() => Missing.Read(source));
        Assert.Equal(
            "'a.heic': expected an installed libvips, which Hush needs for HEIC, got none. Install libvips: sudo apt install libvips42. " +
            "If it is in another folder, set HUSH_LIBVIPS to that folder. Or convert the image to PNG or JPEG.",
            read.Message);
        using Image image = TestImages.Make(2, 3, 1, 8, alpha: false);
        var written = Assert.Throws<ImageFormatException>(
            () => Missing.Write(image, ImageFormat.Jxl, new ImageWriteOptions(), Stream.Null, "a.jxl"));
        Assert.Equal(
            "'a.jxl': expected an installed libvips, which Hush needs for JPEG XL, got none. Install libvips: sudo apt install " +
            "libvips42. " +
            "If it is in another folder, set HUSH_LIBVIPS to that folder. Or write the image as .png or .jpg.",
            written.Message);
        Assert.True(read.IsLibraryMissing);
        Assert.True(written.IsLibraryMissing);
    }

    [Fact]
    public void Without_the_bundled_libvips_nobody_is_advised_to_use_a_format_that_needs_it()
    {
        const string Keep = "Unset HUSH_LIBVIPS if it is set, and keep the program's native libraries next to it. ";
        foreach ((byte[] file, string kind) in new[] { (GoldenFiles.Jpeg, "JPEG"), (GoldenFiles.Tiff, "TIFF"), (GoldenFiles.WebP, "WebP") })
        {
            var source = new ImageSource(new MemoryStream(file), "a", new ImageReadOptions());
            Assert.Equal(
                $"'a': expected the libvips that comes with Hush, which Hush needs for {kind}, got none. {Keep}Or convert the image to " +
                "PNG.",
                Assert.Throws<ImageFormatException>(() => Missing.Read(source)).Message);
        }

        foreach (ImageFormat format in new[] { ImageFormat.Jpeg, ImageFormat.Avif })
            Assert.EndsWith($"{Keep}Or write the image as .png.",
                Assert.Throws<ImageFormatException>(() => Missing.CheckWriter(format, "a")).Message);
    }

    [Fact]
    public void The_bundled_libvips_has_every_format_but_two()
    {
        using Image image = TestImages.Make(7, 5, 3, 8, alpha: false);
        foreach (ImageFormat format in Enum.GetValues<ImageFormat>().Except([ImageFormat.Heic, ImageFormat.Jxl, ImageFormat.Pgm]))
            image.CheckWrite(format);
        Assert.False(VipsKind.Of([0xFF, 0x0A])!.IsBundled);
    }

    [Theory, InlineData("svgload_buffer"), InlineData("csvload"), InlineData("rawload"), InlineData("pngload_buffer"),
        InlineData("ppmload"), InlineData("dzsave")]
    public void Loaders_and_savers_that_are_not_called_are_blocked(string name)
    {
        using VipsOperation? operation = VipsOperation.Find(VipsLibrary.Find(isBundled: true).Library!, name);
        Assert.True(operation is null or { IsBlocked: true }, $"{name} is open");
    }

    [Theory]
    [InlineData("windows", "",
        "download vips-dev-w64-web from https://github.com/libvips/build-win64-mxe/releases, unpack it, and add its bin folder to PATH.")]
    [InlineData("macos", "", "Install libvips: brew install vips.")]
    [InlineData("linux", "NAME=\"Debian\"\nID=debian\n", "Install libvips: sudo apt install libvips42.")]
    [InlineData("linux", "ID=linuxmint\nID_LIKE=\"ubuntu debian\"", "Install libvips: sudo apt install libvips42.")]
    [InlineData("linux", "ID=fedora\n", "Install libvips: sudo dnf install vips vips-heif.")]
    [InlineData("linux", "ID=arch", "Install libvips: sudo pacman -S libvips.")]
    [InlineData("linux", "ID=alpine", "Install libvips: apk add vips vips-heif.")]
    [InlineData("linux", "", "Install libvips 8.13 or later with your system's package manager; the package is called libvips42 or vips.")]
    public void Each_system_has_its_own_advice(string system, string release, string advice) =>
        Assert.EndsWith(advice, VipsInstall.For(system, release));

    [Fact]
    public void Each_system_has_its_own_file_name() => Assert.Equal(
        ["libvips.so.42", "libvips.42.dylib", "libvips-42.dll"],
        [VipsPaths.FileNameOn(false, false), VipsPaths.FileNameOn(false, true), VipsPaths.FileNameOn(true, false)]);

    [Fact]
    public void A_library_is_named_by_its_file_or_its_folder() => Assert.Equal(
        [Path.GetFullPath("/a/b"), Path.GetFullPath(Path.Combine("/a/b", VipsPaths.FileName))], VipsPaths.Given("/a/b"));

    [Theory]
    [InlineData("\u00FF\u00D8\u00FF\u00E0", "JPEG")]
    [InlineData("II*\0", "TIFF")]
    [InlineData("MM\0*", "TIFF")]
    [InlineData("RIFF1234WEBP", "WebP")]
    [InlineData("\0\0\0 ftypavif", "AVIF")]
    [InlineData("\0\0\0 ftypheic", "HEIC")]
    [InlineData("\u00FF\n", "JPEG XL")]
    [InlineData("GIF89a", "GIF")]
    [InlineData("\0\0\0 ftypmif1\0\0\0\0mif1avifmiaf", "AVIF")]
    [InlineData("\0\0\0 ftypmif1\0\0\0\0mif1heicmiaf", "HEIC")]
    [InlineData("\u00FF\u00D8\u00FF\u00F7", null)]
    [InlineData("\0\0\0 ftypmp42", null)]
    [InlineData("%PDF-1.7", null)]
    [InlineData("<svg ", null)]
    public void Kinds_are_told_by_their_first_bytes(string start, string? kind) =>
        Assert.Equal(kind, VipsKind.Of(System.Text.Encoding.Latin1.GetBytes(start))?.Name);

    [Fact]
    public void Files_cut_short_or_damaged_end_in_a_clear_error_or_an_image()
    {
        foreach (byte[] file in new[] { GoldenFiles.Jpeg, GoldenFiles.Tiff, GoldenFiles.WebP, GoldenFiles.Gif, GoldenFiles.FloatTiff })
        {
            float[] random = Testing.Samples.Uniform(200, 3);
            for (int trial = 0; trial < 100; trial++)
            {
                byte[] damaged = [.. file];
                damaged[(int)(random[2 * trial] * file.Length)] ^= (byte)(1 + (random[(2 * trial) + 1] * 254));
                Survives(damaged);
                Survives(file[..(int)(random[2 * trial] * file.Length)]);
            }
        }

        var cut = Assert.Throws<ImageFormatException>(() => TestImages.Read(GoldenFiles.Jpeg[..^40]));
        Assert.StartsWith("'test': expected a whole JPEG file, got one that cannot be decoded (", cut.Message);
        Assert.EndsWith("). The file is damaged: copy or download it again. If other programs show it, convert it to PNG.", cut.Message);
    }

    [Fact]
    public void Limits_hold_for_libvips_too_before_pixels_are_decoded()
    {
        byte[] huge = [.. GoldenFiles.Jpeg];
        int frame = huge.AsSpan().IndexOf<byte>([0xFF, 0xC0]);
        (huge[frame + 5], huge[frame + 6], huge[frame + 7], huge[frame + 8]) = (0xFA, 0, 0xFA, 0);        // 64000 x 64000
        var pixels = Assert.Throws<ImageFormatException>(() => TestImages.Read(huge));
        Assert.Equal(
            "'test': expected at most 250000000 pixels, got 64000x64000. Raise ImageReadOptions.MaxMemory or MaxPixels if you trust the " +
            "file, or crop the image.",
            pixels.Message);
        var memory = Assert.Throws<ImageFormatException>(
            () => TestImages.Read(GoldenFiles.Jpeg, new ImageReadOptions { MaxMemory = 1500 }));
        Assert.StartsWith("'test': expected an image that needs at most 1 MB of memory, got one that needs 1 MB.", memory.Message);
        var metadata = Assert.Throws<ImageFormatException>(() =>
            TestImages.Read(GoldenFiles.Jpeg, new ImageReadOptions { MaxMetadata = 100 }));
        Assert.StartsWith("'test': expected at most 100 bytes of metadata, got more in its JPEG blocks.", metadata.Message);
    }

    [Fact]
    public void What_a_format_cannot_hold_is_said_or_refused()
    {
        using Image png = TestImages.Read(GoldenFiles.Png);
        Assert.Equal(["JPEG does not support text: Title, Author left out."], png.UnsupportedFeatures(ImageFormat.Jpeg));
        Assert.Equal(["AVIF does not support text: Title, Comment, Author left out."], png.UnsupportedFeatures(ImageFormat.Avif));
        Assert.Equal(
            [
                "PPM does not support color profiles: the profile is left out, and colors may look different.",
                "PPM does not support EXIF or XMP: they are left out.",
                "PPM does not support orientation, which is 6: the image may appear rotated.",
                "PPM does not support a resolution: it is left out.",
                "PPM does not support text: Title, Comment, Author left out.",
            ],
            png.UnsupportedFeatures(ImageFormat.Ppm));
        using Image deep = TestImages.Make(2, 3, 1, 16, alpha: false), alpha = TestImages.Make(2, 3, 3, 8, alpha: true);
        Assert.Equal(
            ["WebP does not support 16 bits: they become 8 bits.",
                "WebP does not support gray images: the image gets three equal channels."],
            deep.UnsupportedFeatures(ImageFormat.WebP));
        var thrown = Assert.Throws<ImageFormatException>(() => alpha.CheckWrite("a.jpg"));
        Assert.Equal("'a.jpg': expected an image without alpha, which JPEG does not support, got one with an alpha plane. Write it as " +
            ".png.", thrown.Message);
    }

    private static void Survives(byte[] file)
    {
        try
        {
            using Image image = TestImages.Read(file, maxPixels: 1_000_000);
            Assert.Equal(image.Width * image.Height * image.Channels, image.Pixels.Span.Length);
        }
        catch (ImageFormatException)
        {
        }
    }
}
