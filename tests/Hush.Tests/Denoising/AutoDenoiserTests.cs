using System.Numerics.Tensors;
using Hush.Denoising;
using Hush.Imaging.Estimation;
using Hush.Imaging.Noise;
using Hush.Models;
using Hush.Numerics.Random;
using Hush.Testing;
using Xunit;

namespace Hush.Tests.Denoising;

/// <summary>The image's noise determines the model and the level.</summary>
public sealed class AutoDenoiserTests
{
    [Theory, InlineData(5), InlineData(15), InlineData(40)]
    public void White_noise_goes_to_the_model_for_it_as_before(double sigma)
    {
        foreach (float[] pixels in (float[][])[NoisyScene.Color(sigma), NoisyScene.Gray(sigma)])
        {
            using Image noisy = NoisyScene.Picture(pixels);
            using var auto = new AutoDenoiser(threads: 1);
            using DenoiseResult result = auto.Denoise(noisy);
            using var denoiser = Denoiser.Load(ShippedModels.For(noisy), threads: 1);
            using Image expected = denoiser.Denoise(noisy);
            Assert.Equal(denoiser.Card.Name, result.Model);
            Assert.InRange(result.Level!.Value.Bytes, 0.7 * sigma, 1.3 * sigma);
            Assert.Null(result.Found);
            Assert.Equal(expected.Pixels.Span.ToArray(), result.Image.Pixels.Span.ToArray());
        }
    }

    [Theory, InlineData(1), InlineData(3)]
    public void Camera_noise_goes_to_the_model_that_finds_it(int channels)
    {
        using Image noisy = Noisy("camera:0.004", channels);
        using var auto = new AutoDenoiser(threads: 1);
        using DenoiseResult result = auto.Denoise(noisy);
        Assert.Equal((ShippedModels.Camera, channels), (result.Model, result.Image.Channels));
        Assert.Null(result.Level);
        Assert.InRange(result.Found!.Level.Bytes, 0.7, 30);
        Assert.NotEqual(GrainSize.Fine, result.Found.Grain);
        Assert.DoesNotContain(result.Notes, note => note.StartsWith("Nothing to remove", StringComparison.Ordinal));
    }

    [Fact]
    public void A_level_that_is_given_goes_to_the_model_for_white_noise()
    {
        using Image noisy = Noisy("camera:0.004", 3);
        using var auto = new AutoDenoiser(threads: 1);
        using DenoiseResult result = auto.Denoise(noisy, new DenoiseOptions { Sigma = 12 });
        Assert.Equal(("photo-color", 12.0), (result.Model, Math.Round(result.Level!.Value.Bytes, 3)));
    }

    [Fact]
    public void A_model_that_is_asked_for_is_taken_and_strength_blends()
    {
        using Image noisy = Noisy("camera:0.004", 3);
        using var auto = new AutoDenoiser(ShippedModels.Camera, threads: 1);
        auto.LoadAsked();
        using DenoiseResult whole = auto.Denoise(noisy), half = auto.Denoise(noisy, new DenoiseOptions { Strength = 50 });
        for (int i = 0; i < 1000; i++)
            Assert.Equal((noisy.Pixels.Span[i] + whole.Image.Pixels.Span[i]) / 2, half.Image.Pixels.Span[i], 1e-6);
    }

    [Fact]
    public void Strength_0_loads_no_model_and_the_result_says_so()
    {
        using Image noisy = Noisy("gaussian:25", 3);
        using var auto = new AutoDenoiser("no such model", threads: 1);        // throws when it is loaded
        Assert.Throws<CheckpointException>(() => auto.Denoise(noisy));
        using DenoiseResult none = auto.Denoise(noisy, new DenoiseOptions { Sigma = 25, Strength = 0 });
        Assert.Equal(noisy.Pixels.Span.ToArray(), none.Image.Pixels.Span.ToArray());
        Assert.Equal((null, null, null), (none.Model, none.Level, none.Estimate.Level));
        Assert.Equal(["Nothing to remove: the strength is 0, so the image is unchanged."], none.Notes);
        Assert.Equal("The noise was not estimated, because the strength is 0.", none.Estimate.Reason);
    }

    [Fact]
    public void An_image_without_visible_noise_stays_as_it_is()
    {
        using Image clean = NoisyScene.Picture(NoisyScene.Color(0), bitDepth: 8);
        using var auto = new AutoDenoiser(threads: 1);
        using DenoiseResult result = auto.Denoise(clean);
        Assert.Equal(clean.Pixels.Span.ToArray(), result.Image.Pixels.Span.ToArray());
        Assert.Contains(result.Notes.Concat(result.Image.Notes), note => note.StartsWith("Nothing to remove", StringComparison.Ordinal));
    }

    [Fact]
    public void The_model_gets_the_level_that_it_finds_and_weak_noise_is_removed_in_part()
    {
        using var auto = new AutoDenoiser(ShippedModels.Camera, threads: 1);
        using var denoiser = Denoiser.Load(ShippedModels.Camera, threads: 1);
        var shares = new List<double>();
        foreach (string gain in (string[])["0.00001", "0.00003", "0.00006", "0.0001", "0.0002", "0.0003", "0.0006", "0.001", "0.004"])
        {
            using Image noisy = Noisy($"camera:{gain}", 3);
            BlindEstimate found = denoiser.FindNoise(noisy, default);
            using Image whole = denoiser.Denoise(noisy, new DenoiseOptions { Sigma = found.Sigma });
            using DenoiseResult result = auto.Denoise(noisy);
            for (int i = 0; i < whole.Pixels.Span.Length; i++)
            {
                double expected = noisy.Pixels.Span[i] + (found.FractionToRemove * (whole.Pixels.Span[i] - noisy.Pixels.Span[i]));
                Assert.Equal(expected, result.Image.Pixels.Span[i], 1e-6);
            }

            Assert.Equal(found.FractionToRemove == 0, result.Found is null);
            shares.Add(found.FractionToRemove);
        }

        Assert.Equal((0, 1), (shares[0], shares[^1]));
        Assert.Contains(shares, share => share is > 0 and < 1);
    }

    [Theory]
    [InlineData(null, 0.8), InlineData(null, 150.0), InlineData(null, double.NaN), InlineData(300.0, 100.0), InlineData(-1.0, 100.0)]
    public void Options_that_are_out_of_range_are_errors_with_every_kind_of_noise(double? sigma, double strength)
    {
        using var auto = new AutoDenoiser(threads: 1);
        foreach (string kind in new[] { "camera:0.004", "gaussian:25" })
        {
            using Image noisy = Noisy(kind, 3);
            Assert.Throws<OptionException>(() => auto.Denoise(noisy, new DenoiseOptions { Sigma = sigma, Strength = strength }));
        }
    }

    [Theory, InlineData(32), InlineData(128)]
    public void A_transparent_block_does_not_change_what_is_found_elsewhere(int side)
    {
        float[] noise = Samples.Normal(side * side * 3, 4);
        ushort[] alpha = new ushort[side * side];
        for (int i = 0; i < alpha.Length; i++)
            alpha[i] = (ushort)(i % side < side / 2 ? 0 : 255);
        float[] pixels = [.. noise.Select((value, i) => i / 3 % side < side / 2 ? 0.5f : 0.5f + (value * 25 / 255))];
        using Image noisy = Image.FromPixels(pixels, side, side, 3, alpha: alpha);
        using var auto = new AutoDenoiser(ShippedModels.Camera, threads: 1);
        using DenoiseResult result = auto.Denoise(noisy);
        double left = 0;
        for (int i = 0; i < pixels.Length; i++)
            left += i / 3 % side < side / 2 ? 0 : Math.Pow(result.Image.Pixels.Span[i] - 0.5, 2);
        Assert.InRange(255 * Math.Sqrt(left / (pixels.Length / 2)), 0, 8);
    }

    [Fact]
    public void An_image_that_is_a_pattern_stays_as_it_is_and_the_reason_is_given()
    {
        const int Side = 128;
        float[] noise = Samples.Normal(Side * Side * 3, 6);
        float[] pixels = [.. noise.Select((value, i) =>
            ((i / 3 % Side % 4 < 2) == (i / 3 / Side % 4 < 2) ? 0.8f : 0.2f) + (value * 5 / 255))];
        using Image noisy = Image.FromPixels(pixels, Side, Side, 3, 8);
        using var auto = new AutoDenoiser(ShippedModels.Camera, threads: 1);
        using DenoiseResult result = auto.Denoise(noisy);
        Assert.Equal(noisy.Pixels.Span.ToArray(), result.Image.Pixels.Span.ToArray());
        Assert.StartsWith("Nothing to remove: what looks like noise", Assert.Single(result.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Transparent_pixels_do_not_hide_the_noise_of_the_others()
    {
        using Image scene = Noisy("camera:0.004", 3), opaque = Repeated(scene, 6);
        ushort[] alpha = new ushort[opaque.Width * opaque.Height];
        for (int i = 0; i < alpha.Length; i++)
            alpha[i] = (ushort)(i % opaque.Width < opaque.Width / 2 ? 0 : 255);
        using Image cutOut = Image.FromPixels(opaque.Pixels.Span, opaque.Width, opaque.Height, 3, alpha: alpha);
        using var denoiser = Denoiser.Load(ShippedModels.Camera, threads: 1);
        double expected = denoiser.FindNoise(opaque, default).Removed;

        // If transparent pixels counted, the result would be at most 0.75 times as much.
        Assert.InRange(denoiser.FindNoise(cutOut, default).Removed, 0.85 * expected, 1.15 * expected);
    }

    [Fact]
    public void Floats_with_white_at_255_have_the_noise_of_bytes()
    {
        using Image noisy = Noisy("camera:0.004", 3);
        using Image floats = Image.FromPixels(
            [.. noisy.Pixels.Span.ToArray().Select(v => 255 * v)], noisy.Width, noisy.Height, 3, bitDepth: 32);
        using var auto = new AutoDenoiser(threads: 1);
        using DenoiseResult expected = auto.Denoise(noisy), result = auto.Denoise(floats);
        Assert.Equal(expected.FoundLevel!.Value.Bytes, result.FoundLevel!.Value.Bytes, 0.01);
        Assert.Equal(expected.Found!.AtMidGray.Bytes, result.Found!.AtMidGray.Bytes, 0.01);
    }

    [Theory]
    [InlineData(0.4, 0.2, 0.05, 0), InlineData(0.55, 0.2, 0.05, 0.5), InlineData(0.7, 0.2, 0.05, 1), InlineData(30, 0.2, 0.05, 1)]
    [InlineData(0.8, 0.8, 0.05, 0), InlineData(1.9, 0.8, 0.05, 0.5), InlineData(3, 0.8, 0.05, 1), InlineData(30, 0.8, 0.05, 1)]
    [InlineData(0.4, 0.8, 0.9, 0), InlineData(0.55, 0.8, 0.9, 0.5), InlineData(0.7, 0.8, 0.9, 1)]
    [InlineData(0.6, 0.8, 0.175, 0), InlineData(1.225, 0.8, 0.175, 0.5), InlineData(1.85, 0.375, 0.05, 1)]
    public void In_sharp_images_weak_noise_in_few_places_is_removed_in_part(
        double removed, double sharpness, double evenness, double share)
    {
        var found = new BlindEstimate(removed, sharpness, evenness);
        Assert.Equal(share, found.FractionToRemove, 1e-9);
        Assert.Equal(2.5 + (0.9 * removed), found.Sigma, 1e-9);
    }

    [Fact]
    public void Nine_tiles_of_a_large_image_have_the_noise_of_all_of_it()
    {
        using Image tile = Noisy("camera:0.004", 3);
        using Image large = Repeated(tile, 8);
        using var denoiser = Denoiser.Load(ShippedModels.Camera, threads: 1);
        using Image clean = denoiser.Denoise(large);        // without a level, as for the estimate
        double ofAll = 255 * TensorPrimitives.Distance(large.Pixels.Span, clean.Pixels.Span) / Math.Sqrt(large.Pixels.Span.Length);
        Assert.True(large.Width * large.Height > 640 * 640);
        Assert.InRange(denoiser.FindNoise(large, default).Removed, 0.9 * ofAll, 1.1 * ofAll);
    }

    private static Image Repeated(Image tile, int times)
    {
        var (_, height, width, channels) = tile.Pixels.Shape;
        using var pixels = new Tensor(new Shape(1, times * height, times * width, channels));
        for (int y = 0; y < times * height; y++)
        {
            ReadOnlySpan<float> row = tile.Pixels.Span.Slice(y % height * width * channels, width * channels);
            for (int x = 0; x < times; x++)
                row.CopyTo(pixels.Span[(((y * times) + x) * row.Length)..]);
        }

        return Image.FromPixels(pixels.Span, times * width, times * height, channels);
    }

    private static Image Noisy(string kind, int channels)
    {
        float[] clean = channels == 3 ? NoisyScene.Color(0) : NoisyScene.Gray(0), noisy = new float[clean.Length];
        var shape = new Shape(1, NoisyScene.Height, NoisyScene.Width, channels);
        NoiseSpec.Parse(kind).Create().Apply(clean, noisy, shape, new RandomKey(3, RandomPurpose.TestNoise, 0, 1));
        return NoisyScene.Picture(noisy, bitDepth: 8);
    }
}
