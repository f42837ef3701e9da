using Hush.Imaging.Datasets;
using Hush.Tests.Reports;
using Hush.Training;
using Xunit;

namespace Hush.Tests.Training;

public class FineTuningTests
{
    [Theory]
    [InlineData(30.5, "New", "The fine-tuned model is better than 'photo-color': +0.50 dB on 9 images that it was not trained on.")]
    [InlineData(29.75, "Old",
        "The fine-tuned model is worse than 'photo-color': −0.25 dB on 9 images that it was not trained on. Keep using 'photo-color'.")]
    [InlineData(30.009, "Neither",
        "The fine-tuned model is as good as 'photo-color': the difference is below 0.02 dB on 9 images that it was not trained on.")]
    public void The_outcome_is_the_mean_gain_over_the_levels(double after, string better, string summary)
    {
        FineTuning tuning = Tuning((30, after), (25, 25 + after - 30));
        Assert.Equal(after - 30, tuning.Gain, 1e-9);
        Assert.Equal((better, summary), (tuning.Better.ToString(), tuning.Summary));
    }

    [Fact]
    public void A_level_where_both_are_perfect_is_no_difference() =>
        Assert.Equal(0.5, Tuning((double.PositiveInfinity, double.PositiveInfinity), (30, 31)).Gain, 1e-9);

    [Fact]
    public void A_worse_model_is_a_warning()
    {
        TrainingVerdict verdict = TrainingVerdict.Of(MadeUp.Measurement(25), [], [], null, Tuning((30, 29)));
        Assert.StartsWith("The fine-tuned model is worse than 'photo-color': −1.00 dB", Assert.Single(verdict.Warnings),
            StringComparison.Ordinal);
        Assert.Empty(TrainingVerdict.Of(MadeUp.Measurement(25), [], [], null, Tuning((30, 31))).Warnings);
    }

    [Theory]
    [InlineData("gaussian:0-55", "15,25,50")]
    [InlineData("gaussian:20-30", "25")]
    [InlineData("gaussian:60-80", "70")]
    [InlineData("gaussian:127.5", "127.5")]
    [InlineData("poisson:30", "none")]
    public void The_levels_are_the_usual_ones_within_the_noise_that_is_trained_on(string noise, string levels) => Assert.Equal(
        levels,
        string.Join(',', FineTuningMeasurement.LevelsOf(NoiseSpec.Parse(noise)).Select(l => l.Sigma is { } sigma ? $"{sigma}" : "none")));

    [Fact]
    public void Held_out_images_are_those_of_all_sets_and_of_large_ones_the_center()
    {
        var images = new HeldOutImages([new Columns(300, 2), new Columns(5, 40)]);
        Assert.Equal(2 + 32, images.Count);
        Assert.Equal(((7, 256), (5, 5)), (images.SizeOf(1), images.SizeOf(2)));
        float[] pixels = new float[7 * 256];
        images.Read(0, pixels);
        Assert.Equal((22f, 277f), (pixels[0], pixels[255]));
        float[] small = new float[25];
        images.Read(33, small);
        Assert.Equal([0, 1, 2, 3, 4], small[..5]);
    }

    private static FineTuning Tuning(params (double Before, double After)[] levels) => new()
    {
        From = "photo-color",
        Images = 9,
        Levels =
        [
            .. levels.Select(l => new FineTuningLevel(
                25, "gaussian noise", MadeUp.Summary(20, 20, 1, 0.5, 0), MadeUp.Summary(l.Before, l.Before, 1, 0.8, 0),
                MadeUp.Summary(l.After, l.After, 1, 0.8, 0))),
        ],
    };

    /// <summary>Images of at most seven rows in which each pixel is its column number.</summary>
    private sealed class Columns(int width, int count) : IImageSet
    {
        public string Name => "columns";

        public int Count => count;

        public int Channels => 1;

        public (int Height, int Width) SizeOf(int index) => (Math.Min(width, 7), width);

        public void Read(int index, Span<float> pixels)
        {
            for (int i = 0; i < pixels.Length; i++)
                pixels[i] = i % width;
        }
    }
}
