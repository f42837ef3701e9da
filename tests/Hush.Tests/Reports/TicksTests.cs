using Hush.Reports.Charts;
using Xunit;

namespace Hush.Tests.Reports;

public class TicksTests
{
    public static TheoryData<double, double, int> Ranges => new()
    {
        { 0, 1, 5 }, { 18.2, 21.6, 5 }, { -3.7, 12, 4 }, { 1e-7, 3e-7, 6 }, { 0.00771, 0.0437, 5 },
        { 1, 300, 6 }, { 1e6, 1.0001e6, 5 }, { 0, 5, 5 },
    };

    [Theory, MemberData(nameof(Ranges))]
    public void Linear_ticks_are_inside_ascending_evenly_spaced_and_neither_few_nor_many(double min, double max, int parts)
    {
        double[] ticks = Ticks.Linear(min, max, parts);
        double step = Ticks.Step(max - min, parts);
        Assert.InRange(ticks.Length, Math.Max(1, (parts / 2) - 1), parts + 1);
        Assert.All(ticks, t => Assert.InRange(t, min - (1e-9 * step), max + (1e-9 * step)));
        Assert.All(ticks.Zip(ticks.Skip(1)), p => Assert.Equal(1, (p.Second - p.First) / step, 1e-6));
        double digit = step / Math.Pow(10, Math.Floor(Math.Log10(step) + 1e-9));
        Assert.Contains(Math.Round(digit, 6), new[] { 1.0, 2.0, 5.0 });
    }

    [Theory, MemberData(nameof(Ranges))]
    public void Labels_of_an_axis_differ_and_the_axis_holds_its_values(double min, double max, int parts)
    {
        Axis axis = Axis.Linear(min, max, parts);
        Assert.Equal(axis.Labels.Length, axis.Labels.Distinct().Count());
        Assert.InRange(axis.Place(min), -1e-9, 1 + 1e-9);
        Assert.InRange(axis.Place(max), -1e-9, 1 + 1e-9);
        Assert.True(axis.Place(min) < axis.Place(max));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(21.5)]
    [InlineData(-0.001)]
    [InlineData(1e-12)]
    public void A_constant_lies_inside_its_axis(double value)
    {
        Axis axis = Axis.Linear(value, value, 5);
        Assert.InRange(axis.Place(value), 0.05, 0.95);
        Assert.InRange(axis.Labels.Length, 2, 6);
        Assert.Equal(axis.Labels.Length, axis.Labels.Distinct().Count());
    }

    [Fact]
    public void Epochs_are_labelled_with_whole_numbers_from_the_first()
    {
        Assert.Equal(["1", "5", "10", "15", "20"], Axis.Whole(1, 20, 6).Labels);
        Assert.Equal(["1", "50", "100", "150", "200", "250", "300"], Axis.Whole(1, 300, 6).Labels);
        Assert.Equal(["1", "2"], Axis.Whole(1, 2, 6).Labels);
        Assert.Equal(["7"], Axis.Whole(7, 7, 6).Labels);
        Assert.Equal(0.5, Axis.Whole(7, 7, 6).Place(7));
    }

    [Fact]
    public void A_loss_axis_is_logarithmic_only_where_values_are_positive_and_far_apart()
    {
        Assert.True(Axis.Fitting(0.001, 0.1, 5).IsLogarithmic);
        Assert.False(Axis.Fitting(0.01, 0.05, 5).IsLogarithmic);
        Assert.False(Axis.Fitting(0, 5, 5).IsLogarithmic);
        Assert.False(Axis.Fitting(-1, 5, 5).IsLogarithmic);
        Axis axis = Axis.Fitting(0.001, 0.1, 5);
        Assert.Equal(0.5, axis.Place(0.01), 1e-9);
        Assert.Contains("0.01", axis.Labels);
        Assert.Equal(["1e−6", "1e−5", "0.0001"], Axis.Fitting(1e-6, 2e-4, 2).Labels);
    }
}
