using Hush.Imaging.Metrics;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Metrics;

public sealed class GaussianFilterTests
{
    public static TheoryData<int, int, int> Sizes
    {
        get
        {
            var data = new TheoryData<int, int, int>();
            for (int h = 1; h <= 10; h++)
            {
                for (int w = 1; w <= 10; w++) data.Add(h, w, 1 + ((h + w) % 3));
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Sizes))]
    public void It_is_the_double_sum_over_reflected_pixels(int height, int width, int channels)
    {
        var filter = new GaussianFilter(7, 1.3);
        float[] image = Samples.Uniform(height * width * channels, 1), result = new float[image.Length];
        filter.Apply(image, result, new Shape(1, height, width, channels));
        double[] expected = new double[image.Length];
        double norm = Enumerable.Range(-3, 7).Sum(k => Math.Exp(-k * k / (2 * 1.69)));
        for (int i = 0; i < expected.Length; i++)
        {
            int c = i % channels, x = i / channels % width, y = i / channels / width;
            for (int dy = -3; dy <= 3; dy++)
            {
                for (int dx = -3; dx <= 3; dx++)
                {
                    double weight = Math.Exp(-((dx * dx) + (dy * dy)) / (2 * 1.69)) / (norm * norm);
                    expected[i] += weight * image[(((Mirror(y + dy, height) * width) + Mirror(x + dx, width)) * channels) + c];
                }
            }
        }

        Near.Equal(expected, result, 1e-6);
    }

    [Fact]
    public void A_constant_image_stays_and_a_point_becomes_the_window()
    {
        var filter = GaussianFilter.OfWidth(1);
        Assert.Equal(7, filter.Size);
        float[] grey = [.. Enumerable.Repeat(0.25f, 9 * 15)], result = new float[9 * 15];
        filter.Apply(grey, result, new Shape(1, 9, 15, 1));
        Assert.All(result, v => Near.Equal(0.25, v, 1, 1e-6));

        float[] point = new float[9 * 15];
        point[(4 * 15) + 7] = 1;
        filter.Apply(point, result, new Shape(1, 9, 15, 1));
        Near.Equal(filter.Weights[3] * filter.Weights[1], result[(4 * 15) + 9], 1, 1e-7);
        Near.Equal(1, result.Sum(v => (double)v), 1, 1e-6);
    }

    [Fact]
    public void A_value_that_is_no_number_spreads_over_its_window_only()
    {
        float[] image = new float[9 * 11], result = new float[9 * 11];
        image[(4 * 11) + 5] = float.NaN;
        new GaussianFilter(3, 0.8).Apply(image, result, new Shape(1, 9, 11, 1));
        Assert.Equal(9, result.Count(float.IsNaN));
    }

    [Fact]
    public void Wrong_sizes_are_refused()
    {
        Assert.Equal(
            "A Gaussian filter needs an odd size of at least 1 pixel, got 4. Use 3, 5, 7, ...",
            Assert.Throws<ArgumentException>(() => new GaussianFilter(4, 1)).Message);
        Assert.Equal(
            "A Gaussian filter needs a sigma above 0 pixels, got NaN. To leave the image unchanged, do not filter it.",
            Assert.Throws<ArgumentException>(() => new GaussianFilter(3, double.NaN)).Message);
    }

    private static int Mirror(int i, int count)
    {
        while (i < 0 || i >= count)
            i = count == 1 ? 0 : i < 0 ? -i : (2 * (count - 1)) - i;
        return i;
    }
}
