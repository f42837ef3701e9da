using Hush.Denoising;
using Hush.Imaging.Metrics;
using Hush.Numerics;
using Hush.Testing;
using Xunit;

namespace Hush.Tests.Denoising;

/// <summary>A pattern that a model erased comes back, noise that it removed does not.</summary>
public sealed class RemovedBlocksTests
{
    [Theory, InlineData(61, 83, 3, 1), InlineData(128, 96, 1, 255)]
    public void Noise_of_any_kind_of_image_is_removed(int height, int width, int channels, float white)
    {
        var (noisy, clean, shape) = Removed(height, width, channels, white, (x, _) => x > width / 2 ? 12 : 5);
        var blocks = new RemovedBlocks();
        blocks.Add(noisy, clean, shape, white);
        Assert.InRange(blocks.LikelyNoise, 8.7, 9.7);       // the root mean square of 5 and 12 is 9.2
        float[] before = [.. clean];
        blocks.RestorePatterns(noisy, clean, shape);
        SameBytes.Assert(before, clean);
    }

    [Theory, InlineData(3, 1), InlineData(1, 255)]
    public void An_erased_pattern_is_restored_and_does_not_count_as_noise(int channels, float white)
    {
        var (noisy, clean, shape) = Removed(97, 131, channels, white, (x, y) => x is >= 32 and < 80 && y is >= 32 and < 80 ? 60 : 5);
        var blocks = new RemovedBlocks();
        blocks.Add(noisy, clean, shape, white);
        Assert.InRange(blocks.LikelyNoise, 5, 9);           // of all that was removed, the root mean square is 25
        float[] before = [.. clean];
        blocks.RestorePatterns(noisy, clean, shape);
        for (int y = 0; y < shape.H; y++)
        {
            for (int x = 0; x < shape.W * channels; x++)
            {
                int i = (y * shape.W * channels) + x, column = x / channels;
                if (y is >= 40 and < 72 && column is >= 40 and < 72)
                    Assert.Equal(noisy[i], clean[i], 1e-5f * white);
                else if (y is < 24 or >= 88 || column is < 24 or >= 88)
                    Assert.Equal(before[i], clean[i]);
                else
                    Assert.InRange(clean[i], Math.Min(before[i], noisy[i]) - (1e-5f * white), Math.Max(before[i], noisy[i]) + (1e-5f * white));
            }
        }
    }

    [Theory, InlineData(0), InlineData(0.5), InlineData(1), InlineData(float.NaN)]
    public void A_frame_without_noise_does_not_make_noise_a_pattern(float frame)
    {
        var (noisy, clean, shape) = Removed(96, 96, 3, 1, (_, _) => 25);
        for (int i = 0; i < noisy.Length; i++)
        {
            if (i / 3 % 96 < 64)
                (noisy[i], clean[i]) = (frame, frame * 0.999f);
        }

        float[] before = [.. clean];
        var blocks = new RemovedBlocks();
        blocks.Add(noisy, clean, shape, white: 1);
        Assert.InRange(blocks.LikelyNoise, 12, 27);
        blocks.RestorePatterns(noisy, clean, shape);
        Assert.True(before.AsSpan().SequenceEqual(clean));
    }

    [Theory, InlineData(32), InlineData(96)]
    public void Blocks_that_are_filled_do_not_count(int side)
    {
        var (noisy, clean, shape) = Removed(side, side, 3, 1, (_, _) => 8);
        var blocks = new RemovedBlocks();
        blocks.Add(noisy, clean, shape, white: 1, isFilled: i => i / 3 % side < 16);
        Assert.InRange(blocks.LikelyNoise, 7.5, 8.5);
    }

    [Fact]
    public void Missing_values_and_tiny_images_are_left_alone()
    {
        var (noisy, clean, shape) = Removed(20, 20, 1, 1, (_, _) => 60);
        float[] before = [.. clean];
        noisy[7] = clean[7] = float.NaN;
        var blocks = new RemovedBlocks();
        blocks.Add(noisy, clean, shape, white: 1);
        blocks.RestorePatterns(noisy, clean, shape);
        Assert.True(float.IsNaN(clean[7]));
        clean[7] = before[7];
        SameBytes.Assert(before, clean);
        Assert.InRange(blocks.LikelyNoise, 50, 70);
    }

    [Fact]
    public void A_fine_grid_that_the_model_erases_stays_in_the_result()
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
        Assert.InRange(after, before - 1, before + 20);
    }

    /// <summary>A slope, noisy by a deviation that depends on the position, and without noise.</summary>
    private static (float[] Noisy, float[] Clean, Shape Shape) Removed(
        int height, int width, int channels, float white, Func<int, int, double> deviation)
    {
        var shape = new Shape(1, height, width, channels);
        float[] clean = new float[height * width * channels], noise = Samples.Normal(clean.Length, 5), noisy = new float[clean.Length];
        for (int i = 0; i < clean.Length; i++)
        {
            int x = i / channels % width, y = i / channels / width;
            clean[i] = white * (0.4f + (0.2f * x / width));
            noisy[i] = clean[i] + (float)(noise[i] * deviation(x, y) / 255 * white);
        }

        return (noisy, clean, shape);
    }
}
