using Hush.Denoising;
using Xunit;

namespace Hush.Tests.Denoising;

/// <summary>If there is nothing to remove, the image is returned bit for bit.</summary>
public class UnchangedTests
{
    public static TheoryData<string, int> Models() =>
        new() { { "photo-gray", 8 }, { "photo-gray", 32 }, { "photo-color", 8 }, { "photo-color", 16 } };

    [Theory, MemberData(nameof(Models))]
    public void Sigma_0_and_strength_0_give_the_image_itself(string model, int bits)
    {
        using var denoiser = Denoiser.Load(model, threads: 1);
        using Image noisy = NoisyScene.Picture([.. Stripes(denoiser.Card.Channels)], bits);
        using Image told = denoiser.Denoise(noisy, new DenoiseOptions { Sigma = 0 }),
            weak = denoiser.Denoise(noisy, new DenoiseOptions { Sigma = 25, Strength = 0 });
        Assert.Equal(noisy.Pixels.Span.ToArray(), told.Pixels.Span.ToArray());
        Assert.Equal(noisy.Pixels.Span.ToArray(), weak.Pixels.Span.ToArray());
        Assert.Equal("Nothing to remove: the noise level is 0, so the image is unchanged.", Assert.Single(told.Notes));
        Assert.Equal("Nothing to remove: the strength is 0, so the image is unchanged.", Assert.Single(weak.Notes));
        Assert.NotSame(noisy.Pixels, told.Pixels);
        Assert.False(told.Metadata.IsDenoised);
    }

    [Fact]
    public void An_unchanged_image_of_another_scale_is_said_to_be_one()
    {
        using var denoiser = Denoiser.Load("photo-gray", threads: 1);
        using Image large = Image.FromPixels([.. NoisyScene.Gray(3).Select(v => 255 * v)], NoisyScene.Width, NoisyScene.Height, 1, 32);
        using Image told = denoiser.Denoise(large, new DenoiseOptions { Sigma = 0 });
        Assert.Equal(2, told.Notes.Count);
        Assert.Contains("255 is used as white", told.Notes[0]);
        Assert.StartsWith("Nothing to remove", told.Notes[1]);
    }

    [Fact]
    public void An_estimate_of_less_than_rounding_leaves_is_0()
    {
        using var denoiser = Denoiser.Load("photo-gray", threads: 1);
        using Image still = NoisyScene.Picture([.. NoisyScene.Gray(0).Select(v => MathF.Round(v * 255) / 255)], 8),
            noisy = NoisyScene.Picture(NoisyScene.Gray(3));
        Assert.InRange(denoiser.Estimate(still).Level!.Value.Bytes, 0, Denoiser.MinNoise);
        using Image unchanged = denoiser.Denoise(still), clean = denoiser.Denoise(noisy);
        Assert.Equal(still.Pixels.Span.ToArray(), unchanged.Pixels.Span.ToArray());
        Assert.NotEqual(noisy.Pixels.Span.ToArray(), clean.Pixels.Span.ToArray());
        Assert.Equal(0, NoiseLevelChoice.For(denoiser.Estimate(still), denoiser.Card, null).Level.Bytes);
    }

    [Fact]
    public void A_model_that_is_not_told_a_level_cleans_at_sigma_0_as_at_any()
    {
        using Denoiser denoiser = MadeUpModels.Denoiser(MadeUpModels.Plain);
        using Image noisy = MadeUpModels.Picture(21, 34, 3);
        using Image told = denoiser.Denoise(noisy, new DenoiseOptions { Sigma = 0 }), untold = denoiser.Denoise(noisy);
        Assert.Equal(untold.Pixels.Span.ToArray(), told.Pixels.Span.ToArray());
        Assert.NotEqual(noisy.Pixels.Span.ToArray(), told.Pixels.Span.ToArray());
    }

    [Fact]
    public void Memory_that_a_program_holds_stays_as_it_is()
    {
        using var denoiser = Denoiser.Load("photo-gray", threads: 1);
        byte[] pixels = [.. Enumerable.Range(0, 30 * 40).Select(i => (byte)(i * 89))], clean = new byte[pixels.Length];
        denoiser.Denoise(pixels, clean, new PixelLayout(40, 30, ChannelOrder.Gray), new DenoiseOptions { Sigma = 0 });
        Assert.Equal(pixels, clean);
    }

    /// <summary>Stripes of one pixel, which do not occur in photographs.</summary>
    private static IEnumerable<float> Stripes(int channels) =>
        Enumerable.Range(0, NoisyScene.Width * NoisyScene.Height * channels).Select(i => i / channels % 2 == 0 ? 0.1f : 0.9f);
}
