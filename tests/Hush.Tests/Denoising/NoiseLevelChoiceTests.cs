using Hush.Denoising;
using Hush.Imaging.Estimation;
using Hush.Imaging.Files;
using Hush.Models;
using Hush.Testing;
using Xunit;

namespace Hush.Tests.Denoising;

/// <summary>The made-up model with a level input was trained for sigma 10 to 30.</summary>
public class NoiseLevelChoiceTests
{
    [Fact]
    public void A_level_that_is_asked_for_is_told_and_outside_the_range_remarked_on()
    {
        Assert.Empty(Choose(20, 15).Notes);
        NoiseLevelChoice choice = Choose(20, 60);
        Assert.Equal(60, choice.Level.Bytes, 3);
        Assert.Equal(
            "The model 'made up' was trained for noise of sigma 10-30, but is told 60: expect noise or smeared detail.",
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
    [InlineData(50, 30, "expect noise to remain. It is told 30, the nearest that it knows; --sigma says another.")]
    [InlineData(4, 10, "expect fine detail to be lost. It is told 10, the nearest that it knows; --sigma says another.")]
    public void An_estimate_outside_the_range_is_brought_into_it_and_remarked_on(double sigma, double told, string note)
    {
        NoiseLevelChoice choice = Choose(sigma, null);
        Assert.Equal(told, choice.Level.Bytes, 3);
        Assert.EndsWith(note, Assert.Single(choice.Notes));
    }

    [Fact]
    public void Where_nothing_can_be_estimated_the_middle_of_the_range_is_told_and_that_is_said()
    {
        using Image tiny = MadeUpModels.Picture(7, 5, 3);
        using Model model = MadeUpModels.Create(MadeUpModels.Residual);
        NoiseLevelChoice choice = NoiseLevelChoice.For(NoiseEstimator.Estimate(tiny), model.Card, null);
        Assert.Equal(20, choice.Level.Bytes, 3);
        Assert.EndsWith("Give the noise level with sigma. The model 'made up' is told 20, the middle of its range.", Assert.Single(choice.Notes));
    }

    private static NoiseLevelChoice Choose(double sigma, double? asked)
    {
        using Model model = MadeUpModels.Create(MadeUpModels.Residual);
        float[] noise = Samples.Normal(90 * 110 * 3, 12);
        using Image image = Image.FromPixels([.. noise.Select(z => 0.5f + (z * (float)sigma / 255))], 110, 90, 3);
        return NoiseLevelChoice.For(NoiseEstimator.Estimate(image), model.Card, asked);
    }
}
