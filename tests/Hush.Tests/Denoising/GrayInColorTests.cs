using Hush.Models;
using Xunit;

namespace Hush.Tests.Denoising;

/// <summary>A gray image in a file of three channels has the same noise in all channels.</summary>
public sealed class GrayInColorTests
{
    private const double Sigma = 25;

    [Theory, InlineData(8), InlineData(16), InlineData(32)]
    public void The_gray_model_is_chosen_and_cleans_it_as_the_gray_image(int bits)
    {
        using Image gray = NoisyScene.Picture(NoisyScene.Gray(Sigma), bits),
            noisy = NoisyScene.Picture(NoisyScene.AsColor(NoisyScene.Gray(Sigma)), bits);
        Assert.Equal(("photo-gray", "photo-gray"), (ShippedModels.For(gray), ShippedModels.For(noisy)));
        using var denoiser = Denoiser.Load(ShippedModels.For(noisy), threads: 1);
        using Image expected = denoiser.Denoise(gray), clean = denoiser.Denoise(noisy);
        Assert.Equal((3, bits), (clean.Channels, clean.BitDepth));
        Assert.Equal(NoisyScene.AsColor(expected.Pixels.Span.ToArray()), clean.Pixels.Span.ToArray());
    }

    [Fact]
    public void A_color_image_gets_the_color_model()
    {
        using Image noisy = NoisyScene.Picture(NoisyScene.Color(Sigma));
        Assert.Equal("photo-color", ShippedModels.For(noisy));
    }

    [Theory, InlineData(10), InlineData(25), InlineData(50)]
    public void A_color_model_cleans_it_nearly_as_well_as_a_gray_one_and_leaves_it_gray(double sigma)
    {
        using Image gray = NoisyScene.Picture(NoisyScene.Gray(sigma)),
            noisy = NoisyScene.Picture(NoisyScene.AsColor(NoisyScene.Gray(sigma)));
        using Denoiser ofGray = Denoiser.Load("photo-gray", threads: 1), ofColor = Denoiser.Load("photo-color", threads: 1);
        var options = new DenoiseOptions { Sigma = sigma };
        using Image best = ofGray.Denoise(gray, options), clean = ofColor.Denoise(noisy, options), single = ofColor.Denoise(gray, options);
        float[] values = clean.Pixels.Span.ToArray(), target = NoisyScene.Gray(0);
        Assert.Equal(NoisyScene.AsColor(single.Pixels.Span.ToArray()), values);
        double asGray = NoisyScene.Quality(target, best.Pixels.Span), asColor = NoisyScene.Quality(NoisyScene.AsColor(target), values);
        Assert.True(asColor > asGray - 3, $"{asGray:0.0} dB as gray, {asColor:0.0} dB by the model for color");
    }

    [Fact]
    public void What_channels_of_a_nearly_gray_image_differ_by_stays()
    {
        float[] gray = [.. NoisyScene.Gray(Sigma).Select(v => MathF.Round(Math.Clamp(v, 0, 0.99f) * 255))];
        using Image noisy = NoisyScene.Picture([.. gray.SelectMany(v => (float[])[(v + 1) / 255, v / 255, v / 255])], 8);
        using var denoiser = Denoiser.Load(ShippedModels.For(noisy), threads: 1);
        using Image clean = denoiser.Denoise(noisy, new DenoiseOptions { Sigma = Sigma });
        Assert.Equal("photo-gray", denoiser.Card.Name);
        for (int i = 0; i < gray.Length; i++)
        {
            Assert.Equal(1 / 255f, clean.Pixels.Span[3 * i] - clean.Pixels.Span[(3 * i) + 1], 5);
            Assert.Equal(clean.Pixels.Span[(3 * i) + 1], clean.Pixels.Span[(3 * i) + 2]);
        }
    }
}
