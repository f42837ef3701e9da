using Xunit;

namespace Hush.Tests.Denoising;

public class DenoiseOptionsTests
{
    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(256, "256")]
    public void A_sigma_that_is_no_deviation_of_pixels_is_refused(double sigma, string shown)
    {
        foreach (string model in (string[])[MadeUpModels.Residual, MadeUpModels.Notebook])
        {
            using Denoiser denoiser = MadeUpModels.Denoiser(model);
            using Image noisy = MadeUpModels.Picture(4, 5, 3);
            var error = Assert.Throws<OptionException>(() => denoiser.Denoise(noisy, new DenoiseOptions { Sigma = sigma }));
            Assert.Equal(
                $"sigma must be between 0 and 255, the scale of 8-bit pixels, got {shown}. Omit it if the noise level is unknown.",
                error.Message);
        }
    }

    [Theory, InlineData(double.NaN), InlineData(-0.1), InlineData(100.5)]
    public void A_strength_that_is_no_percentage_is_refused(double strength)
    {
        string mistake = Assert.Single(new DenoiseOptions { Strength = strength }.Check());
        Assert.Matches(
            @"^The strength must be between 0 \(removes nothing\) and 100 \(removes all noise\), got (NaN|-0\.1|100\.5)\.$", mistake);
    }

    [Theory, InlineData(0.8, "80"), InlineData(0.25, "25"), InlineData(0.005, "0.5"), InlineData(0.99, "99")]
    public void A_strength_that_is_a_fraction_is_asked_about(double strength, string meant)
    {
        string mistake = Assert.Single(new DenoiseOptions { Strength = strength }.Check());
        Assert.Equal(FormattableString.Invariant($"The strength is in percent: {strength} removes almost nothing. Did you mean {meant}?"),
            mistake);
        Assert.Empty(new DenoiseOptions { Strength = 1 }.Check());
    }

    [Fact]
    public void All_mistakes_are_listed() => Assert.Equal(2, new DenoiseOptions { Sigma = -1, Strength = 101 }.Check().Count);

    [Fact]
    public void The_level_is_what_a_model_is_told_and_an_image_too_small_to_judge_stays_as_it_is()
    {
        using Image noisy = MadeUpModels.Picture(11, 12, 3);
        float[] before = noisy.Pixels.Span.ToArray(), at20 = Cleaned(noisy, new DenoiseOptions { Sigma = 20 });
        Assert.NotEqual(before, at20);
        Assert.NotEqual(at20, Cleaned(noisy, new DenoiseOptions { Sigma = 21 }));
        Assert.Equal(before, Cleaned(noisy, null));
    }

    [Fact]
    public void The_strength_blends_what_was_removed_back()
    {
        using Image noisy = MadeUpModels.Picture(11, 12, 3);
        float[] before = noisy.Pixels.Span.ToArray(), all = Cleaned(noisy, new DenoiseOptions { Sigma = 20 });
        Assert.Equal(before, Cleaned(noisy, new DenoiseOptions { Sigma = 20, Strength = 0 }));
        float[] half = Cleaned(noisy, new DenoiseOptions { Sigma = 20, Strength = 50 });
        for (int i = 0; i < all.Length; i++)
            Assert.Equal(before[i] + (0.5f * (all[i] - before[i])), half[i]);
    }

    private static float[] Cleaned(Image noisy, DenoiseOptions? options)
    {
        using Denoiser denoiser = MadeUpModels.Denoiser(MadeUpModels.Residual);
        using Image clean = denoiser.Denoise(noisy, options);
        return clean.Pixels.Span.ToArray();
    }
}
