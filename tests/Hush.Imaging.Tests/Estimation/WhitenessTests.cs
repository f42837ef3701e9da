using Hush.Imaging.Estimation;
using Hush.Imaging.Noise;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Estimation;

public sealed class WhitenessTests
{
    private static readonly Shape Picture = new(1, 117, 158, 1);

    [Fact]
    public void White_noise_has_the_high_pass_correlation_of_its_formula()
    {
        var covariance = new double[64 * 64];
        for (int i = 0; i < 64; i++)
            covariance[i * 65] = 0.3;
        Assert.Equal(0, HighPass.Of([covariance]).DistanceTo(HighPass.OfWhiteNoise), 12);
        Assert.Equal(HighPass.OfWhiteNoise, HighPass.Of([new double[64 * 64]]));
    }

    [Theory, InlineData(0.5), InlineData(0.8)]
    public void Blurred_noise_is_told_from_white_noise(double blur)
    {
        float[] image = Scenes.Noisy(Picture, 40);
        new GaussianBlur(5, blur).Apply(image, image, Picture, default);
        Whiteness whiteness = NoiseEstimator.Estimate(image, Picture).Whiteness!;
        Assert.Equal(WhitenessVerdict.Correlated, whiteness.Verdict);
        Assert.StartsWith("The noise of neighboring pixels is correlated (0.", whiteness.Explanation);
        Assert.Contains("expect soft blotches to remain", whiteness.Explanation);
    }

    [Fact]
    public void A_white_residual_is_described_by_its_mean_and_deviation()
    {
        float[] clean = Scenes.Clean(Picture), noise = Scenes.White(Picture);
        float[] noisy = [.. clean.Select((v, i) => v + ((2 + (10 * noise[i])) / 255))];
        ResidualStatistics residual = ResidualStatistics.Of(noisy, clean, Picture);
        Near.Equal(2, residual.Mean, 10 / Math.Sqrt(noise.Length), 4);
        Near.Equal(10, residual.Sigma, 10 / Math.Sqrt(2.0 * noise.Length), 4);
        Assert.InRange(residual.Correlation.DistanceTo(default), 0, 4 / Math.Sqrt(noise.Length));
        Assert.Equal(WhitenessVerdict.White, residual.Verdict);
    }

    [Fact]
    public void A_residual_s_correlation_tells_right_from_below()
    {
        // Stripes of one row: horizontal neighbors are equal, vertical neighbors opposite.
        var shape = new Shape(1, 20, 31, 3);
        float[] stripes = [.. Enumerable.Range(0, (int)shape.Count).Select(i => i / (31 * 3) % 2 == 0 ? 0.1f : -0.1f)];
        ResidualStatistics residual = ResidualStatistics.Of(stripes, new float[shape.Count], shape);
        Near.Equal(1, residual.Correlation.Horizontal, 1, 1e-6);
        Near.Equal(-1, residual.Correlation.Vertical, 1, 1e-6);
        Near.Equal(-1, residual.Correlation.Diagonal, 1, 1e-6);
        Assert.Equal(WhitenessVerdict.Correlated, residual.Verdict);
        Assert.Contains("(1.00, -1.00, -1.00 horizontally, vertically and diagonally; white noise has 0)", residual.Explanation(false));
        Assert.Contains("like all camera noise", residual.Explanation(true));
    }

    [Fact]
    public void Nothing_removed_and_single_pixels_are_not_judged()
    {
        float[] image = Scenes.Clean(Picture);
        Assert.Equal(WhitenessVerdict.NotJudged, ResidualStatistics.Of(image, image, Picture).Verdict);
        ResidualStatistics pixel = ResidualStatistics.Of([0.5f], [0.25f], new Shape(1, 1, 1, 1));
        Assert.Equal((0.25 * 255, 0.0, WhitenessVerdict.NotJudged), (pixel.Mean, pixel.Sigma, pixel.Verdict));
    }

    [Fact]
    public void Images_of_different_sizes_have_no_residual() => Assert.Throws<ShapeException>(
        () => ResidualStatistics.Of(new float[6], new float[5], new Shape(1, 2, 3, 1)));
}
