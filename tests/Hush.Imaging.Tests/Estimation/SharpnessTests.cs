using Hush.Imaging.Estimation;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Estimation;

public class SharpnessTests
{
    private static readonly Shape s_shape = new(1, 71, 103, 1);

    [Theory, InlineData(16), InlineData(8), InlineData(4)]
    public void Of_a_wave_it_is_the_ratio_of_the_filters_gains(int period)
    {
        double w = 2 * Math.PI / period;
        double high = (1 - Math.Cos(w)) / 2, middle = (1 - Math.Cos(2 * w)) / 2 * (1 + Math.Cos(w)) / 2;
        float[] across = Image((y, x) => Math.Cos((w * x) + 0.3)), down = Image((y, x) => Math.Cos((w * y) + 0.3));
        foreach (float[] wave in new[] { across, down })
            Near.Equal(high * high / (middle * middle), Value(wave, s_shape), scale: high * high / (middle * middle), relative: 1e-4);
    }

    [Fact]
    public void A_soft_image_has_less_of_it_and_a_plain_one_none()
    {
        float[] sharp = Samples.Uniform(s_shape.Count, 3), soft = new float[sharp.Length];
        new Hush.Imaging.Metrics.GaussianFilter(7, 1).Apply(sharp, soft, s_shape);
        Assert.True(Value(soft, s_shape) < 0.2 * Value(sharp, s_shape));
        Assert.Equal(0, Value(Image((_, _) => 0.4), s_shape));
        Assert.Equal(0, Value([.. Enumerable.Repeat(0.5f, 12)], new Shape(1, 3, 4, 1)));
    }

    [Fact]
    public void It_is_that_of_the_brightness_of_colors_and_of_the_parts_with_the_most_texture()
    {
        float[] gray = Samples.Uniform(s_shape.Count, 5), color = [.. gray.SelectMany(v => new[] { v, v, v })];
        Assert.Equal(Value(gray, s_shape), Value(color, s_shape with { C = 3 }), 1e-6);
        float[] soft = new float[gray.Length], faint = [.. gray.Select(v => v / 10)];
        new Hush.Imaging.Metrics.GaussianFilter(7, 1).Apply(gray, soft, s_shape);
        double sharp = Value(gray, s_shape), expected = Value(soft, s_shape);
        Assert.NotEqual(sharp, expected, 0.1);
        foreach (var (first, second) in new[] { (faint, soft), (soft, faint) })
        {
            var both = new Sharpness();
            both.Add(first, s_shape);
            both.Add(second, s_shape);
            Assert.Equal(expected, both.Value, 0.05);
        }
    }

    private static double Value(float[] pixels, Shape shape)
    {
        var sharpness = new Sharpness();
        sharpness.Add(pixels, shape);
        return sharpness.Value;
    }

    private static float[] Image(Func<int, int, double> value)
    {
        float[] pixels = new float[s_shape.Count];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (float)value(i / s_shape.W, i % s_shape.W);
        return pixels;
    }
}
