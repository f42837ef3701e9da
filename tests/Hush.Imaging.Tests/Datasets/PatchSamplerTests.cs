using Hush.Imaging.Datasets;
using Hush.Imaging.Datasets.Formats;
using Hush.Numerics.Random;
using Xunit;

namespace Hush.Imaging.Tests.Datasets;

public class PatchSamplerTests
{
    [Fact]
    public void A_patch_is_a_part_of_the_image_and_every_part_is_drawn()
    {
        ByteImages images = Numbered(6, 8, 3);
        var sampler = new PatchSampler(images, 4, 5, orient: false);
        float[] patch = new float[4 * 5 * 3];
        var places = new HashSet<int>();
        for (uint epoch = 0; epoch < 300; epoch++)
        {
            sampler.Fill(0, Key(epoch), patch);
            int first = Number(patch[0]) / 3, top = first / 8, left = first % 8;
            places.Add(first);
            Assert.Equal(Reference(4, 5, 3, (y, x, c) => ((((top + y) * 8) + left + x) * 3) + c), patch.Select(Number));
        }

        Assert.Equal(3 * 4, places.Count);      // 3 rows and 4 columns of start positions
    }

    [Fact]
    public void A_patch_of_the_images_size_is_the_image()
    {
        ByteImages images = Numbered(5, 7, 1);
        float[] patch = new float[35], whole = new float[35];
        new PatchSampler(images, 5, 7, orient: false).Fill(0, Key(3), patch);
        images.Read(0, whole);
        Assert.Equal(whole, patch);
    }

    [Theory]
    [InlineData(4, 4, 8)]
    [InlineData(3, 5, 4)]
    public void Every_orientation_that_keeps_the_extents_is_drawn_and_no_other(int height, int width, int count)
    {
        ByteImages images = Numbered(height, width, 1);
        var sampler = new PatchSampler(images, height, width, orient: true);
        float[] patch = new float[height * width];
        var seen = new HashSet<string>();
        for (uint epoch = 0; epoch < 200; epoch++)
        {
            sampler.Fill(0, Key(epoch), patch);
            seen.Add(string.Join(' ', patch.Select(Number)));
        }

        // Computed by rotation and mirroring, independently of the sampler.
        int[] image = [.. Enumerable.Range(0, height * width)];
        var expected = new HashSet<string>();
        for (int turn = 0; turn < 4; turn++)
        {
            int h = turn % 2 == 0 ? height : width, w = turn % 2 == 0 ? width : height;
            int[] mirrored = [.. Enumerable.Range(0, h * w).Select(i => image[(i / w * w) + (w - 1 - (i % w))])];
            if (h == height)
                expected.UnionWith([string.Join(' ', image), string.Join(' ', mirrored)]);
            int[] before = image;
            image = [.. Enumerable.Range(0, h * w).Select(i => before[(i % h * w) + (w - 1 - (i / h))])];
        }

        Assert.Equal(count, expected.Count);
        Assert.Equal(expected.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_small_image_is_continued_by_reflection_as_often_as_needed()
    {
        float[] patch = new float[8 * 5 * 3];
        new PatchSampler(Numbered(3, 2, 3), 8, 5, orient: false).Fill(0, Key(0), patch);
        int[] rows = [0, 1, 2, 2, 1, 0, 0, 1], columns = [0, 1, 1, 0, 0];
        Assert.Equal(Reference(8, 5, 3, (y, x, c) => (((rows[y] * 2) + columns[x]) * 3) + c), patch.Select(Number));
    }

    [Fact]
    public void The_key_decides_and_decides_always_alike()
    {
        var sampler = new PatchSampler(Numbered(15, 17, 1), 4, 4, orient: true);
        float[] a = new float[16], b = new float[16];
        sampler.Fill(0, Key(5), a);
        sampler.Fill(0, Key(5), b);
        Assert.Equal(a, b);
        sampler.Fill(0, Key(6), b);
        Assert.NotEqual(a, b);
    }

    [Fact]
    public void A_set_that_can_only_be_read_whole_gives_the_same_parts()
    {
        ByteImages images = Numbered(6, 8, 3);
        IImageSet plain = new WholeOnly(images);
        float[] expected = new float[2 * 3 * 3], got = new float[2 * 3 * 3];
        images.ReadRegion(0, 3, 4, 2, 3, expected);
        plain.ReadRegion(0, 3, 4, 2, 3, got);
        Assert.Equal(expected, got);
        Assert.Equal(
            "Image 0 of 'numbered' is 6x8 (rows x columns), but 2x3 from row 5, column 4 was requested. Request a part inside the image.",
            Assert.Throws<ShapeException>(() => plain.ReadRegion(0, 5, 4, 2, 3, got)).Message);
    }

    [Fact]
    public void A_span_of_another_length_is_refused() => Assert.Equal(
        "A patch [1, 2, 3, 1] holds 6 values, but the span holds 5. Pass exactly that many.",
        Assert.Throws<ShapeException>(() =>
            new PatchSampler(Numbered(6, 8, 1), 2, 3, orient: false).Fill(0, Key(0), new float[5])).Message);

    [Fact]
    public void A_subset_has_the_images_of_its_indices()
    {
        var images = new ByteImages("five", 1, 1, 1, [10, 20, 30, 40, 50]);
        var subset = new ImageSubset("some", images, [4, 0, 2]);
        float[] pixel = new float[1];
        var values = new List<int>();
        for (int i = 0; i < subset.Count; i++)
        {
            subset.Read(i, pixel);
            values.Add(Number(pixel[0]));
        }

        Assert.Equal([50, 10, 30], values);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new ImageSubset("bad", images, [5]));
        Assert.Contains("'five' has images 0 to 4; 'bad' requests image 5.", error.Message);
    }

    private static RandomKey Key(uint epoch) => new(9, RandomPurpose.Augmentation, epoch, 0);

    private static ByteImages Numbered(int height, int width, int channels) =>
        new("numbered", height, width, channels, [.. Enumerable.Range(0, height * width * channels).Select(i => checked((byte)i))]);

    private static int Number(float pixel) => (int)MathF.Round(pixel * 255f);

    private static IEnumerable<int> Reference(int height, int width, int channels, Func<int, int, int, int> value) =>
        from y in Enumerable.Range(0, height)
        from x in Enumerable.Range(0, width)
        from c in Enumerable.Range(0, channels)
        select value(y,
            x, c);

    private sealed class WholeOnly(IImageSet images) : IImageSet
    {
        public string Name => images.Name;

        public int Count => images.Count;

        public int Channels => images.Channels;

        public (int Height, int Width) SizeOf(int index) => images.SizeOf(index);

        public void Read(int index, Span<float> pixels) => images.Read(index, pixels);
    }
}
