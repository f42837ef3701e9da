using Hush.Imaging.Metrics;
using Hush.Imaging.Noise;
using Hush.Imaging.Tests.Golden;
using Hush.Numerics.Random;
using Xunit;

namespace Hush.Imaging.Tests.Metrics;

public sealed class BaselineChooserTests
{
    private static readonly Shape Image = new(1, 24, 31, 1);

    [Theory]
    [InlineData(5), InlineData(50), InlineData(120)]
    public void The_best_width_is_the_best_of_all_tried_one_by_one(double sigma)
    {
        var chooser = new BaselineChooser();
        INoise noise = NoiseSpec.Gaussian(sigma).Create();
        var total = new double[BaselineChooser.Widths.Count];
        for (uint image = 0; image < 4; image++)
        {
            float[] clean = GoldenImages.Waves(24, 31, 1), noisy = new float[clean.Length], filtered = new float[clean.Length];
            noise.Apply(clean, noisy, Image, new RandomKey(1, RandomPurpose.ValidationNoise, 0, image));
            chooser.Add(clean, noisy, Image);
            for (int i = 0; i < total.Length; i++)
            {
                GaussianFilter.OfWidth(BaselineChooser.Widths[i]).Apply(noisy, filtered, Image);
                total[i] += Psnr.Of(clean, filtered);
            }
        }

        Assert.Equal(BaselineChooser.Widths[Array.IndexOf(total, total.Max())], chooser.Best.Sigma);
    }

    [Fact]
    public void More_noise_asks_for_a_wider_filter() => Assert.True(BestFor(2) < BestFor(25) && BestFor(25) < BestFor(200));

    [Fact]
    public void Nothing_added_and_figures_of_other_widths_are_refused()
    {
        Assert.Equal(
            "The baseline is chosen on validation pairs, but none were added. Add at least 1.",
            Assert.Throws<InvalidOperationException>(() => new BaselineChooser().Best).Message);
        Assert.Equal(
            "A pair needs a PSNR for each of the 16 widths, got 2. Pass the result of Try.",
            Assert.Throws<ArgumentException>(() => new BaselineChooser().Add([20, 21])).Message);
    }

    private static double BestFor(double sigma)
    {
        using var clean = Tensor.From(Image, GoldenImages.Waves(24, 31, 1));
        using var noisy = new Tensor(Image);
        NoiseSpec.Gaussian(sigma).Create().Apply(clean.Span, noisy.Span, Image, new RandomKey(1, RandomPurpose.ValidationNoise));
        var chooser = new BaselineChooser();
        chooser.Add(clean.Span, noisy.Span, Image);
        return chooser.Best.Sigma;
    }
}
