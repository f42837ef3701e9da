using System.Text.Json;
using Hush.Imaging.Metrics;
using Hush.Testing;
using Hush.Training;
using Xunit;

namespace Hush.Imaging.Tests.Metrics;

public sealed class ScoreSummaryTests
{
    [Fact]
    public void Means_and_population_deviations_are_by_hand()
    {
        var s = ScoreSummary.Of([Score(0.01, 0.5), Score(0.001, 0.9)]);
        Near.Equal(25, s.PsnrMean, 1, 1e-12);
        Near.Equal(5, s.PsnrStd!.Value, 1, 1e-12);
        Near.Equal(-10 * Math.Log10(0.0055), s.PsnrOfMeanMse, 1, 1e-12);
        Near.Equal(0.7, s.SsimMean!.Value, 1, 1e-12);
        Near.Equal(0.2, s.SsimStd!.Value, 1, 1e-12);
    }

    [Fact]
    public void A_perfect_image_makes_the_mean_infinite_and_null_in_json()
    {
        var s = ScoreSummary.Of([Score(0.01, 1), Score(0, 1)]);
        Assert.Equal(double.PositiveInfinity, s.PsnrMean);
        Assert.Null(s.PsnrStd);
        Near.Equal(-10 * Math.Log10(0.005), s.PsnrOfMeanMse, 1, 1e-12);
        string json = JsonSerializer.Serialize(ScoreSummary.Of([Score(0, null)]));
        Assert.Equal("""{"psnr_mean":null,"psnr_of_mean_mse":null,"psnr_std":null,"ssim_mean":null,"ssim_std":null}""", json);
        Assert.Equal(ScoreSummary.Of([Score(0, null)]), JsonSerializer.Deserialize<ScoreSummary>(json));
    }

    [Fact]
    public void Json_brings_every_number_back()
    {
        var s = ScoreSummary.Of([Score(0.0123, 0.4), Score(0.001, null), Score(0.07, 0.1)]);
        Assert.Equal(s, JsonSerializer.Deserialize<ScoreSummary>(JsonSerializer.Serialize(s)));
        Near.Equal(0.25, s.SsimMean!.Value, 1, 1e-12);      // over the images that have one
    }

    [Fact]
    public void No_image_and_no_number_are_refused()
    {
        Assert.Equal(
            "A score summary needs at least 1 image, got 0. Check the dataset's limit.",
            Assert.Throws<ArgumentException>(() => ScoreSummary.Of([])).Message);
        Assert.Equal(
            "Image 1 of 2 has no score: its estimate or its reference contains NaN. " +
            "Check the network's output; non-finite weights are the usual cause.",
            Assert.Throws<ArgumentException>(() => ScoreSummary.Of([Score(0.1, 0), Score(double.NaN, 0)])).Message);
    }

    private static ImageScore Score(double mse, double? ssim) => new(mse, Psnr.OfMse(mse), ssim);
}
