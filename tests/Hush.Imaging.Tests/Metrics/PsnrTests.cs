using Hush.Imaging.Metrics;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Metrics;

public sealed class PsnrTests
{
    [Fact]
    public void A_difference_of_a_tenth_is_twenty_decibels() =>
        Near.Equal(20, Psnr.Of([0.2f, 0.5f, 0.9f], [0.1f, 0.6f, 0.8f]), 1, 1e-5);

    [Fact]
    public void Identical_images_have_infinity() => Assert.Equal(double.PositiveInfinity, Psnr.Of([0.25f, 1], [0.25f, 1]));

    [Fact]
    public void The_estimate_is_clipped_but_not_rounded()
    {
        Assert.Equal(double.PositiveInfinity, Psnr.Of([0f, 1f], [-3f, 7f]));
        Near.Equal(1e-8, Psnr.MeanSquaredError([0.5f], [0.5001f]), 1e-8, 1e-2);     // a hundredth of a byte step still counts
    }

    [Fact]
    public void A_value_that_is_no_number_makes_the_result_none() => Assert.Equal(double.NaN, Psnr.Of([0.5f, 0.5f], [0.5f, float.NaN]));

    [Fact]
    public void Unequal_lengths_are_refused()
    {
        var mistake = Assert.Throws<ShapeException>(() => Psnr.Of([1f, 2f], [1f]));
        Assert.Equal(
            "PSNR needs two images with the same number of values, at least 1, got 2 and 1. " +
            "Compare images of the same width, height and channels.", mistake.Message);
        Assert.Throws<ShapeException>(() => Psnr.Of([], []));
    }
}
