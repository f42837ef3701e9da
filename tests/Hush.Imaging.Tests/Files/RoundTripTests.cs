using System.IO.Compression;
using Xunit;

namespace Hush.Imaging.Tests.Files;

public sealed class RoundTripTests
{
    public static TheoryData<int, int> Sizes => TestImages.Sizes;

    [Theory, MemberData(nameof(Sizes))]
    public void What_is_written_as_png_is_read_back_bit_for_bit(int width, int height)
    {
        foreach (int channels in new[] { 1, 3 })
        {
            foreach (int bits in new[] { 8, 16 })
            {
                foreach (bool alpha in new[] { false, true })
                {
                    using Image image = TestImages.Make(width, height, channels, bits, alpha);
                    using Image back = TestImages.Read(image.Bytes(ImageFormat.Png));
                    TestImages.AssertSame(image, back);
                }
            }
        }
    }

    [Theory, MemberData(nameof(Sizes))]
    public void What_is_written_as_pnm_is_read_back_bit_for_bit(int width, int height)
    {
        foreach (int bits in new[] { 8, 16 })
        {
            using Image gray = TestImages.Make(width, height, 1, bits, alpha: false);
            using Image color = TestImages.Make(width, height, 3, bits, alpha: false);
            using Image pgm = TestImages.Read(gray.Bytes(ImageFormat.Pgm)), ppm = TestImages.Read(color.Bytes(ImageFormat.Ppm));
            TestImages.AssertSame(gray, pgm);
            TestImages.AssertSame(color, ppm);
            Assert.Equal(gray.Bytes(ImageFormat.Pgm), gray.Bytes(ImageFormat.Pnm));
            Assert.Equal(color.Bytes(ImageFormat.Ppm), color.Bytes(ImageFormat.Pnm));
        }
    }

    [Fact]
    public void All_65536_values_of_16_bits_survive()
    {
        float[] values = [.. Enumerable.Range(0, 65536).Select(i => i / 65535f)];
        using Image image = Image.FromPixels(values, 256, 256, 1, bitDepth: 16);
        using Image back = TestImages.Read(image.Bytes(ImageFormat.Png));
        Assert.Equal(Enumerable.Range(0, 65536), back.Numbers());
    }

    [Fact]
    public void Values_are_clamped_and_rounded_to_the_nearest_sample()
    {
        float[] values =
        [
            -1, float.NegativeInfinity, float.NaN, 0.49f / 255, 0.51f / 255, 99.49f / 255, 99.51f / 255, 254.51f / 255,
            1, 2, float.PositiveInfinity,
        ];
        using Image image = Image.FromPixels(values, values.Length, 1, 1);
        using Image back = TestImages.Read(image.Bytes(ImageFormat.Png));
        Assert.Equal([0, 0, 0, 0, 1, 99, 100, 255, 255, 255, 255], back.Numbers());
        using Image deep = Image.FromPixels(values, values.Length, 1, 1, bitDepth: 16);
        using Image deepBack = TestImages.Read(deep.Bytes(ImageFormat.Pgm));
        Assert.Equal([0, 0, 0, 126, 131, 25569, 25574, 65409, 65535, 65535, 65535], deepBack.Numbers());
    }

    [Fact]
    public void The_extension_chooses_the_format_and_the_content_is_what_counts_when_reading()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hush-files-");
        try
        {
            using Image image = TestImages.Make(7, 5, 3, 8, alpha: false);
            foreach ((string name, byte first) in new[] { ("a.PNG", (byte)0x89), ("b.ppm", (byte)'P'), ("c.pnm", (byte)'P') })
            {
                string path = Path.Combine(folder.FullName, name), misnamed = Path.ChangeExtension(path, ".jpg");
                image.Write(path);
                Assert.Equal(first, File.ReadAllBytes(path)[0]);
                File.Move(path, misnamed);
                using Image back = Image.Read(misnamed);
                TestImages.AssertSame(image, back);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Other_pixels_keep_bit_depth_and_alpha()
    {
        using Image image = TestImages.Make(7, 5, 3, 16, alpha: true);
        using Image clean = image.WithPixels(new Tensor(image.Pixels.Shape));
        using Image back = TestImages.Read(clean.Bytes(ImageFormat.Png));
        Assert.Equal(16, back.BitDepth);
        Assert.Equal(image.Alpha.ToArray(), back.Alpha.ToArray());
        Assert.All(back.Pixels.Span.ToArray(), v => Assert.Equal(0f, v));
    }

    [Fact]
    public void One_image_of_a_batch_becomes_a_file()
    {
        float[] values = [.. Enumerable.Range(0, 2 * 5 * 7 * 3).Select(i => i / 255f)];
        using Tensor batch = Tensor.From(new Shape(2, 5, 7, 3), values);
        using Image second = Image.FromPixels(batch, image: 1);
        Assert.Equal((7, 5, 3, 8, false), (second.Width, second.Height, second.Channels, second.BitDepth, second.HasAlpha));
        Assert.Equal(Enumerable.Range(105, 105), second.Numbers());
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_read_and_one_that_can_is_read_from_where_it_stands()
    {
        using Image image = TestImages.Make(13, 31, 3, 8, alpha: true);
        byte[] file = image.Bytes(ImageFormat.Png);
        using var pipe = new ZLibStream(new MemoryStream(PngBytes.Deflate(file)), CompressionMode.Decompress);
        using Image fromPipe = Image.Read(pipe, "pipe");
        TestImages.AssertSame(image, fromPipe);

        using var two = new MemoryStream([1, 2, 3, .. file, .. file]);
        two.Position = 3;
        using Image first = Image.Read(two, "two"), second = Image.Read(two, "two");
        TestImages.AssertSame(image, first);
        TestImages.AssertSame(image, second);
        Assert.Equal(two.Length, two.Position);
    }
}
