using Hush.Denoising;
using Hush.Imaging.Noise;
using Hush.Models;
using Hush.Testing;
using Xunit;

namespace Hush.Tests.Denoising;

/// <summary>The card of the test model with a level input states training on sigma 10 to 30.</summary>
public class NoiseLevelChoiceTests
{
    [Fact]
    public void A_level_that_is_asked_for_is_told_and_outside_the_range_remarked_on()
    {
        Assert.Empty(Choose(20, 15).Notes);
        NoiseLevelChoice choice = Choose(20, 60);
        Assert.Equal(60, choice.Level.Bytes, 3);
        Assert.Equal(
            "The model 'made up' was trained for noise of sigma 10-30, but was given sigma 60: expect remaining noise or smeared detail.",
            Assert.Single(choice.Notes));
    }

    [Fact]
    public void Without_one_the_estimate_is_told()
    {
        NoiseLevelChoice choice = Choose(20, null);
        Assert.InRange(choice.Level.Bytes, 19, 21);
        Assert.Equal(choice.Level, choice.Estimate.Level);
        Assert.Empty(choice.Notes);
    }

    [Theory]
    [InlineData(50, 30, "expect noise to remain. It uses 30, the nearest level in that range.")]
    [InlineData(4, 10, "expect fine detail to be lost. It uses 10, the nearest level in that range.")]
    public void An_estimate_outside_the_range_is_brought_into_it_and_remarked_on(double sigma, double told, string note)
    {
        NoiseLevelChoice choice = Choose(sigma, null);
        Assert.Equal(told, choice.Level.Bytes, 3);
        Assert.EndsWith(note, Assert.Single(choice.Notes));
    }

    [Fact]
    public void What_cannot_be_judged_is_left_as_it_is_and_that_is_said()
    {
        using Image tiny = MadeUpModels.Picture(7, 5, 3);
        using Model model = MadeUpModels.Create(MadeUpModels.Residual);
        NoiseLevelChoice choice = NoiseLevelChoice.For(NoiseEstimator.Estimate(tiny), model.Card, null);
        Assert.Equal(0, choice.Level.Sigma);
        Assert.Equal(
            "The noise cannot be estimated: 5x7 pixels are too few, at least 23x23 are needed. The image is left unchanged; give a " +
            "noise level to denoise it.",
            Assert.Single(choice.Notes));
        Assert.Equal(20, NoiseLevelChoice.For(NoiseEstimator.Estimate(tiny), model.Card, 20).Level.Bytes, 3);
    }

    [Fact]
    public void A_page_in_black_and_white_and_a_flat_image_are_left_as_they_are()
    {
        using Model model = MadeUpModels.Create(MadeUpModels.Residual);
        using Image page = Image.FromPixels([.. Enumerable.Range(0, 90 * 110).Select(i => i % 7 < 3 ? 0f : 1f)], 110, 90, 1);
        NoiseLevelChoice choice = NoiseLevelChoice.For(NoiseEstimator.Estimate(page), model.Card, null);
        Assert.Equal(0, choice.Level.Sigma);
        Assert.StartsWith("The noise cannot be estimated: nearly all of the image is black or white.", Assert.Single(choice.Notes));
        using Image flat = Image.FromPixels([.. Enumerable.Repeat(0.4f, 90 * 110)], 110, 90, 1);
        choice = NoiseLevelChoice.For(NoiseEstimator.Estimate(flat), model.Card, null);
        Assert.Equal(0, choice.Level.Sigma);
        Assert.Empty(choice.Notes);
    }

    [Fact]
    public void Column_noise_is_said_to_stay()
    {
        using Model model = MadeUpModels.Create(MadeUpModels.Residual);
        var estimate = new NoiseEstimate
        {
            Level = NoiseLevel.FromByteScale(20),
            ColumnNoise = NoiseLevel.FromByteScale(9),
        };
        Assert.Equal(
            "The image has column noise (standard deviation 9.0 of 255), which Hush does not remove.",
            Assert.Single(NoiseLevelChoice.For(estimate, model.Card, null).Notes));
    }

    private static NoiseLevelChoice Choose(double sigma, double? asked)
    {
        using Model model = MadeUpModels.Create(MadeUpModels.Residual);
        float[] noise = Samples.Normal(90 * 110 * 3, 12);
        using Image image = Image.FromPixels([.. noise.Select(z => 0.5f + (z * (float)sigma / 255))], 110, 90, 3);
        return NoiseLevelChoice.For(NoiseEstimator.Estimate(image), model.Card, asked);
    }
}
