using Hush.Imaging.Metrics;
using Hush.Imaging.Tests.Golden;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Metrics;

/// <summary>Agreement with scikit-image and SciPy on images computed by formulas.</summary>
public sealed class GoldenMetricsTests
{
    [Fact]
    public void Ssim_and_psnr_are_those_of_scikit_image()
    {
        Assert.Equal(10, GoldenFile.Metrics.Scores.Length);
        foreach (GoldenScore golden in GoldenFile.Metrics.Scores)
        {
            var (clean, noisy) = GoldenImages.Pair(golden.Height, golden.Width, golden.Channels, golden.Amount, golden.Salt);
            ImageScore score = ImageScore.Of(clean, noisy, new Shape(1, golden.Height, golden.Width, golden.Channels));
            Near.Equal(golden.Ssim, score.Ssim!.Value, scale: 1, relative: 1e-6);
            Near.Equal(golden.Psnr, score.Psnr, scale: 1, relative: 1e-5);
        }
    }

    [Fact]
    public void A_gaussian_filter_is_scipys_with_mirrored_borders()
    {
        Assert.Equal(7, GoldenFile.Metrics.Blurs.Length);
        foreach (GoldenBlur golden in GoldenFile.Metrics.Blurs)
        {
            float[] image = GoldenImages.Dots(golden.Height, golden.Width, golden.Channels, golden.Salt);
            float[] result = new float[image.Length];
            var shape = new Shape(1, golden.Height, golden.Width, golden.Channels);
            new GaussianFilter(golden.Size, golden.Sigma).Apply(image, result, shape);
            Near.Equal(golden.Values, result, relative: 1e-6);

            new GaussianFilter(golden.Size, golden.Sigma).Apply(image, image, shape);
            Assert.Equal(result, image);        // in place
        }
    }
}
