using Xunit;

namespace Hush.Imaging.Tests.Layouts;

/// <summary>Images in a program's memory: every channel order, interleaved and planar, with padded rows.</summary>
public class PixelLayoutTests
{
    private const int Width = 5, Height = 3, Gap = 4;

    public static TheoryData<ChannelOrder, bool, bool> Layouts
    {
        get
        {
            var data = new TheoryData<ChannelOrder, bool, bool>();
            foreach (ChannelOrder order in Enum.GetValues<ChannelOrder>())
            {
                foreach (bool planar in new[] { false, true })
                {
                    data.Add(order, planar, false);
                    data.Add(order, planar, true);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Layouts))]
    public void A_layout_names_each_channel_by_the_letters_of_its_order(ChannelOrder order, bool planar, bool gaps)
    {
        PixelLayout layout = Layout(order, planar, gaps);
        byte[] samples = [.. Enumerable.Range(0, layout.Length).Select(i => (byte)((i * 37) % 256))];
        string letters = order switch
        {
            ChannelOrder.Gray => "G",
            ChannelOrder.GrayAlpha => "GA",
            _ =>
            order.ToString().ToUpperInvariant()
        };
        string colors = layout.Colors == 1 ? "G" : "RGB";

        using Image image = Image.FromSamples(samples, layout);

        Assert.Equal((Width, Height, colors.Length, 8), (image.Width, image.Height, image.Channels, image.BitDepth));
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                for (int c = 0; c < colors.Length; c++)
                    Assert.Equal(Sample(x, y, colors[c]) / 255f, image.Pixels.Span[(((y * Width) + x) * colors.Length) + c]);
                if (layout.HasAlpha)
                    Assert.Equal(Sample(x, y, 'A'), image.Alpha[(y * Width) + x]);
            }
        }

        byte Sample(int x, int y, char letter)
        {
            int place = letters.IndexOf(letter, StringComparison.Ordinal),
                row = (planar ? Width : Width * letters.Length) + (gaps ? Gap : 0);
            return samples[planar ? (((place * Height) + y) * row) + x : (y * row) + (x * letters.Length) + place];
        }
    }

    [Theory, MemberData(nameof(Layouts))]
    public void What_is_read_is_written_back_and_nothing_between_rows_is(ChannelOrder order, bool planar, bool gaps)
    {
        PixelLayout layout = Layout(order, planar, gaps);
        byte[] bytes = [.. Enumerable.Range(0, layout.Length).Select(i => (byte)(i * 37))];
        ushort[] words = [.. bytes.Select(b => (ushort)(b * 251))];
        float[] floats = [.. bytes.Select(b => (b - 100f) / 99)];
        using Image fromBytes = Image.FromSamples(bytes, layout), fromWords = Image.FromSamples(words, layout),
            fromFloats = Image.FromSamples(floats, layout);

        Assert.Equal((8, 16, 32), (fromBytes.BitDepth, fromWords.BitDepth, fromFloats.BitDepth));
        Assert.Equal(Kept(bytes, (byte)77, layout), Written<byte>(77, layout, s => fromBytes.CopyTo(s, layout)));
        Assert.Equal(Kept(words, (ushort)77, layout), Written<ushort>(77, layout, s => fromWords.CopyTo(s, layout)));
        Assert.Equal(Kept(floats, 77f, layout), Written<float>(77, layout, s => fromFloats.CopyTo(s, layout)));
    }

    [Fact]
    public void A_gray_image_goes_into_all_colors_and_is_opaque()
    {
        using Image gray = Image.FromPixels([0, 0.5f], 2, 1, 1);
        var bytes = new byte[8];
        var words = new ushort[8];
        var floats = new float[8];

        gray.CopyTo(bytes, new PixelLayout(2, 1, ChannelOrder.Bgra));
        gray.CopyTo(words, new PixelLayout(2, 1, ChannelOrder.Argb));
        gray.CopyTo(floats, new PixelLayout(2, 1, ChannelOrder.Rgba));

        Assert.Equal([0, 0, 0, 255, 128, 128, 128, 255], bytes);
        Assert.Equal([65535, 0, 0, 0, 65535, 32768, 32768, 32768], words);
        Assert.Equal([0, 0, 0, 1, 0.5f, 0.5f, 0.5f, 1], floats);
    }

    [Fact]
    public void Whole_numbers_are_clamped_and_rounded_and_floats_are_kept()
    {
        using Image image = Image.FromPixels([-0.5f, 1.5f, float.NaN, 0.5f / 255], 4, 1, 1, 32);
        var layout = new PixelLayout(4, 1, ChannelOrder.Gray);
        var bytes = new byte[4];
        var floats = new float[4];

        image.CopyTo(bytes, layout);
        image.CopyTo(floats, layout);

        Assert.Equal([0, 255, 0, 0], bytes);
        Assert.Equal([-0.5f, 1.5f, float.NaN, 0.5f / 255], floats);
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_both_sizes()
    {
        using Image color = Image.FromPixels(new float[12], 2, 2, 3);
        Assert.Contains("spans 12 samples, but the buffer has 11",
            Message(() => Image.FromSamples(new byte[11], new PixelLayout(2, 2, ChannelOrder.Rgb))), StringComparison.Ordinal);
        Assert.Contains("at least one pixel", Message(() => Image.FromSamples(new byte[11], new PixelLayout(0, 2, ChannelOrder.Rgb))),
            StringComparison.Ordinal);
        Assert.Contains("row stride is 5", Message(() =>
            Image.FromSamples(new byte[99], new PixelLayout(2, 2, ChannelOrder.Rgb) { RowStride = 5 })), StringComparison.Ordinal);
        Assert.Contains("Unknown channel order 99", Message(() => Image.FromSamples(new byte[99], new PixelLayout(2, 2, (ChannelOrder)99))),
            StringComparison.Ordinal);
        Assert.Contains("Denoise the image in parts", Message(() =>
            Image.FromSamples(new byte[99], new PixelLayout(1 << 16, 1 << 16, ChannelOrder.Gray))), StringComparison.Ordinal);
        Assert.Contains("with 3 channels", Message(() => color.CopyTo(new byte[99], new PixelLayout(2, 2, ChannelOrder.Gray))),
            StringComparison.Ordinal);
        Assert.Contains("2 x 2", Message(() => color.CopyTo(new byte[99], new PixelLayout(2, 1, ChannelOrder.Rgb))),
            StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => color.CopyTo(new byte[99], null!));

        static string Message(Action action) => Assert.Throws<ShapeException>(action).Message;
    }

    private static PixelLayout Layout(ChannelOrder order, bool planar, bool gaps)
    {
        var dense = new PixelLayout(Width, Height, order) { IsPlanar = planar };
        int samples = dense.Colors + (dense.HasAlpha ? 1 : 0);
        return gaps ? dense with { RowStride = (planar ? Width : Width * samples) + Gap } : dense;
    }

    /// <summary>The samples, with the padding between rows replaced.</summary>
    private static T[] Kept<T>(T[] samples, T gap, PixelLayout layout)
    {
        int row = layout.RowStride;
        return row == 0 ? samples : [.. samples.Select((s, i) => i % row < row - Gap ? s : gap)];
    }

    private static T[] Written<T>(T before, PixelLayout layout, Action<T[]> write)
    {
        var samples = new T[layout.Length];
        Array.Fill(samples, before);
        write(samples);
        return samples;
    }
}
