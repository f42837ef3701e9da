using Hush.Imaging.Noise;
using Hush.Numerics.Random;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Noise;

public sealed class BlurAndMixtureTests
{
    private static readonly RandomKey Key = new(21, RandomPurpose.TrainingNoise);
    private static readonly MixtureNoise Mixture = new(NoiseSpec.Default(NoiseKind.Mixture));

    [Theory]
    [InlineData(3, 0.8), InlineData(5, 1.1), InlineData(7, 1.4)]
    public void A_size_has_the_sigma_of_opencv(int size, double sigma)
    {
        Near.Equal(sigma, GaussianBlur.SigmaOfSize(size), 1, 1e-12);
        Assert.Equal($"Gaussian blur of {size}x{size} pixels, sigma {sigma} pixels", new GaussianBlur(size).Description);
    }

    [Fact]
    public void A_blurred_point_has_the_products_of_the_windows_weights()
    {
        float[] image = new float[5 * 7];
        image[(2 * 7) + 3] = 1;
        new GaussianBlur(3).Apply(image, image, new Shape(1, 5, 7, 1), Key);
        double side = Math.Exp(-1 / (2 * 0.64)), center = 1 / (1 + (2 * side));
        Near.Equal(center * center, image[(2 * 7) + 3], 1, 1e-6);
        Near.Equal(center * center * side, image[(2 * 7) + 2], 1, 1e-6);
        Near.Equal(center * center * side * side, image[(1 * 7) + 4], 1, 1e-6);
        Assert.Equal(9, image.Count(v => v > 0));
    }

    [Fact]
    public void A_mixture_draws_from_its_ranges()
    {
        MixtureDraw[] draws = [.. Enumerable.Range(0, 4000).Select(i => Mixture.DrawOf(Key with { Image = (uint)i }))];
        Assert.All(draws, d => Assert.InRange(d.Level.Sigma, 0.05, 0.2000001));
        Assert.All(draws, d => Assert.InRange(d.Fraction, 0.01, 0.05));
        Near.Equal(0.125, draws.Average(d => d.Level.Sigma), 0.15 / Math.Sqrt(12 * 4000), 5);
        Near.Equal(0.03, draws.Average(d => d.Fraction), 0.04 / Math.Sqrt(12 * 4000), 5);
        Near.Equal(2000, draws.Count(d => d.BlurSize == 0), Math.Sqrt(1000), 5);
        Near.Equal(1000, draws.Count(d => d.BlurSize == 3), Math.Sqrt(750), 5);
        Near.Equal(1000, draws.Count(d => d.BlurSize == 5), Math.Sqrt(750), 5);
    }

    [Fact]
    public void A_mixture_is_its_steps_in_the_stated_order()
    {
        var shape = new Shape(1, 15, 13, 3);
        float[] clean = Samples.Uniform(shape.Count, 8), noisy = new float[clean.Length], steps = new float[clean.Length];
        foreach (int size in new[] { 0, 3, 5 })
        {
            RandomKey key = Enumerable.Range(0, 100).Select(i => Key with { Image = (uint)i })
                .First(k => Mixture.DrawOf(k).BlurSize == size);
            MixtureDraw draw = Mixture.DrawOf(key);
            Assert.Equal(draw.Level, Mixture.LevelOf(key));
            Mixture.Apply(clean, noisy, shape, key);
            new GaussianNoise(draw.Level, clip: false).Apply(clean, steps, shape, key);
            new SaltAndPepper(draw.Fraction).Apply(steps, steps, shape, key);
            if (size > 0) new GaussianBlur(size).Apply(steps, steps, shape, key);
            Assert.Equal(steps.Select(v => Math.Clamp(v, 0, 1)), noisy);
        }
    }

    [Fact]
    public void A_mixture_describes_itself_and_refuses_other_kinds()
    {
        Assert.Equal(
            "for each image: Gaussian noise, σ = 12.75/255 (0.05) to σ = 51/255 (0.2); salt and pepper on 1 to 5% of the values; " +
            "with a chance of 50% a blur of 3 or 5 pixels; clipped",
            Mixture.Description);
        Assert.Equal(
            "A mixture needs a spec of kind mixture, got 'blur'. Call Create.",
            Assert.Throws<ArgumentException>(() => new MixtureNoise(NoiseSpec.Default(NoiseKind.Blur))).Message);
        Assert.Equal(
            "A blur needs an odd size from 1 to 99 pixels, got 101. Use 3, 5, 7, ...",
            Assert.Throws<ArgumentException>(() => new GaussianBlur(101)).Message);
    }
}
