using Hush.Imaging.Estimation;
using Hush.Imaging.Files;
using Hush.Imaging.Noise;
using Xunit;

namespace Hush.Imaging.Tests.Estimation;

public sealed class NoiseEstimatorTests
{
    private static readonly Shape Gray = new(1, 131, 203, 1), Color = new(1, 131, 203, 3);

    [Theory, InlineData(2), InlineData(5), InlineData(15), InlineData(25), InlineData(50)]
    public void The_level_of_white_noise_is_found_in_gray_and_color(double sigma)
    {
        foreach (Shape shape in new[] { Gray, Color })
        {
            NoiseEstimate estimate = NoiseEstimator.Estimate(Scenes.Noisy(shape, sigma), shape);
            Assert.InRange(estimate.Level!.Value.Bytes, sigma - Math.Max(0.05 * sigma, 0.35), sigma + Math.Max(0.05 * sigma, 0.35));
            Assert.Equal((EstimateConfidence.Good, "", shape.C), (estimate.Confidence, estimate.Reason, estimate.Channels.Count));
            Assert.Equal(WhitenessVerdict.White, estimate.Whiteness!.Verdict);
        }
    }

    [Fact]
    public void Each_channel_has_its_own_level_and_the_whole_has_the_root_of_their_mean_square()
    {
        float[] image = Scenes.Clean(Color), noise = Scenes.White(Color);
        for (int i = 0; i < image.Length; i++)
            image[i] += noise[i] * (10 + (10 * (i % 3))) / 255f;
        NoiseEstimate estimate = NoiseEstimator.Estimate(image, Color);
        for (int c = 0; c < 3; c++)
            Assert.InRange(estimate.Channels[c]!.Value.Bytes, 0.95 * (10 + (10 * c)), 1.05 * (10 + (10 * c)));
        Assert.Equal(Math.Sqrt(estimate.Channels.Average(c => c!.Value.Bytes * c.Value.Bytes)), estimate.Level!.Value.Bytes, 3);
    }

    [Theory, InlineData(10), InlineData(25)]
    public void Clipped_patches_do_not_pull_the_level_down(double sigma)
    {
        float[] image = Scenes.Clean(Gray);
        for (int i = 0; i < image.Length / 3; i++)
            image[i] = i % 2 == 0 ? 1.02f : 1f;                // an overexposed sky
        NoiseSpec.Gaussian(sigma, clip: true).Create().Apply(image, image, Gray, new(5, Numerics.Random.RandomPurpose.Samples));
        Assert.InRange(NoiseEstimator.Estimate(image, Gray).Level!.Value.Bytes, 0.93 * sigma, 1.07 * sigma);
    }

    [Fact]
    public void A_clean_image_has_hardly_any_noise_and_none_where_most_of_it_lies_still()
    {
        NoiseEstimate clean = NoiseEstimator.Estimate(Scenes.Clean(Gray), Gray);
        Assert.InRange(clean.Level!.Value.Bytes, 0, 0.5);
        Assert.Equal(WhitenessVerdict.NotJudged, clean.Whiteness!.Verdict);
        float[] still = [.. Enumerable.Repeat(0.4f, (int)Gray.Count)];
        Assert.Equal(0, NoiseEstimator.Estimate(still, Gray).Level!.Value.Sigma);
    }

    [Fact]
    public void Patches_that_are_plain_are_counted_in_the_channel_that_has_fewest()
    {
        float[] image = Scenes.Clean(Color), noise = Scenes.White(Color);
        for (int i = 0; i < image.Length; i++)
            // green has stripes in the upper half
            image[i] += (noise[i] * 10 / 255f) + (i % 3 == 1 && i < image.Length / 2 ? 0.2f * (i / 3 % 2) : 0);
        NoiseEstimate estimate = NoiseEstimator.Estimate(image, Color);
        Assert.InRange(estimate.PlainShare, 0.4, 0.5);
        Assert.False(estimate.MayBeTexture);
        Assert.InRange(NoiseEstimator.Estimate(Scenes.Noisy(Color, 10), Color).PlainShare, 0.85, 1);
    }

    [Theory, InlineData(1, 1), InlineData(7, 5), InlineData(1, 4000), InlineData(22, 24), InlineData(8, 100)]
    public void An_image_of_too_few_patches_has_no_estimate_and_says_why(int height, int width)
    {
        var shape = new Shape(1, height, width, 3);
        NoiseEstimate estimate = NoiseEstimator.Estimate(Scenes.Noisy(shape, 20), shape);
        Assert.Null(estimate.Level);
        Assert.Equal(EstimateConfidence.None, estimate.Confidence);
        Assert.Equal([null, null, null], estimate.Channels);
        Assert.Equal($"The noise cannot be estimated: {width}x{height} pixels are too few, at least 23x23 are needed.", estimate.Reason);
    }

    [Fact]
    public void A_small_image_has_an_estimate_of_low_confidence()
    {
        var shape = new Shape(1, 23, 23, 1);
        NoiseEstimate estimate = NoiseEstimator.Estimate(Scenes.Noisy(shape, 20), shape);
        Assert.InRange(estimate.Level!.Value.Bytes, 14, 26);
        Assert.Equal(EstimateConfidence.Low, estimate.Confidence);
        Assert.Contains("is based on only", estimate.Reason);
    }

    [Fact]
    public void An_image_that_is_all_black_and_white_has_no_estimate()
    {
        float[] values = [.. Enumerable.Range(0, (int)Gray.Count).Select(i => i % 7 < 3 ? 0f : 1f)];
        NoiseEstimate estimate = NoiseEstimator.Estimate(values, Gray);
        Assert.Null(estimate.Level);
        Assert.Equal("The noise cannot be estimated: nearly all of the image is black or white.", estimate.Reason);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Pixels_of_alpha_0_do_not_count(bool floats)
    {
        float[] values = Scenes.Noisy(Color, 20, clip: true);
        ushort[] alpha = new ushort[Gray.Count];
        for (int i = 0; i < alpha.Length; i++)
        {
            alpha[i] = (ushort)(i / Color.W is > 40 and < 95 && i % Color.W is > 40 and < 140 ? 255 : 0);
            if (alpha[i] == 0)
                values.AsSpan(i * 3, 3).Fill(0.5f);         // flat, as in cut-out pictures
        }

        using Image whole = Image.FromPixels(values, Color.W, Color.H, 3, 8, alpha);
        using Image image = floats
            ? new Image(Tensor.From(Color, values), 32, new AlphaPlane(null, [.. alpha.Select(a => a / 255f)])) : whole;
        Assert.InRange(NoiseEstimator.Estimate(image).Level!.Value.Bytes, 18.5, 21.5);
    }

    [Fact]
    public void An_image_that_is_nearly_all_transparent_has_no_estimate()
    {
        ushort[] alpha = new ushort[Gray.Count];
        alpha.AsSpan(0, 15).Fill(255);
        using Image image = Image.FromPixels(Scenes.Noisy(Gray, 20), Gray.W, Gray.H, 1, 8, alpha);
        NoiseEstimate estimate = NoiseEstimator.Estimate(image);
        Assert.Null(estimate.Level);
        Assert.Equal("The noise cannot be estimated: nearly all of the image is transparent or missing.", estimate.Reason);
    }

    [Fact]
    public void Values_that_are_not_finite_are_passed_over()
    {
        float[] image = Scenes.Noisy(Gray, 15);
        for (int i = 0; i < 500; i++)
            image[i] = i % 2 == 0 ? float.NaN : float.PositiveInfinity;
        Assert.InRange(NoiseEstimator.Estimate(image, Gray).Level!.Value.Bytes, 14, 16);
    }

    [Fact]
    public void A_large_image_is_judged_by_a_sample_and_the_same_one_each_time()
    {
        var shape = new Shape(1, 700, 901, 1);
        using Image image = Image.FromPixels(Scenes.Noisy(shape, 12), shape.W, shape.H, 1);
        Assert.InRange(PatchSample.Of(image.Pixels.Span, shape, 0).Examined, 1000, 1 << 15);
        NoiseEstimate once = NoiseEstimator.Estimate(image), again = NoiseEstimator.Estimate(image);
        Assert.Equal((once.Level, once.Whiteness), (again.Level, again.Whiteness));
        Assert.InRange(once.Level!.Value.Bytes, 11.5, 12.5);
    }
}
