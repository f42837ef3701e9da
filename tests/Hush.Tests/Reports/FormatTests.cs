using Hush.Reports.Markup;
using Xunit;

namespace Hush.Tests.Reports;

public class FormatTests
{
    [Fact]
    public void Decibels_have_two_decimals_and_ssim_four()
    {
        Assert.Equal("21.50 dB", Format.Decibels(21.4951));
        Assert.Equal("∞ dB", Format.Decibels(double.PositiveInfinity));
        Assert.Equal("0.9318", Format.Ssim(0.93176));
        Assert.Equal("–", Format.Ssim(null));
        Assert.Equal("–", Format.Fixed(double.NaN, 2));
        Assert.Equal("−0.05", Format.Fixed(-0.05, 2));
        Assert.Equal("0.00", Format.Fixed(-0.001, 2));
    }

    [Fact]
    public void A_gain_has_its_sign_and_is_a_dash_where_there_is_none()
    {
        Assert.Equal("+12.60", Format.Gain(8.92, 21.52, 2));
        Assert.Equal("−1.00", Format.Gain(3, 2, 2));
        Assert.Equal("+0.00", Format.Gain(3, 3, 2));
        Assert.Equal("–", Format.Gain(null, 2, 2));
        Assert.Equal("–", Format.Gain(1, double.PositiveInfinity, 2));
    }

    [Theory]
    [InlineData(0.012344, "0.01234")]
    [InlineData(0.05, "0.05000")]
    [InlineData(1.5, "1.500")]
    [InlineData(123456, "123456")]
    [InlineData(0.0000125, "1.250e−5")]
    [InlineData(0.0, "0")]
    [InlineData(double.NaN, "–")]
    public void Losses_have_four_significant_digits(double value, string expected) =>
        Assert.Equal(expected, Format.Significant(value));

    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(59.94, "59.9 s")]
    [InlineData(59.96, "1 min 00 s")]
    [InlineData(272.4, "4 min 32 s")]
    [InlineData(3599.6, "1 h 00 min")]
    [InlineData(3840, "1 h 04 min")]
    [InlineData(double.NaN, "–")]
    public void Durations_read_as_people_say_them(double seconds, string expected) =>
        Assert.Equal(expected, Format.Duration(seconds));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(999, "999")]
    [InlineData(28353, "28.4 k")]
    [InlineData(999_499, "999 k")]
    [InlineData(999_500, "1.00 M")]
    [InlineData(2_350_000, "2.35 M")]
    [InlineData(1_020_000_000, "1.02 G")]
    public void Large_counts_keep_three_digits(double value, string expected) => Assert.Equal(expected, Format.Short(value));

    [Fact]
    public void Coordinates_are_ascii() =>
        Assert.Equal(["-1.5", "0", "1234.57"], new[] { -1.5, -0.0001, 1234.567 }.Select(Format.Coordinate));
}
