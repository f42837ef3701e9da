using Xunit;

namespace Hush.Imaging.Tests.Files;

public sealed class PngReaderTests
{
    private const int AllFilters = 5;

    /// <summary>Every color type at each of its bit depths.</summary>
    public static TheoryData<int, int> Kinds => new()
    {
        { 0, 1 }, { 0, 2 }, { 0, 4 }, { 0, 8 }, { 0, 16 }, { 2, 8 }, { 2, 16 },
        { 3, 1 }, { 3, 2 }, { 3, 4 }, { 3, 8 }, { 4, 8 }, { 4, 16 }, { 6, 8 }, { 6, 16 },
    };

    [Theory, MemberData(nameof(Kinds))]
    public void Every_kind_is_read_at_every_size_interlaced_or_not(int color, int bits)
    {
        foreach ((int width, int height) in new[] { (1, 1), (7, 5), (1, 40), (40, 1), (13, 31), (3, 2), (5, 9) })
        {
            foreach (bool interlaced in new[] { false, true })
                AssertRead(color, bits, width, height, interlaced, AllFilters);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Every_filter_is_undone(int color, int bits)
    {
        for (int filter = 0; filter < 5; filter++)
        {
            AssertRead(color, bits, 13, 7, interlaced: false, filter);
            AssertRead(color, bits, 13, 7, interlaced: true, filter);      // the first row of a pass has no row above it
        }
    }

    [Fact]
    public void A_transparent_gray_or_color_becomes_alpha()
    {
        byte[] clear = PngBytes.Chunk("tRNS", 0xFF, 0xFE);      // of which only the lowest two bits count
        byte[] gray = Encode([0, 1, 2, 3, 2, 1], 3, 2, 2, 0, false, 0, clear);
        using Image image = TestImages.Read(gray);
        Assert.Equal([0, 85, 170, 255, 170, 85], image.Numbers());
        Assert.Equal([255, 255, 0, 255, 0, 255], image.Alpha.ToArray());

        int[] colors = [1000, 2000, 3000, 1000, 2000, 3001, 1000, 2000, 3000];
        byte[] rgb = Encode(colors, 3, 1, 16, 2, false, 0, PngBytes.Chunk("tRNS", 3, 232, 7, 208, 11, 184));
        using Image deep = TestImages.Read(rgb);
        Assert.Equal(colors, deep.Numbers());
        Assert.Equal([0, 65535, 0], deep.Alpha.ToArray());
    }

    [Fact]
    public void A_palettes_alpha_is_kept_and_entries_without_one_are_opaque()
    {
        byte[] file = Encode(
            [0, 1, 2], 3, 1, 2, 3, true, 0, PngBytes.Chunk("PLTE", 1, 2, 3, 4, 5, 6, 7, 8, 9), PngBytes.Chunk("tRNS", 0, 128));
        using Image image = TestImages.Read(file);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], image.Numbers());
        Assert.Equal([0, 128, 255], image.Alpha.ToArray());
    }

    [Fact]
    public void Pixels_may_be_spread_over_chunks_of_any_length_and_unknown_chunks_are_passed_by()
    {
        int[] samples = Samples(0, 8, 13, 31);
        byte[] data = PngBytes.Deflate(PngBytes.Rows(samples, 13, 31, 8, 0, false, AllFilters));
        byte[][] pieces = [.. data.Chunk(3).SelectMany(c => new[] { PngBytes.Chunk("IDAT", c), PngBytes.Chunk("IDAT") })];
        byte[] note = PngBytes.Chunk("tEXt", new byte[10_000]);
        byte[] file = PngBytes.File([PngBytes.Header(13, 31, 8, 0), note, .. pieces, note, PngBytes.End, [1, 2, 3]]);
        using Image image = TestImages.Read(file);
        Assert.Equal(samples, image.Numbers());
    }

    [Fact]
    public void The_writers_filters_pay()
    {
        int[] slope = [.. Enumerable.Range(0, 64 * 64).Select(i => ((3 * (i % 64)) + (2 * (i / 64)) + (i * i % 5)) % 256)];
        using Image image = Image.FromPixels([.. slope.Select(s => s / 255f)], 64, 64, 1);
        int unfiltered = PngBytes.Deflate(PngBytes.Rows(slope, 64, 64, 8, 0, false, 0)).Length;
        int written = image.Bytes(ImageFormat.Png).Length;
        Assert.True(written < 0.8 * unfiltered, $"{written} bytes written, {unfiltered} without filters");
    }

    private static void AssertRead(int color, int bits, int width, int height, bool interlaced, int filter)
    {
        int[] samples = Samples(color, bits, width, height);
        byte[] palette = [.. Enumerable.Range(0, 3 << bits).Select(i => (byte)(i * 83))];
        byte[][] extra = color == 3 ? [PngBytes.Chunk("PLTE", palette)] : [];
        using Image image = TestImages.Read(Encode(samples, width, height, bits, color, interlaced, filter, extra));

        bool alpha = color is 4 or 6;
        int perPixel = PngBytes.PerPixel[color], colors = alpha ? perPixel - 1 : perPixel;
        int[] expected = [.. samples.Where((_, i) => i % perPixel < colors).SelectMany(s => color == 3
            ? palette[(3 * s)..((3 * s) + 3)].Select(b => (int)b)
            : [bits < 8 ? s * 255 / ((1 << bits) - 1) : s])];
        Assert.Equal((width, height, color is 0 or 4 ? 1 : 3), (image.Width, image.Height, image.Channels));
        Assert.Equal(Math.Max(8, bits), image.BitDepth);
        Assert.Equal(expected, image.Numbers());
        Assert.Equal(samples.Where((_, i) => alpha && i % perPixel == colors), image.Alpha.ToArray().Select(a => (int)a));
    }

    private static int[] Samples(int color, int bits, int width, int height)
    {
        float[] noise = Testing.Samples.Uniform((long)width * height * PngBytes.PerPixel[color], (uint)((color * 100) + bits));
        return [.. noise.Select(v => (int)(v * (1 << bits)))];
    }

    private static byte[] Encode(
        int[] samples, int width, int height, int bits, int color, bool interlaced, int filter, params byte[][] extra)
    {
        byte[] header = PngBytes.Header(width, height, bits, color, interlaced);
        byte[] rows = PngBytes.Rows(samples, width, height, bits, color, interlaced, filter);
        return PngBytes.File([header, .. extra, PngBytes.Data(rows), PngBytes.End]);
    }
}
