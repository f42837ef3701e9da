using Hush.Imaging.Metrics;
using Hush.Imaging.Noise;
using Hush.Models;
using Hush.Numerics.Random;
using Hush.Testing;
using Hush.Training;
using Xunit;

namespace Hush.Tests.Models;

/// <summary>The models that come with Hush do what they are for, on a synthetic image.</summary>
public sealed class ShippedModelsTests
{
    private const int Side = 160;

    public static TheoryData<string> Names() => [.. ShippedModels.Names];

    public static TheoryData<string> ForWhiteNoise() => [.. ShippedModels.Names.Where(name => name != ShippedModels.Camera)];

    [Fact]
    public void There_are_one_for_white_noise_in_gray_images_one_in_color_and_one_for_cameras() =>
        Assert.Equal(["photo-camera", "photo-color", "photo-gray"], ShippedModels.Names);

    [Theory, MemberData(nameof(Names))]
    public void Its_card_says_what_it_was_trained_for_and_it_is_small(string name)
    {
        using Model model = Model.Open(name);
        Assert.Equal(name, model.Card.Name);
        if (name == ShippedModels.Camera)
        {
            Assert.Equal(NoiseKind.Photo, model.Card.Noise.Kind);
            Assert.Contains("The weights are a weighted mean of four training runs", model.Card.Description);
        }
        else
        {
            Assert.Equal((0, 55), (model.Card.Noise.Sigma!.Value.Low, model.Card.Noise.Sigma.Value.High));
            Assert.False(model.Card.Noise.Clip);
        }

        Assert.Equal(name == ShippedModels.Camera, model.Card.IsBlind);
        Assert.True(model.Network.TakesScalar);
        Assert.True(model.Network.ParameterCount * sizeof(float) <= 8 << 20);
        double perPixel = (double)model.Network.MultiplyAdds(512, 512) / (512 * 512);
        Assert.True(perPixel <= (model.Card.Channels == 1 ? 60_000 : 80_000), $"{perPixel} multiply-adds a pixel");
    }

    /// <summary>
    /// Network, data, noise and loss match the recipe. Duration, learning rate and seed, possibly of several trainings, are only in the
    /// card.
    /// </summary>
    [Theory, MemberData(nameof(Names))]
    public void Its_recipe_trains_it_again_and_goes_on_from_it(string name)
    {
        using Model model = Model.Open(name);
        Recipe named = Recipe.LoadBuiltIn(name), its = model.Card.Recipe;
        Recipe expected = named with
        {
            Data = named.Data with { Name = its.Data.Name },
            Optimizer = its.Optimizer,
            Epochs = its.Epochs,
            Seed = its.Seed,
            ReinitializeDead = its.ReinitializeDead,
            From = its.From,
        };
        Assert.Equal(expected.ToJson(), its.ToJson());
    }

    [Theory, MemberData(nameof(ForWhiteNoise))]
    public void Noise_of_every_trained_level_goes_and_its_level_is_found(string name)
    {
        using Denoiser denoiser = Denoiser.Load(name);
        foreach (double sigma in (double[])[15, 25, 50])
        {
            using Image clean = Picture(denoiser.Card.Channels, 0), noisy = Picture(denoiser.Card.Channels, sigma);
            using Image told = denoiser.Denoise(noisy, new DenoiseOptions { Sigma = sigma }), found = denoiser.Denoise(noisy);
            double before = Quality(clean, noisy);
            Assert.True(Quality(clean, told) > before + 8, $"sigma {sigma}: {before:0.0} -> {Quality(clean, told):0.0} dB");
            Assert.InRange(Quality(clean, found), Quality(clean, told) - 0.5, 99);
        }
    }

    [Theory, InlineData("camera:0.001"), InlineData("camera:0.005"), InlineData("grain:10")]
    public void Noise_that_is_not_white_goes_without_a_level(string kind)
    {
        using var denoiser = new AutoDenoiser();
        INoise noise = NoiseSpec.Parse(kind).Create();
        var (before, after) = (new List<double>(), new List<double>());
        int found = 0;
        for (uint draw = 0; draw < 6; draw++)
        {
            using Image scene = Picture(3, 0);
            Shape shape = scene.Pixels.Shape;
            float[] clean = scene.Pixels.Span.ToArray(), noisy = new float[clean.Length];
            noise.CreatePair(clean, noisy, shape, new RandomKey(5, RandomPurpose.TestNoise, 0, draw));
            using Image picture = Image.FromPixels(noisy, Side, Side, 3);
            using DenoiseResult result = denoiser.Denoise(picture);
            if (kind.StartsWith("camera", StringComparison.Ordinal))
                Assert.Equal((ShippedModels.Camera, null), (result.Model, result.Level));
            else if (result.Level is null)
                found++;                        // fine grain is nearly white
            before.Add(Psnr.Of(clean, noisy));
            after.Add(Psnr.Of(clean, result.Image.Pixels.Span));
        }

        Assert.True(found >= 2 || kind.StartsWith("camera", StringComparison.Ordinal), $"{found} of 6 went to the model for cameras");
        Assert.True(after.Average() > before.Average() + 3, $"{before.Average():0.0} -> {after.Average():0.0} dB");
    }

    [Theory, MemberData(nameof(Names))]
    public void A_clean_image_passes_almost_untouched(string name)
    {
        using Denoiser denoiser = Denoiser.Load(name);
        using Image clean = Picture(denoiser.Card.Channels, 0);
        using Image told = denoiser.Denoise(clean, new DenoiseOptions { Sigma = 0 }), found = denoiser.Denoise(clean);
        Assert.True(Quality(clean, told) >= 45, $"told 0: {Quality(clean, told):0.0} dB");
        Assert.True(Quality(clean, found) >= 45, $"estimated: {Quality(clean, found):0.0} dB");
    }

    private static double Quality(Image clean, Image other) => Psnr.Of(clean.Pixels.Span, other.Pixels.Span);

    /// <summary>Slopes, edges and stripes, with unclipped noise.</summary>
    private static Image Picture(int channels, double sigma)
    {
        float[] noise = Samples.Normal(Side * Side * channels, 3), pixels = new float[noise.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            int x = i / channels % Side, y = i / channels / Side, c = i % channels;
            double value = 0.3 + (0.4 * x / Side) + (0.03 * c);
            value += ((x - 60) * (x - 60)) + ((y - 80) * (y - 80)) < 1600 ? 0.2 : 0;
            value += x > 110 ? 0.08 * Math.Sin(y * 0.7) : 0;
            pixels[i] = (float)(value + (noise[i] * sigma / 255));
        }

        return Image.FromPixels(pixels, Side, Side, channels, bitDepth: 32);
    }
}
