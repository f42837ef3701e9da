using System.Globalization;
using System.Xml.Linq;
using Hush.Reports.Charts;
using Xunit;

namespace Hush.Tests.Reports;

public class ChartTests
{
    private static readonly ChartLabel Name = new("chart", "A chart", "A chart of made-up values.");

    private static XElement Draw(params double[] values) => Draw(false, values);

    private static XElement Draw(bool logarithmic, double[] values, StepSeries? steps = null) => XElement.Parse(new LineChart
    {
        Label = Name,
        YTitle = "loss",
        Epochs = [.. Enumerable.Range(1, values.Length)],
        Series = [new LineSeries("validation", "validation", values)],
        Value = v => v.ToString("0.00", CultureInfo.InvariantCulture),
        MayBeLogarithmic = logarithmic,
        Steps = steps,
        BestEpoch = values.Length,
    }.Render().ToString());

    private static string Path(XElement chart) =>
        chart.Descendants("path").Single(p => p.Attribute("class")!.Value == "series validation").Attribute("d")!.Value;

    private static (double X, double Y)[] Points(XElement chart) => [.. Path(chart).Split(['M', 'L'], StringSplitOptions.RemoveEmptyEntries)
        .Select(point => point.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray())
        .Select(point => (point[0], point[1]))];

    [Fact]
    public void A_better_value_is_drawn_higher_and_a_later_epoch_further_right()
    {
        (double X, double Y)[] points = Points(Draw(1, 2, 4));
        Assert.Equal(3, points.Length);
        Assert.Equal(2, (points[1].Y - points[2].Y) / (points[0].Y - points[1].Y), 0.01);
        Assert.Equal(points[2].X - points[1].X, points[1].X - points[0].X, 0.02);
        Assert.True(points[0].X < points[1].X);
    }

    [Theory]
    [InlineData(new double[] { 20.8, 21.2, 21.4 })]
    [InlineData(new double[] { 3, 2.9, 1, 0.9 })]
    [InlineData(new double[] { 5, 5, 5 })]
    public void The_best_values_label_keeps_clear_of_the_curve(double[] values)
    {
        XElement chart = Draw(values);
        XElement[] labels = [.. chart.Descendants("text").Where(t => t.Attribute("class")!.Value == "best-label")];
        double right = Numbers(labels[0], "x").Single(), top = Numbers(labels[0], "y").Single() - 12, bottom = Numbers(labels[1], "y")
            .Single() + 4;
        (double X, double Y)[] points = Points(chart);
        for (double x = right - 110; x <= right; x += 2)
        {
            int next = Array.FindIndex(points, p => p.X >= x);
            var (from, to) = (points[next - 1], points[next]);
            double y = from.Y + ((to.Y - from.Y) * (x - from.X) / (to.X - from.X));
            Assert.False(y > top && y < bottom, $"at {x} the curve is at {y}, inside the label from {top} to {bottom}");
        }
    }

    [Fact]
    public void A_missing_value_breaks_the_line_and_a_lone_one_is_a_dot()
    {
        XElement chart = Draw(1, 2, double.PositiveInfinity, 3, double.NaN, 4, 5);
        Assert.Equal("MLMML", string.Concat(Path(chart).Where(char.IsLetter)));
        Assert.Single(chart.Descendants("circle"), c => c.Attribute("class")!.Value == "dot alone validation");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(300)]
    public void Every_epoch_can_be_pointed_at_and_all_of_it_lies_on_the_paper(int epochs)
    {
        XElement chart = Draw(true, [.. Enumerable.Range(1, epochs).Select(e => 1.0 / e)]);
        Assert.Equal(epochs, chart.Descendants("rect").Count(r => r.Attribute("class")!.Value == "hover"));
        Assert.Contains(chart.Descendants("title"), t => t.Value == "Epoch 1: validation 1.00");
        foreach (XElement element in chart.Descendants())
        {
            Assert.All(Numbers(element, "x", "cx", "x1", "x2"), x => Assert.InRange(x, 0, ChartFrame.Width));
            Assert.All(Numbers(element, "y", "cy", "y1", "y2"), y => Assert.InRange(y, 0, ChartFrame.Height));
        }
    }

    [Fact]
    public void No_values_say_so()
    {
        Assert.Contains("No values were logged.", Draw(double.NaN, double.NaN).Value, StringComparison.Ordinal);
        Assert.Contains("No values were logged.", Draw().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_best_epoch_is_marked_with_its_value()
    {
        XElement chart = Draw(1, 2, 4);
        Assert.Contains(chart.Descendants("text"), t => t.Value == "best: epoch 3");
        Assert.Contains(chart.Descendants("text"), t => t.Value == "4.00");
        Assert.Single(chart.Descendants("circle"), c => c.Attribute("class")!.Value == "ring");
    }

    [Fact]
    public void A_histogram_tells_the_count_of_each_bin_and_the_mean_of_each_set()
    {
        XElement chart = XElement.Parse(new HistogramChart
        {
            Label = Name,
            XTitle = "PSNR, dB",
            Noisy = [8, 9, 10, double.PositiveInfinity],
            Denoised = [20, 22],
            Value = v => v.ToString("0.0", CultureInfo.InvariantCulture),
        }.Render().ToString());
        Assert.Contains(chart.Descendants("text"), t => t.Value == "mean 9.0");
        Assert.Contains(chart.Descendants("text"), t => t.Value == "mean 21.0");
        string[] around = [": ", " noisy, ", " denoised"];
        string[][] hovers = [.. chart.Descendants("title").Select(t => t.Value.Split(around, StringSplitOptions.None))
            .Where(parts => parts.Length == 4)];
        Assert.Equal(3, hovers.Sum(parts => int.Parse(parts[1], CultureInfo.InvariantCulture)));
        Assert.Equal(2, hovers.Sum(parts => int.Parse(parts[2], CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void One_or_two_epochs_are_points_with_their_values_and_no_line(int epochs)
    {
        XElement chart = Draw([.. Enumerable.Range(1, epochs).Select(e => 20.0 + e)]);
        Assert.DoesNotContain('L', Path(chart));
        XElement[] dots = [.. chart.Descendants("circle").Where(c => c.Attribute("class")!.Value == "dot alone validation")];
        Assert.Equal(epochs, dots.Length);
        Assert.All(dots, d => Assert.InRange(Numbers(d, "cx").Single(), ChartFrame.Width * 0.2, ChartFrame.Width * 0.8));
        for (int epoch = 1; epoch <= epochs; epoch++)
            Assert.Contains(chart.Descendants("text"), t => t.Value == $"2{epoch}.00");
    }

    [Fact]
    public void Steps_are_drawn_from_epoch_0_in_place_of_their_series()
    {
        (double, double)[] losses = [.. Enumerable.Range(0, 20).Select(i => ((i + 0.5) / 10, 1.0 / (i + 1)))];
        XElement chart = XElement.Parse(new LineChart
        {
            Label = Name,
            YTitle = "MSE loss",
            Epochs = [1, 2],
            Series = [new LineSeries("training", "training", [0.3, 0.07]), new LineSeries("validation", "validation", [0.1, 0.06])],
            Value = v => v.ToString("0.00", CultureInfo.InvariantCulture),
            Steps = new StepSeries("training", losses),
            MayBeLogarithmic = true,
            BestEpoch = 2,
        }.Render().ToString());
        string steps = chart.Descendants("path").Single(p => p.Attribute("class")!.Value == "series by-step").Attribute("d")!.Value;
        Assert.Equal(20, steps.Count(c => c is 'M' or 'L'));
        Assert.DoesNotContain(chart.Descendants("path"), p => p.Attribute("class")!.Value == "series training");
        Assert.Contains(chart.Descendants("text"), t => t.Value == "MSE loss, log scale");
        Assert.Equal(["0", "1", "2"], chart.Descendants("text")
            .Where(t => t.Attribute("text-anchor")!.Value == "middle" && t.Value.Length == 1).Select(t => t.Value));
        Assert.Contains(chart.Descendants("title"), t => t.Value == "Epoch 1: training 0.30, validation 0.10");
        double first = double.Parse(steps[1..steps.IndexOf(' ', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
        XElement[] dots = [.. chart.Descendants("circle")
            .Where(c => c.Attribute("class")!.Value == "dot alone validation" && c.Parent!.Attribute("class")?.Value != "legend")];
        double perEpoch = Numbers(dots[1], "cx").Single() - Numbers(dots[0], "cx").Single();
        Assert.Equal(0.95 * perEpoch, Numbers(dots[0], "cx").Single() - first, 0.02);       // the first mean covers epochs 0 to 0.1
    }

    [Theory]
    [InlineData(20, 20.1)]
    [InlineData(20.1, 20)]
    [InlineData(0.5, 1)]
    [InlineData(39, 39.5)]
    [InlineData(1, 39)]
    [InlineData(39.5, 20)]
    public void A_mean_s_label_crosses_neither_mean_s_line_nor_the_edge(double noisy, double denoised)
    {
        XElement chart = XElement.Parse(new HistogramChart
        {
            Label = Name,
            XTitle = "PSNR, dB",
            Noisy = [noisy - 0.4, noisy + 0.4, 0, 40, .. Enumerable.Repeat(noisy, 500)],
            Denoised = Enumerable.Repeat(denoised, 500).ToArray(),
            Value = v => v.ToString("0.00", CultureInfo.InvariantCulture),
        }.Render().ToString());
        XElement[] lines = [.. chart.Descendants("line")
            .Where(l => l.Attribute("class")!.Value.StartsWith("mean ", StringComparison.Ordinal))];
        XElement[] labels = [.. chart.Descendants("text")
            .Where(t => t.Attribute("class")!.Value.StartsWith("mean-label", StringComparison.Ordinal))];
        Assert.Equal((2, 2), (lines.Length, labels.Length));
        foreach (XElement label in labels)
        {
            double at = Numbers(label, "x").Single(), bottom = Numbers(label, "y").Single(), wide = ChartFrame.TextWidth(label.Value);
            (double from, double to) = label.Attribute("text-anchor")!.Value == "end" ? (at - wide, at) : (at, at + wide);
            Assert.InRange(from, 38, ChartFrame.Right);
            Assert.InRange(to, 38, ChartFrame.Right);
            Assert.DoesNotContain(lines, l =>
                Numbers(l, "x1").Single() is var x && x > from && x < to && Numbers(l, "y1").Single() < bottom);
        }
    }

    private static IEnumerable<double> Numbers(XElement element, params string[] names) => names
        .Select(n => element.Attribute(n)?.Value).OfType<string>().Select(v => double.Parse(v, CultureInfo.InvariantCulture));
}
