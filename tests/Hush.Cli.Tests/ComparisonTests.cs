using Hush.Cli.Commands.Denoise;
using Xunit;

namespace Hush.Cli.Tests;

public class ComparisonTests
{
    [Theory]
    [InlineData(1, 8)]
    [InlineData(3, 8)]
    [InlineData(1, 16)]
    [InlineData(3, 16)]
    public void Before_and_after_stand_above_the_halves(int channels, int bits)
    {
        using Image noisy = Made(420, 31, channels, bits, 0.25f), clean = Made(420, 31, channels, bits, 0.75f);
        using Image both = DiagnosticImages.Comparison(noisy, clean);
        Assert.Equal((844, 31 + 26, channels, bits), (both.Width, both.Height, both.Channels, both.BitDepth));
        (int First, int Last) before = Ink(both, 0, 420), after = Ink(both, 424, 420);
        Assert.InRange(before.First + before.Last, 420 - 6, 420 + 6);               // centered
        Assert.InRange(after.First + after.Last, 420 - 6, 420 + 6);
        Assert.True(before.Last - before.First > after.Last - after.First, "'before' is the longer word");
        Assert.Equal(0.25f, At(both, 0, 26));
        Assert.Equal(0.75f, At(both, 424, 26));
        Assert.Equal(0.75f, At(both, 843, 56));
        Assert.All(Enumerable.Range(0, 57), y => Assert.Equal(1, At(both, 421, y)));
    }

    [Theory]
    [InlineData(58, 40)]
    [InlineData(300, 20)]
    [InlineData(1, 1)]
    public void Images_too_small_for_captions_have_none(int width, int height)
    {
        using Image noisy = Made(width, height, 1, 8, 0.25f), clean = Made(width, height, 1, 8, 0.75f);
        using Image both = DiagnosticImages.Comparison(noisy, clean);
        Assert.Equal(((2 * width) + 4, height), (both.Width, both.Height));
    }

    [Theory]
    [InlineData(200, 24)]           // the smallest type size, 14
    [InlineData(1400, 88)]
    [InlineData(9000, 224)]         // the largest type size, 128
    public void Captions_grow_with_the_image(int width, int strip)
    {
        using Image noisy = Made(width, 300, 1, 8, 0.25f);
        Assert.Equal(strip, ComparisonLayout.Of(noisy).CaptionHeight);
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(2, 99, 0)]
    [InlineData(3, 99, 79)]
    [InlineData(4, 0, 79)]
    [InlineData(5, 0, 0)]
    [InlineData(6, 79, 0)]
    [InlineData(7, 79, 99)]
    [InlineData(8, 0, 99)]
    public void The_orientation_tag_is_applied_so_that_captions_are_upright(int orientation, int x, int y)
    {
        var pixels = new Tensor(new Shape(1, 80, 100, 1));
        pixels.Span[0] = 0.5f;                                  // the first pixel in the file
        using Image noisy = Image.FromTensor(pixels).WithMetadata(new ImageMetadata { Orientation = orientation });
        using Image both = DiagnosticImages.Comparison(noisy, noisy);
        (int width, int height) = orientation >= 5 ? (80, 100) : (100, 80);
        int strip = both.Height - height;
        Assert.Equal(((2 * width) + 4, 1), (both.Width, both.Metadata.Orientation));
        Assert.True(strip > 0);
        Assert.Equal(0.5f, At(both, x, strip + y));
        Assert.Equal(0.5f, At(both, width + 4 + x, strip + y));
    }

    private static Image Made(int width, int height, int channels, int bits, float value)
    {
        var pixels = new Tensor(new Shape(1, height, width, channels));
        pixels.Span.Fill(value);
        return Image.FromTensor(pixels, bits);
    }

    private static float At(Image image, int x, int y) => image.Pixels.Span[((y * image.Width) + x) * image.Channels];

    private static (int First, int Last) Ink(Image image, int left, int width)
    {
        int[] inked = [.. Enumerable.Range(0, width).Where(x => Enumerable.Range(0, 26).Any(y => At(image, left + x, y) < 0.6f))];
        return (inked[0], inked[^1]);
    }
}
