using Hush.Imaging.Noise;
using Hush.Numerics.Random;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Noise;

public sealed class ImpulseAndPhotonTests
{
    private static readonly double Count = Moments.Large.Count;

    [Theory]
    [InlineData(0.01), InlineData(0.05), InlineData(0.5), InlineData(1)]
    public void Salt_and_pepper_strike_equally_often_and_nothing_else_changes(double fraction)
    {
        float[] noisy = Moments.Of(new SaltAndPepper(fraction), 0.4f);
        int pepper = noisy.Count(v => v == 0), salt = noisy.Count(v => v == 1);
        double deviation = Math.Sqrt(fraction / 2 * (1 - (fraction / 2)) / Count);
        Near.Equal(fraction / 2, pepper / Count, deviation, 5);
        Near.Equal(fraction / 2, salt / Count, deviation, 5);
        Assert.Equal(noisy.Length, pepper + salt + noisy.Count(v => v == 0.4f));
    }

    [Fact]
    public void A_fraction_of_zero_strikes_none() => Assert.DoesNotContain(Moments.Of(new SaltAndPepper(0), 0.4f), v => v != 0.4f);

    [Theory] // means on both sides of 10, where the algorithm changes
    [InlineData(1, 0.3f), InlineData(9.5, 1f), InlineData(30, 0.2f), InlineData(10, 1f), InlineData(30, 1f), InlineData(300, 0.5f)]
    [InlineData(1e6, 1f)]
    public void Photon_noise_has_the_mean_variance_and_skewness_of_poisson(double peak, float value)
    {
        double mean = value * peak;
        float[] noisy = Moments.Of(new PoissonNoise(peak, clip: false), value);
        double[] counts = [.. noisy.Select(v => v * peak)];
        Near.Equal(mean, counts.Average(), Math.Sqrt(mean / Count) + (1e-7 * mean), 5);
        double variance = counts.Average(k => (k - mean) * (k - mean));
        Near.Equal(mean, variance, mean * Math.Sqrt((2 + (1 / mean)) / Count), 5);
        double skewness = counts.Average(k => Math.Pow(k - mean, 3)) / Math.Pow(mean, 1.5);
        Near.Equal(1 / Math.Sqrt(mean), skewness, Math.Sqrt((15 + (25 / mean) + (1 / mean / mean)) / Count), 5);
    }

    [Theory]
    [InlineData(0.7), InlineData(4), InlineData(9.99), InlineData(10), InlineData(12.5), InlineData(31)]
    public void Counts_are_as_frequent_as_poisson_says(double mean)
    {
        const int draws = 100_000;
        var key = new RandomKey(5, RandomPurpose.Samples);
        int[] seen = new int[120];
        for (uint i = 0; i < draws; i++) seen[(int)PoissonSampler.Count(mean, key, i)]++;
        double probability = Math.Exp(-mean);
        for (int k = 0; k < 60; probability *= mean / ++k)
            Near.Equal(probability, seen[k] / (double)draws, Math.Sqrt(probability / draws) + (1.0 / draws), 5);
    }

    [Fact]
    public void Log_factorials_are_sums_of_logarithms()
    {
        double sum = 0;
        for (int k = 1; k <= 200; k++)
        {
            sum += Math.Log(k);
            Near.Equal(sum, PoissonSampler.LogFactorial(k), 1 + sum, 1e-13);
        }

        Assert.Equal(0, PoissonSampler.LogFactorial(0));
    }

    [Fact]
    public void Black_and_less_than_black_stay_without_photons()
    {
        Assert.All(Moments.Of(new PoissonNoise(30, clip: false), 0), v => Assert.Equal(0, v));
        Assert.All(Moments.Of(new PoissonNoise(30, clip: false), -0.1f), v => Assert.Equal(0, v));
    }

    [Fact]
    public void Wrong_values_are_refused()
    {
        Assert.Equal(
            "Salt and pepper needs a fraction between 0 and 1, got 5. 0.05 affects one value in twenty.",
            Assert.Throws<ArgumentException>(() => new SaltAndPepper(5)).Message);
        Assert.Equal(
            "Poisson noise needs a peak above 0 and at most 1000000, got 0. A dim photograph has about 30.",
            Assert.Throws<ArgumentException>(() => new PoissonNoise(0, clip: false)).Message);
        Assert.Throws<ArgumentException>(() => new SaltAndPepper(double.NaN));
        Assert.Throws<ArgumentException>(() => new PoissonNoise(double.NaN, clip: false));
    }

    [Fact]
    public void They_have_no_level_and_describe_themselves()
    {
        INoise salt = new SaltAndPepper(0.05), photons = new PoissonNoise(30, clip: true);
        Assert.Null(salt.LevelOf(new RandomKey(1, RandomPurpose.TestNoise)));
        Assert.Null(photons.LevelOf(new RandomKey(1, RandomPurpose.TestNoise)));
        Assert.Equal("salt and pepper on 5% of the values", salt.Description);
        Assert.Equal("Poisson noise, 30 photons at white, clipped", photons.Description);
    }
}
