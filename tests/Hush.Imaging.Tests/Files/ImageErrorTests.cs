using System.Text;
using Xunit;

namespace Hush.Imaging.Tests.Files;

public sealed class ImageErrorTests
{
    [Theory]
    [InlineData("a.webp", "WebP", 16_383)]
    [InlineData("a.avif", "AVIF", 16_384)]
    [InlineData("a.jpg", "JPEG", 65_500)]
    public void A_side_that_is_too_long_for_a_format_is_refused_before_the_work(string path, string name, int longest)
    {
        using Image image = Image.FromPixels(new float[longest + 1], longest + 1, 1, 1);
        var thrown = Assert.Throws<ImageFormatException>(() => image.CheckWrite(path));
        Assert.Equal(
            $"'{path}': expected sides of at most {longest} pixels, the limit of {name}, got {longest + 1}x1. Write it as .png or .tif.",
                thrown.Message);
        image.CheckWrite(ImageFormat.Png);
    }

    [Theory]
    [InlineData("P2\n1 1\n1023\n5", "Its 1024 shades are promoted to 16 bits per sample.")]
    [InlineData("P2\n1 1\n15\n5", "Its 16 shades are promoted to 8 bits per sample.")]
    [InlineData("P2\n1 1\n65535\n5", null)]
    public void What_promotes_samples_is_said(string file, string? note)
    {
        using Image image = TestImages.Read(Encoding.Latin1.GetBytes(file));
        Assert.Equal(note is null ? [] : [note], image.Notes);
    }

    [Fact]
    public void An_animation_is_refused_unless_its_first_image_is_asked_for()
    {
        byte[] rows = PngBytes.Rows([7], 1, 1, 8, 0, interlaced: false, filter: 0);
        byte[] animation = PngBytes.File(
            PngBytes.Header(1, 1, 8, 0), PngBytes.Chunk("acTL", 0, 0, 0, 12, 0, 0, 0, 0), PngBytes.Chunk("fcTL", new byte[26]),
            PngBytes.Data(rows),
            PngBytes.Chunk("fdAT", new byte[9]), PngBytes.End);
        var thrown = Assert.Throws<ImageFormatException>(() => TestImages.Read(animation));
        Assert.Equal(
            "'test': expected a still image, got an animated PNG with 12 frames. Read its first image as page 1, or extract the frames " +
            "as PNG images, for example with FFmpeg.",
            thrown.Message);
        using Image first = TestImages.Read(animation, new ImageReadOptions { Page = 1 });
        Assert.Equal(["It is an animation of 12 frames; only the first image is read."], first.Notes);
        Assert.Equal([7], first.Numbers());
        Assert.Equal(
            "page 2", Assert.Throws<ImageFormatException>(() => TestImages.Read(animation, new ImageReadOptions { Page = 2 })).Got);
        byte[] still = PngBytes.File(PngBytes.Header(1, 1, 8, 0), PngBytes.Chunk("acTL", 0, 0, 0, 1, 0, 0, 0, 0), PngBytes.Data(rows),
            PngBytes.End);
        using Image one = TestImages.Read(still);
        Assert.Empty(one.Notes);
    }

    [Theory, InlineData("P2\n1 1\n255\n5"), InlineData("Pf\n1 1\n-1\n1234")]
    public void A_page_that_is_not_there_is_refused(string file)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(file);
        using Image first = TestImages.Read(bytes, new ImageReadOptions { Page = 1 });
        var refused = Assert.Throws<ImageFormatException>(() => TestImages.Read(bytes, new ImageReadOptions { Page = 3 }));
        Assert.Equal("'test': expected page 3, got a file with 1 page. Omit the page.", refused.Message);
    }

    [Fact]
    public void A_pnm_file_of_several_images_says_so()
    {
        byte[] two = "P5\n1 1\n255\n5P5\n1 1\n255\n6"u8.ToArray();
        using var stream = new MemoryStream(two);
        using Image first = Image.Read(stream, "two"), second = Image.Read(stream, "two");
        Assert.Equal(["More images follow in the file; only the first is read."], first.Notes);
        Assert.Equal((53, 54), (first.Numbers()[0], second.Numbers()[0]));
        Assert.Empty(second.Notes);
    }

    [Theory]
    [InlineData("out.bmp", ".bmp")]
    [InlineData("out", "no extension")]
    public void An_unknown_extension_is_refused_before_anything_is_written(string path, string got)
    {
        using Image image = TestImages.Make(2, 3, 1, 8, alpha: false);
        var thrown = Assert.Throws<ImageFormatException>(() => image.Write(path));
        Assert.Equal(
            $"'{path}': expected a name that ends with .png, .pgm, .ppm, .pnm, .pfm, .jpg, .jpeg, .jpe, .jfif, .tif, .tiff, .webp, " +
            $".avif, .heic, .heif, .hif or .jxl, got {got}. " +
            "Use one of these extensions for the output.",
            thrown.Message);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_format_that_cannot_hold_the_image_is_refused()
    {
        using Image gray = TestImages.Make(2, 3, 1, 8, alpha: false), color = TestImages.Make(2, 3, 3, 8, alpha: false);
        using Image alpha = TestImages.Make(2, 3, 3, 8, alpha: true);
        AssertError(
            color,
            ImageFormat.Pgm,
            "'Pgm stream': expected a gray image for PGM, got a color image. Write it as .ppm, .pnm or .png.");
        AssertError(
            gray,
            ImageFormat.Ppm,
            "'Ppm stream': expected a color image for PPM, got a gray image. Write it as .pgm, .pnm or .png.");
        AssertError(
            alpha,
            ImageFormat.Pnm,
            "'Pnm stream': expected an image without alpha, which PNM does not support, got one with an alpha plane. Write it as .png.");
    }

    [Fact]
    public void Pixels_that_are_no_image_are_refused()
    {
        AssertShape(
            "An image must have shape [1, H, W, 1 or 3] with H and W of at least 1, got [1, 1, 1, 2]. Pass a single image.",
            () => Image.FromPixels([1, 2], 1, 1, 2));
        AssertShape(
            "An image must have shape [1, H, W, 1 or 3] with H and W of at least 1, got [1, 0, 4, 1]. Pass a single image.",
            () => Image.FromPixels([], 4, 0, 1));
        AssertShape(
            "The alpha plane for [1, 1, 2, 1] must have 2 values, got 3. Pass one per pixel.",
            () => Image.FromPixels([1, 2], 2, 1, 1, 8, [1, 2, 3]));
        var alpha = Assert.Throws<ArgumentException>(() => Image.FromPixels([1], 1, 1, 1, 8, [256]));
        Assert.Equal(
            "An 8-bit alpha plane must have values of at most 255, but some are larger. Scale it, or use 16 bits. " +
            "(Parameter 'alpha')",
            alpha.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Image.FromPixels([1], 1, 1, 1, bitDepth: 12));

        using Image image = TestImages.Make(2, 3, 1, 8, alpha: false);
        using var turned = new Tensor(new Shape(1, 2, 3, 1));
        AssertShape(
            "The new pixels must have the height and width of the image, [1, 3, 2, 1], got [1, 2, 3, 1]. " +
            "Crop them, or create a new image.",
            () => image.WithPixels(turned));
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hush-files-");
        try
        {
            string path = Path.Combine(folder.FullName, "out.pgm");
            File.WriteAllText(path, "old");
            using Image color = TestImages.Make(2, 3, 3, 8, alpha: false);
            Assert.Throws<ImageFormatException>(() => color.Write(path));
            Assert.Equal("old", File.ReadAllText(path));
            Assert.Equal([path], Directory.GetFiles(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void AssertError(Image image, ImageFormat format, string text) =>
        Assert.Equal(text, Assert.Throws<ImageFormatException>(() => image.Bytes(format)).Message);

    private static void AssertShape(string text, Func<Image> make) =>
        Assert.Equal(text, Assert.Throws<ShapeException>(make).Message);
}
