using Hush.Imaging.Noise;
using Hush.Numerics.Random;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Noise;

public sealed class GaussianNoiseTests
{
    private static readonly double Count = Moments.Large.Count;

    [Theory]
    [InlineData(5), InlineData(25), InlineData(127.5), InlineData(255)]
    public void Noise_has_mean_zero_and_the_stated_deviation(double sigma)
    {
        double s = sigma / 255;
        float[] noisy = Moments.Of(new GaussianNoise(NoiseLevel.FromByteScale(sigma), clip: false), 0.3f);
        Near.Equal(0.3, Moments.Mean(noisy), s / Math.Sqrt(Count), 5);
        Near.Equal(s * s, Moments.Variance(noisy), s * s * Math.Sqrt(2 / Count), 5);
    }

    [Fact]
    public void Clipping_lifts_black_by_sigma_over_the_root_of_two_pi()
    {
        float[] noisy = Moments.Of(new GaussianNoise(NoiseLevel.FromByteScale(51), clip: true), 0);
        Near.Equal(0.2 / Math.Sqrt(2 * Math.PI), Moments.Mean(noisy), 0.2 / Math.Sqrt(Count), 5);
        Near.Equal(0.5, noisy.Count(v => v == 0) / Count, 0.5 / Math.Sqrt(Count), 5);
    }

    [Fact]
    public void A_level_of_zero_changes_nothing() =>
        Assert.All(Moments.Of(new GaussianNoise(NoiseLevel.FromByteScale(0), clip: false), 0.7f), v => Assert.Equal(0.7f, v));

    [Fact]
    public void A_range_gives_each_image_its_own_level_uniformly_and_states_it()
    {
        var noise = new GaussianNoise(NoiseLevel.FromByteScale(10), NoiseLevel.FromByteScale(55), clip: false);
        var key = new RandomKey(3, RandomPurpose.TrainingNoise);
        double[] levels = [.. Enumerable.Range(0, 4000).Select(i => (double)noise.LevelOf(key with { Image = (uint)i })!.Value.Bytes)];
        Assert.All(levels, s => Assert.InRange(s, 10, 55.0001));
        Near.Equal(32.5, levels.Average(), 45 / Math.Sqrt(12 * 4000), 5);
        Near.Equal(45 * 45 / 12.0, levels.Average(s => (s - 32.5) * (s - 32.5)), 45 * 45 / Math.Sqrt(180 * 4000), 5);
        Assert.NotEqual(noise.LevelOf(key), noise.LevelOf(key with { Epoch = 1 }));

        foreach (ulong seed in new ulong[] { 1, 2, 3 })
        {
            double stated = noise.LevelOf(new RandomKey(seed, RandomPurpose.TestNoise))!.Value.Sigma;
            Near.Equal(stated, Math.Sqrt(Moments.Variance(Moments.Of(noise, 0.5f, seed))), stated / Math.Sqrt(2 * Count), 5);
        }
    }

    [Fact]
    public void It_describes_itself_with_both_scales()
    {
        Assert.Equal("Gaussian noise, σ = 127.5/255 (0.5), clipped", NoiseSpec.Gaussian(127.5, clip: true).Create().Description);
        Assert.Equal(
            "Gaussian noise, σ = 0/255 (0) to σ = 55/255 (0.2157), drawn for each image, not clipped",
            NoiseSpec.Parse("gaussian:0-55").Create().Description);
    }

    [Fact]
    public void A_level_converts_both_ways_and_refuses_what_is_no_level()
    {
        Assert.Equal(NoiseLevel.FromPixelScale(0.5), NoiseLevel.FromByteScale(127.5));
        Assert.Equal("σ = 25/255 (0.098)", NoiseLevel.FromByteScale(25).ToString());
        Assert.True(NoiseLevel.FromByteScale(25) < NoiseLevel.FromByteScale(26));
        Assert.Equal(
            "A noise level on the byte scale must be between 0 and 255, got 256. Sigma 25 means 25/255 of white.",
            Assert.Throws<ArgumentException>(() => NoiseLevel.FromByteScale(256)).Message);
        Assert.Equal(
            "A noise level on the pixel scale must be between 0 and 1, got 25. Divide values from papers by 255.",
            Assert.Throws<ArgumentException>(() => NoiseLevel.FromPixelScale(25)).Message);
        Assert.Throws<ArgumentException>(() => NoiseLevel.FromPixelScale(double.NaN));
        Assert.Equal(
            "Gaussian noise needs a range from low to high, got σ = 3/255 (0.0118) to σ = 2/255 (0.0078). Swap the two.",
            Assert.Throws<ArgumentException>(
                () => new GaussianNoise(NoiseLevel.FromByteScale(3), NoiseLevel.FromByteScale(2), clip: false)).Message);
    }
}
