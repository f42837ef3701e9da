using System.Text;
using Xunit;

namespace Hush.Imaging.Tests.Files;

/// <summary>Reading any content ends with an image or an <see cref="ImageFormatException"/>.</summary>
public sealed class HostileFileTests
{
    public static TheoryData<string> SmallFiles => [.. Files.Keys];

    private static readonly Dictionary<string, byte[]> Files = new()
    {
        ["rgba"] = Small(3, 8, true, ImageFormat.Png),
        ["gray 16"] = Small(1, 16, false, ImageFormat.Png),
        ["palette"] = PngBytes.File(
            PngBytes.Header(7, 5, 2, 3, interlaced: true),
            PngBytes.Chunk("PLTE", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
            PngBytes.Chunk("tRNS", 9),
            PngBytes.Data(PngBytes.Rows([.. Enumerable.Range(0, 35).Select(i => i % 4)], 7, 5, 2, 3, true, 5)),
            PngBytes.End),
        ["P5"] = Small(1, 8, false, ImageFormat.Pnm),
        ["P6 16"] = Small(3, 16, false, ImageFormat.Pnm),
        ["P1"] = Encoding.ASCII.GetBytes("P1 3 2 101 010"),
        ["P3"] = Encoding.ASCII.GetBytes("P3 # colors\n2 1 99\n1 2 3 97 98 99"),
        ["P4"] = [.. "P4\n9 2\n"u8, 1, 2, 3, 4],
    };

    [Theory, MemberData(nameof(SmallFiles))]
    public void A_file_cut_short_anywhere_is_refused(string name)
    {
        byte[] file = Files[name];
        using Image whole = TestImages.Read(file);
        const int End = 12;             // the IEND chunk: without it, all pixels are read and a note says so
        // a missing last digit of a number cannot be detected
        int last = name is "P3" ? file.Length - 2 : file[0] == 0x89 ? file.Length - End : file.Length;
        for (int length = 0; length < last; length++)
            Assert.Throws<ImageFormatException>(() => TestImages.Read(file[..length]));
        for (int length = last; file[0] == 0x89 && length < file.Length; length++)
        {
            using Image cut = TestImages.Read(file[..length]);
            TestImages.AssertSame(whole, cut);
            Assert.Equal([.. whole.Notes, "The file ends incorrectly (chunk IEND), but all pixels were read."], cut.Notes);
        }
    }

    [Theory, MemberData(nameof(SmallFiles))]
    public void A_flipped_bit_gives_an_image_or_a_clear_error(string name)
    {
        byte[] file = Files[name];
        using Image whole = TestImages.Read(file);
        for (int bit = 0; bit < 8 * file.Length; bit++)
        {
            byte[] damaged = [.. file];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            int? notes = Survives(damaged);
            Assert.False(notes <= whole.Notes.Count && file[0] == 0x89, $"bit {bit} of a PNG file was flipped, and no checksum told");
        }
    }

    [Theory, MemberData(nameof(SmallFiles))]
    public void Random_bytes_in_place_of_any_others_do_no_harm(string name)
    {
        byte[] file = Files[name];
        float[] random = Testing.Samples.Uniform(3 * 2000, 77);
        for (int trial = 0; trial < 2000; trial++)
        {
            byte[] damaged = [.. file];
            int at = (int)(random[3 * trial] * file.Length);
            int count = Math.Min(file.Length - at, 1 + (int)(random[(3 * trial) + 1] * 6));
            for (int i = 0; i < count; i++)
                damaged[at + i] = (byte)(random[(3 * trial) + 2] * 256 * (i + 1));
            Survives(damaged);
        }
    }

    [Fact]
    public void Damage_below_the_check_sums_does_no_harm_either()
    {
        byte[] rows = PngBytes.Rows([.. Enumerable.Range(0, 13 * 31 * 3).Select(i => i * 7 % 256)], 13, 31, 8, 2, true, 5);
        byte[] header = PngBytes.Header(13, 31, 8, 2, interlaced: true), data = PngBytes.Deflate(rows);
        for (int bit = 0; bit < 8 * data.Length; bit++)
        {
            byte[] damaged = [.. data];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Survives(PngBytes.File(header, PngBytes.Chunk("IDAT", damaged), PngBytes.End));
        }
    }

    [Theory]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(-1, -1)]
    [InlineData(20_000, 12_000)]
    [InlineData(1, int.MaxValue)]
    [InlineData(int.MaxValue, 1)]
    public void A_header_alone_takes_no_memory(int width, int height)
    {
        byte[] png = PngBytes.File(PngBytes.Header(width, height, 16, 6), PngBytes.Data(new byte[1000]), PngBytes.End);
        byte[] pnm = Encoding.ASCII.GetBytes($"P6 {(uint)width} {(uint)height} 255\nabc");
        byte[] text = Encoding.ASCII.GetBytes($"P2 {(uint)width} {(uint)height} 255\n1 2 3");
        foreach (byte[] file in new[] { png, pnm, text })
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (long limit in new[] { 250_000_000, long.MaxValue })
                Assert.Throws<ImageFormatException>(() => TestImages.Read(file, limit));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        }
    }

    /// <summary>The number of notes on the image, or null if the file is rejected.</summary>
    private static int? Survives(byte[] file)
    {
        try
        {
            using Image image = TestImages.Read(file, maxPixels: 1_000_000);
            Assert.Equal(image.Width * image.Height * image.Channels, image.Pixels.Span.Length);
            foreach (float v in image.Pixels.Span)
                Assert.InRange(v, 0f, 1f);
            return image.Notes.Count;
        }
        catch (ImageFormatException)
        {
            return null;
        }
    }

    private static byte[] Small(int channels, int bits, bool alpha, ImageFormat format)
    {
        using Image image = TestImages.Make(7, 5, channels, bits, alpha);
        return image.Bytes(format);
    }
}
