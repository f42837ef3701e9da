using Hush.Denoising;
using Hush.Imaging.Noise;
using Hush.Numerics.Random;
using Hush.Testing;
using Xunit;

namespace Hush.Tests.Denoising;

/// <summary>The scene is a dead leaves model of small overlapping shaded discs, with the statistics of photographs.</summary>
public class TextureOrNoiseTests
{
    private const int Height = 160, Width = 200;

    [Theory]
    [InlineData(1.1), InlineData(2), InlineData(3), InlineData(5), InlineData(7.9)]
    public void The_peak_is_found_between_the_bounds(double peak)
    {
        double Bent(double sigma) => Math.Log(peak / sigma) * (1 + (0.3 * Math.Log(sigma)));
        Assert.InRange(TextureOrNoise.FindMaximum(Bent, [8, 3, 1])!.Value, 0.99 * peak, 1.01 * peak);
    }

    [Theory]
    [InlineData(8.1), InlineData(10), InlineData(20)]
    public void A_peak_above_the_bounds_is_none_and_costs_one_look(double peak)
    {
        int looks = 0;
        Assert.Null(TextureOrNoise.FindMaximum(sigma => Looked(ref looks, peak, sigma), [8, 3]));
        Assert.Equal(1, looks);
    }

    [Fact]
    public void A_peak_below_the_bounds_is_none()
    {
        int looks = 0;
        Assert.Null(TextureOrNoise.FindMaximum(sigma => Looked(ref looks, 2.9, sigma), [8, 3]));
        Assert.Equal(2, looks);
    }

    [Fact]
    public void Texture_that_passes_for_noise_is_told_from_it()
    {
        using var denoiser = Denoiser.Load("photo-gray", threads: 2);
        using Image leaves = Leaves(1.5);
        NoiseEstimate patches = NoiseEstimator.Estimate(leaves), told = denoiser.Estimate(leaves);
        Assert.True(patches.MayBeTexture);
        Assert.InRange(patches.Level!.Value.Bytes, 2.5, 5);
        Assert.InRange(told.Level!.Value.Bytes, 0, 0.65 * patches.Level.Value.Bytes);
        Assert.Equal(told.Level, Assert.Single(told.Channels));
        Assert.Equal((EstimateConfidence.Low, false), (told.Confidence, told.MayBeTexture));
        Assert.Equal(
            $"The estimated noise of sigma {patches.Level.Value.Bytes:0.0} looks to the model like fine texture with noise of sigma " +
            $"{told.Level.Value.Bytes:0.0}. If noise remains, use a higher sigma.",
            told.Reason);
        Assert.Same(told, denoiser.Estimate(leaves, told));
        Assert.Equal(told, denoiser.Estimate(leaves, patches) with { Channels = told.Channels });
    }

    [Theory]
    [InlineData("photo-gray", 3), InlineData("photo-color", 3)]
    public void Gray_and_color_models_tell_it_in_color_images(string model, int channels)
    {
        using var denoiser = Denoiser.Load(model, threads: 2);
        using Image leaves = Leaves(1.5, channels);
        NoiseEstimate patches = NoiseEstimator.Estimate(leaves), told = denoiser.Estimate(leaves, patches);
        Assert.InRange(told.Level!.Value.Bytes, 0, 0.75 * patches.Level!.Value.Bytes);
        Assert.Equal(patches.Channels.Select(c => c!.Value.Sigma * told.Level.Value.Sigma / patches.Level.Value.Sigma),
            told.Channels.Select(c => c!.Value.Sigma), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Models_that_were_trained_for_other_images_or_levels_are_not_asked()
    {
        using Image leaves = Leaves(1.5);
        NoiseEstimate patches = NoiseEstimator.Estimate(leaves);
        using var color = Denoiser.Load("photo-color", threads: 2);
        Assert.Same(patches, color.Estimate(leaves, patches));
        using Denoiser narrow = MadeUpModels.Denoiser(MadeUpModels.Residual);       // for sigma 10 to 30
        using Image inColor = Leaves(1.5, 3);
        NoiseEstimate ofColor = NoiseEstimator.Estimate(inColor);
        Assert.True(ofColor.MayBeTexture);
        Assert.Same(ofColor, narrow.Estimate(inColor, ofColor));
    }

    [Fact]
    public void Denoising_tells_the_model_that_level()
    {
        using var denoiser = Denoiser.Load("photo-gray", threads: 2);
        using Image leaves = Leaves(1.5), estimated = denoiser.Denoise(leaves);
        using Image given = denoiser.Denoise(leaves, new DenoiseOptions { Sigma = denoiser.Estimate(leaves).Level!.Value.Bytes });
        Assert.Equal(given.Pixels.Span, estimated.Pixels.Span);
    }

    [Theory]
    [InlineData(2), InlineData(5), InlineData(10)]
    public void Noise_on_texture_is_told_nearer_to_what_it_is_or_left(double sigma)
    {
        using var denoiser = Denoiser.Load("photo-gray", threads: 2);
        using Image leaves = Leaves(sigma);
        NoiseEstimate patches = NoiseEstimator.Estimate(leaves), told = denoiser.Estimate(leaves, patches);
        Assert.True(patches.MayBeTexture);
        Assert.InRange(told.Level!.Value.Bytes, 0.8 * sigma, 1.4 * sigma);
        Assert.True(ReferenceEquals(told, patches)
            || Math.Abs(told.Level.Value.Bytes - sigma) < Math.Abs(patches.Level!.Value.Bytes - sigma));
    }

    [Fact]
    public void Where_nothing_is_in_doubt_the_estimate_stays()
    {
        using var denoiser = Denoiser.Load("photo-gray", threads: 2);
        using Image flat = Image.FromPixels([.. Samples.Normal(Height * Width, 12).Select(z => 0.5f + (z * 10 / 255))], Width, Height, 1);
        NoiseEstimate patches = NoiseEstimator.Estimate(flat);
        Assert.InRange(patches.PlainShare, 0.9, 1);
        Assert.False(patches.MayBeTexture);
        Assert.Same(patches, denoiser.Estimate(flat, patches));
        denoiser.Dispose();
        Assert.Throws<ObjectDisposedException>(() => denoiser.Estimate(flat, patches));
    }

    [Fact]
    public void It_can_be_cancelled()
    {
        using var denoiser = Denoiser.Load("photo-gray", threads: 2);
        using Image leaves = Leaves(1.5);
        Assert.Throws<OperationCanceledException>(
            () => denoiser.Estimate(leaves, cancellationToken: new CancellationToken(canceled: true)));
    }

    private static double Looked(ref int looks, double peak, double sigma)
    {
        looks++;
        return Math.Log(peak / sigma);
    }

    private static Image Leaves(double sigma, int channels = 1)
    {
        const int Count = 60_000;
        float[] drawn = Samples.Uniform(4 * Count, 9), scene = new float[Height * Width];
        for (int i = 0; i < Count; i++)
        {
            float x = drawn[4 * i] * Width, y = drawn[(4 * i) + 1] * Height, radius = 0.8f + (4.2f * drawn[(4 * i) + 2]),
                gray = 0.3f + (0.4f * drawn[(4 * i) + 3]);
            for (int row = Math.Max(0, (int)(y - radius)); row <= Math.Min(Height - 1, y + radius); row++)
            {
                for (int column = Math.Max(0, (int)(x - radius)); column <= Math.Min(Width - 1, x + radius); column++)
                {
                    if (((column - x) * (column - x)) + ((row - y) * (row - y)) < radius * radius)
                        // shaded, since real surfaces are never flat
                        scene[(row * Width) + column] = gray + (0.02f * (column - x) / radius);
                }
            }
        }

        Image image = Image.FromPixels([.. scene.SelectMany(v => Enumerable.Range(0, channels).Select(c => v * (1 - (0.1f * c))))], Width,
            Height, channels, bitDepth: 32);
        NoiseSpec.Gaussian(sigma, clip: false).Create()
            .Apply(image.Pixels.Span, image.Pixels.Span, image.Pixels.Shape, new RandomKey(5, RandomPurpose.Samples));
        return image;
    }
}
