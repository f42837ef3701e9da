using Hush.Denoising;
using Hush.Imaging.Metrics;
using Hush.Numerics;
using Hush.Testing;
using Xunit;

namespace Hush.Tests.Denoising;

/// <summary>A pattern that a model erased comes back, noise that it removed does not.</summary>
public sealed class RemovedPatternsTests
{
    [Theory]
    [InlineData(61, 83, 3, 1, 1), InlineData(128, 96, 1, 255, 1), InlineData(33, 32, 3, 1, 1)]
    [InlineData(128, 160, 3, 1, 2), InlineData(128, 160, 3, 1, 3), InlineData(128, 160, 1, 65535, 4)]
    public void Noise_is_not_a_pattern_fine_or_coarse(int height, int width, int channels, float white, int grain)
    {
        var (noisy, clean, shape) = Removed(height, width, channels, white, (x, _) => x > width / 2 ? 12 : 5, grain);
        var patterns = new RemovedPatterns();
        patterns.Add(noisy, clean, shape, white);
        Assert.InRange(patterns.Noise, 7.5, 11);            // the root mean square of 5 and 12 is 9.2
        Assert.False(patterns.HidesNoise);
        float[] before = [.. clean];
        RemovedPatterns.Restore(noisy, clean, shape);
        SameBytes.Assert(before, clean);
    }

    [Theory]
    [InlineData("stripes", 5, 0), InlineData("stripes", 4.3, 35), InlineData("checkers", 2, 0), InlineData("checkers", 6.5, 20)]
    [InlineData("dots", 4, 0), InlineData("dots", 9.7, 70), InlineData("stripes", 11, 90)]
    public void An_erased_pattern_is_restored_and_does_not_count_as_noise(string kind, double period, double degrees)
    {
        foreach (var (channels, white) in new[] { (3, 1f), (1, 255f) })
        {
            var (noisy, clean, shape) = Removed(150, 170, channels, white, (_, _) => 5);
            for (int i = 0; i < noisy.Length; i++)
            {
                int x = i / channels % shape.W, y = i / channels / shape.W;
                if (x is >= 32 and < 128 && y is >= 32 and < 128)
                    noisy[i] += (float)(20 * Pattern(kind, period, degrees, x, y) / 255 * white);
            }

            var patterns = new RemovedPatterns();
            patterns.Add(noisy, clean, shape, white);
            Assert.InRange(patterns.Noise, 4.5, 5.5);
            float[] before = [.. clean];
            RemovedPatterns.Restore(noisy, clean, shape);
            for (int i = 0; i < clean.Length; i++)
            {
                int x = i / channels % shape.W, y = i / channels / shape.W;
                if (x is >= 32 and < 128 && y is >= 32 and < 128)
                    Assert.Equal(noisy[i], clean[i]);
                else
                    Assert.InRange(
                        clean[i], Math.Min(before[i], noisy[i]) - (1e-5f * white), Math.Max(before[i], noisy[i]) + (1e-5f * white));
                if (x >= 161)
                    Assert.Equal(before[i], clean[i]);
            }
        }
    }

    [Fact]
    public void A_pattern_everywhere_hides_the_noise()
    {
        var (noisy, clean, shape) = Removed(96, 96, 3, 1, (_, _) => 4);
        for (int i = 0; i < noisy.Length; i++)
            noisy[i] += (float)(15 * Pattern("dots", 4, 10, i / 3 % 96, i / 3 / 96) / 255);
        var patterns = new RemovedPatterns();
        patterns.Add(noisy, clean, shape, white: 1);
        Assert.Equal((0, true), (patterns.Noise, patterns.HidesNoise));
    }

    [Theory, InlineData(float.NaN), InlineData(float.PositiveInfinity)]
    public void Missing_values_stay_and_images_smaller_than_a_block_are_noise(float missing)
    {
        var (noisy, clean, shape) = Removed(20, 40, 1, 1, (_, _) => 60);
        noisy[7] = clean[7] = missing;
        var patterns = new RemovedPatterns();
        patterns.Add(noisy, clean, shape, white: 1);
        float[] before = [.. clean];
        RemovedPatterns.Restore(noisy, clean, shape);
        Assert.True(before.AsSpan().SequenceEqual(clean));
        Assert.InRange(patterns.Noise, 50, 70);
    }

    [Fact]
    public void Filled_gaps_do_not_count()
    {
        var (noisy, clean, shape) = Removed(64, 64, 3, 1, (_, _) => 8);
        var patterns = new RemovedPatterns();
        patterns.Add(noisy, clean, shape, white: 1, isFilled: i => i / 3 % 64 < 32);
        Assert.InRange(patterns.Noise, 7.5, 8.5);
    }

    [Fact]
    public void A_grid_that_the_model_erases_stays_in_the_result()
    {
        const int Width = 160, Height = 240;
        float[] pixels = new float[Width * Height * 3], noise = Samples.Normal(pixels.Length, 9);
        for (int i = 0; i < Width * Height; i++)
        {
            double x = i % Width, y = i / Width;
            double u = ((x * 0.94) + (y * 0.34)) / 5 % 1, v = ((y * 0.94) - (x * 0.34) + 500) / 5 % 1;
            double value = y < 100 && (u < 0.35 || v < 0.35) ? 0.75 : 0.1 + (0.3 * y / Height);
            for (int c = 0; c < 3; c++)
                pixels[(3 * i) + c] = (float)value;
        }

        float[] noisy = [.. pixels.Select((value, i) => MathF.Round(Math.Clamp(value + (noise[i] * 5 / 255), 0, 1) * 255) / 255)];
        using Image image = Image.FromPixels(noisy, Width, Height, 3, 8);
        using var auto = new AutoDenoiser("photo-camera", threads: 1);
        using DenoiseResult result = auto.Denoise(image);
        using var model = Denoiser.LoadBuiltIn("photo-camera", threads: 1);
        using Image alone = model.Denoise(image, new DenoiseOptions { Sigma = 5 });
        double before = Psnr.Of(pixels, noisy), after = Psnr.Of(pixels, result.Image.Pixels.Span);
        Assert.InRange(Psnr.Of(pixels, alone.Pixels.Span), 0, before - 5);
        Assert.InRange(after, before + 0.1, before + 20);
    }

    /// <summary>A value of -1 or 1.</summary>
    private static double Pattern(string kind, double period, double degrees, int x, int y)
    {
        double angle = degrees * Math.PI / 180;
        double u = ((x * Math.Cos(angle)) + (y * Math.Sin(angle)) + 1000) / period,
            v = ((y * Math.Cos(angle)) - (x * Math.Sin(angle)) + 1000) / period;
        bool left = u % 1 < 0.5, above = v % 1 < 0.5;
        return (kind switch { "stripes" => left, "checkers" => left != above, _ => left && above }) ? 1 : -1;
    }

    /// <summary>A slope, noisy by a deviation that depends on the position, and without noise.</summary>
    /// <param name="grain">The noise is averaged over this many pixels in each direction.</param>
    private static (float[] Noisy, float[] Clean, Shape Shape) Removed(
        int height, int width, int channels, float white, Func<int, int, double> deviation, int grain = 1)
    {
        var shape = new Shape(1, height, width, channels);
        float[] clean = new float[height * width * channels], noisy = new float[clean.Length];
        int pitch = (width + grain) * channels;
        float[] noise = Samples.Normal((height + grain) * pitch, 5);
        for (int i = 0; i < clean.Length; i++)
        {
            int x = i / channels % width, y = i / channels / width;
            double sum = 0;
            for (int dy = 0; dy < grain; dy++)
            {
                for (int dx = 0; dx < grain; dx++)
                    sum += noise[((y + dy) * pitch) + ((x + dx) * channels) + (i % channels)];
            }

            clean[i] = white * (0.4f + (0.2f * x / width));
            noisy[i] = clean[i] + (float)(sum / grain * deviation(x, y) / 255 * white);
        }

        return (noisy, clean, shape);
    }
}
