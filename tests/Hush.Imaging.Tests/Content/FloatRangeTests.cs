using Hush.Imaging.Content;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Content;

public class FloatRangeTests
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(-float.MaxValue)]
    [InlineData(3e38f)]
    [InlineData(-9999)]
    [InlineData(-32768)]
    [InlineData(1e20f)]
    [InlineData(1e6f)]
    public void What_is_no_light_is_missing_data_and_the_rest_is_not(float value)
    {
        float[] values = Samples.Uniform(1000, 1);
        values[500] = value;
        FloatRange range = FloatRange.Of(values);
        Assert.Equal(999, values.Count(range.Contains));
        Assert.False(range.Contains(value));
        Assert.Equal(1, range.White);
    }

    [Theory, InlineData(1.2f), InlineData(50), InlineData(1000), InlineData(-0.4f), InlineData(-20)]
    public void Highlights_and_noise_below_black_are_data(float value)
    {
        float[] values = Samples.Uniform(1000, 1);
        values[500] = value;
        Assert.True(values.All(FloatRange.Of(values).Contains));
    }

    [Fact]
    public void Highlights_of_every_brightness_up_to_the_sun_are_data()
    {
        float[] values = [.. Samples.Uniform(1000, 1), .. Enumerable.Range(0, 17).Select(i => MathF.ScaleB(1, i))];
        Assert.True(values.All(FloatRange.Of(values).Contains));
    }

    [Theory, InlineData(-9999), InlineData(-3.4028235e38f), InlineData(1e20f)]
    public void A_fill_value_may_take_most_of_the_image(float fill)
    {
        float[] values = [.. Samples.Uniform(300, 1), .. Enumerable.Repeat(fill, 700)];
        Assert.Equal(300, values.Count(FloatRange.Of(values).Contains));
    }

    [Theory, InlineData(255), InlineData(4095), InlineData(65535)]
    public void A_fill_value_is_found_among_data_of_any_scale(float white)
    {
        float[] values = [.. Samples.Uniform(300, 1).Select(v => v * white), -9999];
        FloatRange range = FloatRange.Of(values);
        Assert.Equal((300, white), (values.Count(range.Contains), range.White));
    }

    [Theory]
    [InlineData(255, 255)]
    [InlineData(240, 255)]
    [InlineData(100, 255)]
    [InlineData(1000, 1023)]
    [InlineData(4095, 4095)]
    [InlineData(16383, 16383)]
    [InlineData(65535, 65535)]
    [InlineData(1e6f, 1048575)]
    public void White_is_the_largest_number_of_the_bits_that_hold_the_data(float largest, float white)
    {
        float[] values = [.. Samples.Uniform(5000, 2).Select(v => v * largest)], noise = Samples.Normal(5000, 3);
        Assert.Equal(white, FloatRange.Of(values).White);
        Assert.Equal(white, FloatRange.Of([.. values.Zip(noise, (v, n) => v + (n * largest / 10))]).White);
    }

    [Fact]
    public void Dark_data_is_on_another_scale_if_all_of_it_is_whole_numbers()
    {
        float[] values = [.. Samples.Uniform(5000, 2).Select((v, i) => i % 10 == 0 ? MathF.Floor(v * 256) : 0)];
        Assert.Equal(255, FloatRange.Of(values).White);
        values[0] = 0.5f;
        Assert.Equal(1, FloatRange.Of(values).White);
    }

    [Fact]
    public void A_little_noise_below_black_is_data_on_every_scale()
    {
        float[] values = [.. Samples.Uniform(5000, 2).Select((v, i) => i % 500 == 7 ? -300 : v * 65535)];
        Assert.True(values.All(FloatRange.Of(values).Contains));
    }

    [Fact]
    public void Highlights_do_not_change_the_scale()
    {
        float[] values = [.. Samples.Uniform(5000, 2).Select((v, i) => i % 3 == 0 ? v * 50 : v)];
        FloatRange range = FloatRange.Of(values);
        Assert.Equal(1, range.White);
        Assert.InRange(range.Largest, 49, 50);
    }

    [Fact]
    public void Values_of_a_scale_that_is_mostly_black_are_no_outliers()
    {
        float[] values = [.. Samples.Uniform(5000, 2).Select((v, i) => i % 2 == 0 ? 30_000 + MathF.Floor(v * 30_000) : 0)];
        FloatRange range = FloatRange.Of(values);
        Assert.True(values.All(range.Contains));
        Assert.Equal(65535, range.White);
    }
}
