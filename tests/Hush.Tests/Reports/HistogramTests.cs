using Hush.Reports.Charts;
using Hush.Testing;
using Xunit;

namespace Hush.Tests.Reports;

public class HistogramTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1003)]
    public void Bins_hold_every_finite_value_once_and_are_equally_wide(int count)
    {
        double[] first = [.. Samples.Normal(count, 1).Select(v => (double)v), double.NaN];
        double[] second = [.. Samples.Normal(count + 2, 2).Select(v => 12 + (3.0 * v)), double.PositiveInfinity];
        Histogram bins = Histogram.Of(first, second)!;
        Assert.Equal(count, bins.First.Sum());
        Assert.Equal(count + 2, bins.Second.Sum());
        Assert.Equal(bins.First.Length + 1, bins.Edges.Length);
        double width = bins.Edges[1] - bins.Edges[0];
        Assert.All(bins.Edges.Zip(bins.Edges.Skip(1)), e => Assert.Equal(width, e.Second - e.First, 1e-9));
        Assert.All(first.Concat(second).Where(double.IsFinite), v => Assert.InRange(v, bins.Edges[0], bins.Edges[^1]));
    }

    [Fact]
    public void A_value_on_an_edge_is_in_the_bin_above_and_the_last_bin_holds_its_end()
    {
        Histogram bins = Histogram.Of([0, 0.5, 1], [0.5])!;
        int at = Array.IndexOf(bins.Edges, 0.5);
        Assert.Equal(1, bins.First[at]);
        Assert.Equal(0, bins.First[at - 1]);
        Assert.Equal(1, bins.First[^1]);
        Assert.Equal(1, bins.Second.Sum());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-8.25)]
    public void Equal_values_share_one_bin(double value)
    {
        Histogram bins = Histogram.Of([value, value, value], [value])!;
        Assert.Equal(3, bins.First.Max());
        Assert.Equal(1, bins.Second.Max());
    }

    [Fact]
    public void Without_a_finite_value_there_are_no_bins() =>
        Assert.Null(Histogram.Of([double.NaN], [double.PositiveInfinity]));
}
