using Hush.Imaging.Estimation;
using Hush.Imaging.Metrics;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Estimation;

public sealed class FoundNoiseTests
{
    private static readonly Shape Picture = new(1, 90, 110, 3);

    [Fact]
    public void The_level_at_mid_gray_is_that_of_pixels_of_middle_brightness()
    {
        float[] noise = Samples.Normal((int)Picture.Count, 8);
        float[] clean = [.. noise.Select((_, i) => i / 3 % 110 < 55 ? 0.5f : 0.9f)];
        float[] noisy = [.. clean.Select((v, i) => v + (noise[i] * (v < 0.6 ? 6 : 2) / 255))];
        var removed = FoundNoise.Of(noisy, clean, Picture);
        Near.Equal(6, removed.AtMidGray.Bytes, 1, 0.1);
        Near.Equal(Math.Sqrt(20), removed.Level.Bytes, 1, 0.1);
        Assert.Equal(GrainSize.Fine, removed.Grain);
    }

    [Fact]
    public void Without_middle_brightness_all_pixels_count()
    {
        float[] noise = Samples.Normal((int)Picture.Count, 9), clean = [.. noise.Select(_ => 0.05f)];
        var removed = FoundNoise.Of([.. clean.Select((v, i) => v + (noise[i] * 3 / 255))], clean, Picture);
        Near.Equal(3, removed.AtMidGray.Bytes, 1, 0.1);
    }

    [Theory, InlineData(0.3, "Fine"), InlineData(0.55, "Medium"), InlineData(1.2, "Coarse")]
    public void The_grain_is_as_wide_as_the_noise_was_blurred(double width, string expected)
    {
        float[] clean = [.. Enumerable.Repeat(0.5f, (int)Picture.Count)], noise = Samples.Normal(clean.Length, 10),
            noisy = new float[clean.Length];
        new GaussianFilter(7, width).Apply(noise, noisy, Picture);
        for (int i = 0; i < noisy.Length; i++)
            noisy[i] = clean[i] + (noisy[i] * 8 / 255);
        Assert.Equal(expected, FoundNoise.Of(noisy, clean, Picture).Grain.ToString());
    }

    [Fact]
    public void Values_that_are_no_numbers_do_not_count()
    {
        float[] clean = [.. Enumerable.Repeat(0.5f, (int)Picture.Count)], noisy = [.. clean];
        (noisy[5], clean[77]) = (float.NaN, float.PositiveInfinity);
        Assert.Equal(0, FoundNoise.Of(noisy, clean, Picture).Level.Bytes);
    }
}
