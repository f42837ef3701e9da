using Hush.Imaging.Metrics;
using Hush.Imaging.Tests.Golden;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Metrics;

/// <summary>Closed forms, limits and mathematical properties of SSIM.</summary>
public sealed class SsimTests
{
    private static readonly Shape Image = new(1, 13, 21, 1);

    [Fact]
    public void Two_constant_images_have_the_closed_form()
    {
        double? ssim = Ssim.Mean(Constant(1), Constant(0.8f), Image);
        Near.Equal(((2 * 0.8) + 1e-4) / (1 + 0.64 + 1e-4), ssim!.Value, 1, 1e-7);
        Near.Equal(0.975611, ssim.Value, 1, 1e-6);
    }

    [Fact]
    public void Identical_images_have_one_and_the_arguments_are_interchangeable()
    {
        float[] clean = GoldenImages.Waves(13, 21, 1), noisy = GoldenImages.Dots(13, 21, 1, 1);
        Near.Equal(1, Ssim.Mean(clean, clean, Image)!.Value, 1, 1e-12);
        Near.Equal(Ssim.Mean(clean, noisy, Image)!.Value, Ssim.Mean(noisy, clean, Image)!.Value, 1, 1e-12);
    }

    [Fact]
    public void An_inverted_image_is_negatively_similar()
    {
        float[] dots = GoldenImages.Dots(13, 21, 1, 5);
        Assert.InRange(Ssim.Mean(dots, [.. dots.Select(v => 1 - v)], Image)!.Value, -1, -0.5);
    }

    [Fact]
    public void The_estimate_is_clipped_to_the_range()
    {
        var (clean, noisy) = GoldenImages.Pair(13, 21, 1, 3, 1);
        Assert.Contains(noisy, v => v is < 0 or > 1);
        Assert.Equal(Ssim.Mean(clean, [.. noisy.Select(v => Math.Clamp(v, 0, 1))], Image), Ssim.Mean(clean, noisy, Image));
    }

    [Theory]
    [InlineData(0, 20), InlineData(1, 1), InlineData(2, 50), InlineData(10, 11), InlineData(11, 10), InlineData(28, 9), InlineData(5, 0)]
    public void Images_under_eleven_pixels_have_none(int height, int width) =>
        Assert.Null(Ssim.Mean(new float[height * width], new float[height * width], new Shape(1, height, width, 1)));

    [Fact]
    public void One_window_is_the_weighted_statistics_by_the_definition()
    {
        var (x, y) = GoldenImages.Pair(11, 11, 1, 0.4, 9);
        double[] w = [.. Enumerable.Range(0, 121).Select(i => Math.Exp(-(Math.Pow((i % 11) - 5, 2) + Math.Pow((i / 11) - 5, 2)) / 4.5))];
        double total = w.Sum();
        double E(Func<int, double> value) => Enumerable.Range(0, 121).Sum(i => w[i] / total * value(i));
        y = [.. y.Select(v => Math.Clamp(v, 0, 1))];
        double mx = E(i => x[i]), my = E(i => y[i]);
        double vx = E(i => Math.Pow(x[i] - mx, 2)), vy = E(i => Math.Pow(y[i] - my, 2)), xy = E(i => (x[i] - mx) * (y[i] - my));
        double expected = ((2 * mx * my) + 1e-4) * ((2 * xy) + 9e-4) / (((mx * mx) + (my * my) + 1e-4) * (vx + vy + 9e-4));
        Near.Equal(expected, Ssim.Mean(x, y, new Shape(1, 11, 11, 1))!.Value, 1, 1e-10);
    }

    [Fact]
    public void A_value_that_is_no_number_makes_the_result_none()
    {
        float[] clean = Constant(0.5f), estimate = Constant(0.5f);
        estimate[100] = float.NaN;
        Assert.Equal(double.NaN, Ssim.Mean(clean, estimate, Image));
    }

    [Fact]
    public void It_allocates_nothing_once_its_scratch_is_pooled()
    {
        var (clean, noisy) = GoldenImages.Pair(28, 28, 1, 0.5, 1);
        var shape = new Shape(1, 28, 28, 1);
        Assert.Equal(0, Allocation.Least(() => Ssim.Mean(clean, noisy, shape)));
    }

    [Fact]
    public void A_wrong_length_and_a_batch_are_refused()
    {
        var wrong = Assert.Throws<ShapeException>(() => Ssim.Mean(new float[272], new float[273], Image));
        Assert.Equal(
            "SSIM needs two spans of 273 values for an image [1, 13, 21, 1], but they hold 272 and 273. " +
            "Pass the shape of both.", wrong.Message);
        var batch = Assert.Throws<ShapeException>(() => Ssim.Mean(new float[546], new float[546], Image with { N = 2 }));
        Assert.Equal(
            "SSIM works on one image, [1, H, W, C], but the shape is [2, 13, 21, 1]. Call it once per image.", batch.Message);
    }

    private static float[] Constant(float value) => [.. Enumerable.Repeat(value, (int)Image.Count)];
}
