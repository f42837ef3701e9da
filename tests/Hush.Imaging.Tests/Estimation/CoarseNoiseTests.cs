using Hush.Imaging.Estimation;
using Xunit;

namespace Hush.Imaging.Tests.Estimation;

/// <summary>Spatially correlated noise, as in film grain.</summary>
public class CoarseNoiseTests
{
    private static readonly Shape Gray = new(1, 163, 231, 1), Color = new(1, 163, 231, 3);

    [Theory, InlineData(0.7, 12, 11, 20), InlineData(1, 12, 11, 20), InlineData(1, 20, 18, 34), InlineData(0.7, 6, 5, 10)]
    public void Blurred_noise_is_given_a_level_at_which_it_can_be_removed(double blur, double deviation, double low, double high)
    {
        foreach (Shape shape in new[] { Gray, Color })
        {
            NoiseEstimate estimate = NoiseEstimator.Estimate(Grainy(shape, blur, deviation), shape);
            Assert.InRange(estimate.Level!.Value.Bytes, low, high);
            Assert.Equal((EstimateConfidence.Low, WhitenessVerdict.Correlated, false),
                (estimate.Confidence, estimate.Whiteness!.Verdict, estimate.MayBeTexture));
            Assert.StartsWith("The noise of neighboring pixels is correlated", estimate.Reason);
            Assert.Equal(Math.Sqrt(estimate.Channels.Average(c => c!.Value.Bytes * c.Value.Bytes)), estimate.Level.Value.Bytes, 2);
        }
    }

    [Theory, InlineData(1), InlineData(5), InlineData(15), InlineData(50)]
    public void White_noise_keeps_the_estimate_of_its_own(double sigma)
    {
        NoiseEstimate estimate = NoiseEstimator.Estimate(Scenes.Noisy(Color, sigma), Color);
        Assert.Equal("", estimate.Reason);
        Assert.NotEqual(WhitenessVerdict.Correlated, estimate.Whiteness!.Verdict);
    }

    [Theory, InlineData(10), InlineData(15)]
    public void White_noise_on_soft_texture_is_not_taken_for_correlated_noise(double sigma)
    {
        float[] image = Scenes.Noisy(Color, sigma), texture = Blurred(Color, 1);
        for (int i = 0; i < image.Length; i++)
            image[i] += texture[i] * (float)(1.6 * sigma) / 255;
        Assert.True(CoarseNoise.Of(image, Color)!.Sigma * 255 > 1.3 * sigma);         // at half size, it looks stronger than white noise
        NoiseEstimate estimate = NoiseEstimator.Estimate(image, Color);
        Assert.InRange(estimate.Level!.Value.Bytes, 0, 1.1 * sigma);
        Assert.DoesNotContain("neighboring pixels", estimate.Reason);
        Assert.NotEqual(WhitenessVerdict.Correlated, estimate.Whiteness!.Verdict);
    }

    [Fact]
    public void White_noise_has_half_its_deviation_at_half_size_in_channels_of_their_own()
    {
        CoarseNoise noise = CoarseNoise.Of(Scenes.Noisy(Color, 20), Color)!;
        Assert.InRange(noise.Sigma * 255, 18, 22);
        Assert.Equal(1, noise.Factor);
        Assert.InRange(noise.Shared, -0.1, 0.1);
        Assert.InRange(noise.Kurtosis, 2.6, 3.02);
        Assert.InRange(noise.Spread, 1, 1.25);
    }

    [Fact]
    public void Texture_is_shared_by_the_color_channels_and_is_no_noise()
    {
        float[] image = Scenes.Clean(Color), texture = Blurred(Gray, 1);
        for (int i = 0; i < image.Length; i++)
        {
            int x = i / 3 % Color.W;
            image[i] += texture[i / 3] * (4 + (x / 8 % 5 * 4)) / 255;          // the strength varies across the image
        }

        CoarseNoise noise = CoarseNoise.Of(image, Color)!;
        Assert.InRange(noise.Shared, 0.95, 1);
        Assert.False(noise.IsNoise);
    }

    private static float[] Grainy(Shape shape, double blur, double deviation)
    {
        float[] image = Scenes.Clean(shape), noise = Blurred(shape, blur);
        for (int i = 0; i < image.Length; i++)
            image[i] = MathF.Round(Math.Clamp((255 * image[i]) + ((float)deviation * noise[i]), 0, 255)) / 255;
        return image;
    }

    /// <summary>White noise filtered by a Gaussian and scaled to a standard deviation of 1.</summary>
    private static float[] Blurred(Shape shape, double blur)
    {
        float[] noise = Scenes.White(shape);
        foreach (int step in new[] { shape.C, shape.W * shape.C })
        {
            float[] from = [.. noise];
            for (int i = 0; i < noise.Length; i++)
            {
                double sum = 0, squares = 0;
                for (int k = -5; k <= 5; k++)
                {
                    double weight = Math.Exp(-k * k / (2 * blur * blur));
                    squares += weight * weight;
                    sum += weight * from[(i + (k * step) + from.Length) % from.Length];
                }

                noise[i] = (float)(sum / Math.Sqrt(squares));
            }
        }

        return noise;
    }
}
