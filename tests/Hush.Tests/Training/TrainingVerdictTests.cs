using System.Globalization;
using Hush.Learning.Training;
using Hush.Tests.Reports;
using Hush.Training;
using Xunit;

namespace Hush.Tests.Training;

public class TrainingVerdictTests
{
    [Fact]
    public void A_good_training_has_no_warnings()
    {
        TrainingVerdict verdict = TrainingVerdict.Of(Measured(21.5, 0.93), Log(0.05, 0.03, 0.02), [], null, null);
        Assert.Equal((false, false, false, false),
            (verdict.WorseThanBaseline, verdict.WorseThanNoisy, verdict.NeverImproved, verdict.Collapsed));
        Assert.Empty(verdict.Warnings);
    }

    [Fact]
    public void A_model_below_the_filter_is_worse_than_the_baseline()
    {
        TrainingVerdict verdict = TrainingVerdict.Of(Measured(12.2, 0.5), Log(0.05, 0.03), [], null, null);
        Assert.Equal((true, false, false, false),
            (verdict.WorseThanBaseline, verdict.WorseThanNoisy, verdict.NeverImproved, verdict.Collapsed));
        Assert.Equal(["The model is worse than a Gaussian filter: 12.20 dB denoised, 14.31 dB with the filter. Do not use it."],
            verdict.Warnings);
    }

    [Fact]
    public void A_model_below_the_noisy_images_makes_them_worse()
    {
        TrainingVerdict verdict = TrainingVerdict.Of(Measured(8.1, 0.01), Log(0.2, 0.2, 0.2), [], null, null);
        Assert.Equal((true, true, true, true),
            (verdict.WorseThanBaseline, verdict.WorseThanNoisy, verdict.NeverImproved, verdict.Collapsed));
        Assert.Equal(
            [
                "The model makes the test images worse: 8.10 dB denoised, 8.92 dB noisy. Do not use it.",
                "The denoised images have lost their structure: SSIM 0.0100 denoised, 0.3341 noisy.",
                "Training never improved on its first epoch: validation PSNR 9.79 dB after epoch 1, 9.79 dB at best afterward.",
            ],
            verdict.Warnings);
    }

    [Fact]
    public void Where_some_test_images_have_no_noise_the_mean_squared_errors_are_compared()
    {
        EvaluationResult measured = Measured(39, 0.9);
        measured = measured with
        {
            Noisy = measured.Noisy with { PsnrMean = double.PositiveInfinity, PsnrOfMeanMse = 30 },
            Baseline = measured.Baseline with { PsnrOfMeanMse = 31 },
            Denoised = measured.Denoised with { PsnrOfMeanMse = 34 },
        };
        Assert.Empty(TrainingVerdict.Of(measured, Log(0.05, 0.03), [], null, null).Warnings);
        measured = measured with { Denoised = measured.Denoised with { PsnrOfMeanMse = 29 } };
        Assert.Equal(
            ["The model makes the test images worse: 29.00 dB denoised, 30.00 dB noisy. Do not use it."],
            TrainingVerdict.Of(measured, Log(0.05, 0.03), [], null, null).Warnings);
    }

    [Theory]
    [InlineData(true, 0.2, 0.2)]
    [InlineData(true, 0.2, 0.19981)]        // lower by less than 0.1 %
    [InlineData(false, 0.2, 0.19979)]
    [InlineData(true, 0.2, 0.3, 0.25)]
    [InlineData(false, 0.2, 0.3, 0.1, 0.4)]
    [InlineData(false, 0.2)]                // one epoch is not enough
    public void Never_improved_means_that_no_epoch_lowered_the_first_one_s_loss(bool expected, params double[] losses) =>
        Assert.Equal(expected, TrainingVerdict.Of(Measured(21.5, 0.93), Log(losses), [], null, null).NeverImproved);

    [Theory]
    [InlineData(true, "0.2 0.2")]                // never improved
    [InlineData(true, "0.5 0.2 0.2")]            // fell to a constant
    [InlineData(true, "0.5 0.2 0.1985")]         // by less than 1 % at the end
    [InlineData(false, "0.5 0.2 0.19")]          // still falling: not finished
    [InlineData(false, "0.5 0.3")]
    public void A_network_that_lost_the_structure_has_collapsed_if_its_loss_no_longer_falls(bool expected, string losses) =>
        Assert.Equal(expected, TrainingVerdict.Of(Measured(12.2, 0.01), Log(Numbers(losses)), [], null, null).Collapsed);

    [Theory]
    [InlineData(true, 100, 0.2, 0.2)]            // a constant loss
    [InlineData(true, 16, 0.5, 0.5)]
    [InlineData(false, 15, 0.5, 0.5)]            // too few steps
    [InlineData(false, 0, 0.5, 0.5)]
    [InlineData(false, 100, 0.5, 0.2)]           // still learning
    [InlineData(true, 100, 0.2, 0.4)]
    public void A_single_epoch_has_collapsed_only_if_its_loss_is_constant(bool expected, int steps, double first, double last)
    {
        double[] curve = [.. Enumerable.Range(0, steps).Select(i => first + ((last - first) * i / steps))];
        Assert.Equal(expected, TrainingVerdict.Of(Measured(12.2, 0.01), Log(0.2), curve, null, null).Collapsed);
        Assert.False(TrainingVerdict.Of(Measured(21.5, 0.01), Log(0.2), curve, null, null).Collapsed);     // above the filter
    }

    [Fact]
    public void A_single_epoch_that_fell_at_once_and_is_constant_since_has_collapsed()
    {
        double[] curve = [0.9, 0.6, 0.3, .. Enumerable.Repeat(0.2, 17)];
        Assert.True(TrainingVerdict.Of(Measured(12.2, 0.01), Log(0.2), curve, null, null).Collapsed);
    }

    [Fact]
    public void A_single_epoch_that_is_below_the_filter_and_still_learns_is_said_to_be_worse_and_nothing_else() =>
        Assert.Equal(
            ["The model is worse than a Gaussian filter: 12.20 dB denoised, 14.31 dB with the filter. Do not use it."],
            TrainingVerdict.Of(Measured(12.2, 0.01), Log(0.2), [], null, null).Warnings);

    [Fact]
    public void An_early_stop_says_when_why_and_which_weights_were_kept()
    {
        EarlyStop stop = EarlyStop.Of(Log(0.5, 0.4, 0.3, 0.2, 0.25, 0.24, 0.23), planned: 20, best: 4, minDelta: 0);
        Assert.Equal((7, 20, 4), (stop.Epoch, stop.PlannedEpochs, stop.BestEpoch));
        Assert.Equal("the validation loss did not improve for 3 epochs after epoch 4", stop.Reason);
    }

    [Fact]
    public void An_early_stop_counts_from_the_last_improvement_beyond_the_least_one()
    {
        EarlyStop stop = EarlyStop.Of(Log(0.5, 0.3, 0.295, 0.294, 0.293), planned: 20, best: 5, minDelta: 0.01);
        Assert.Equal((5, 5), (stop.Epoch, stop.BestEpoch));
        Assert.Equal("the validation loss did not improve by more than 0.01 for 3 epochs after epoch 2", stop.Reason);
    }

    private static double[] Numbers(string text) => [.. text.Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture))];

    private static EvaluationResult Measured(double denoised, double ssim) => MadeUp.Measurement(127.5) with
    {
        Denoised = MadeUp.Summary(denoised, denoised, 1, ssim, 0.01),
    };

    private static EpochMetrics[] Log(params double[] losses) =>
        [.. losses.Select((loss, i) => new EpochMetrics(i + 1, loss, loss, 9.79, 1e-3, i + 1))];
}
