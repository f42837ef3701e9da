using System.Globalization;
using System.Text;
using Hush.Reports.Markup;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Charts;

/// <summary>Overlaid histograms of the scores of noisy and denoised images, with their means.</summary>
internal sealed record HistogramChart
{
    public required ChartLabel Label { get; init; }

    public required string XTitle { get; init; }

    public required IReadOnlyList<double> Noisy { get; init; }

    public required IReadOnlyList<double> Denoised { get; init; }

    public required Func<double, string> Value { get; init; }

    public Element Render()
    {
        if (Histogram.Of(Noisy, Denoised) is not { } bins)
            return ChartFrame.Empty(Label, "No finite scores to count.");

        int max = Math.Max(bins.First.Max(), bins.Second.Max());
        var frame = new ChartFrame(
            Label, Axis.Exact(bins.Edges[0], bins.Edges[^1], 6), Axis.Counts(max * 1.3, 4), XTitle, "images",
            [new LegendEntry("noisy", "noisy"), new LegendEntry("denoised", "denoised")]);
        frame.Svg
            .Add(Steps(frame, bins.Edges, bins.First, "noisy"), Steps(frame, bins.Edges, bins.Second, "denoised"))
            .AddAll(Means(frame));
        for (int i = 0; i < bins.First.Length; i++)
        {
            frame.Svg.Add(ChartFrame.Hover(
                frame.X(bins.Edges[i]), frame.X(bins.Edges[i + 1]),
                $"{Value(bins.Edges[i])} to {Value(bins.Edges[i + 1])}: {Format.Count(bins.First[i])} noisy, " +
                $"{Format.Count(bins.Second[i])} denoised"));
        }

        return frame.Svg;
    }

    private static Element Steps(ChartFrame frame, double[] edges, int[] counts, string series)
    {
        string floor = Format.Coordinate(ChartFrame.Bottom);
        var outline = new StringBuilder();
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0)
                continue;                                       // an outline along the floor would only cover the other one
            if (i == 0 || counts[i - 1] == 0)
                outline.Append(CultureInfo.InvariantCulture, $"M{Format.Coordinate(frame.X(edges[i]))} {floor}");
            string top = Format.Coordinate(frame.Y(counts[i])), right = Format.Coordinate(frame.X(edges[i + 1]));
            outline.Append(CultureInfo.InvariantCulture, $"V{top}H{right}");
            if (i == counts.Length - 1 || counts[i + 1] == 0)
                outline.Append(CultureInfo.InvariantCulture, $"V{floor}");
        }

        return Tag("g").Set("aria-hidden", "true").Add(
            Tag("path", "area " + series).Set("d", outline.ToString()),
            Tag("path", "series " + series).Set("d", outline.ToString()));
    }

    // The line of the upper mean passes beside the lower label, which is placed on its far side. The mean closer to an edge, with space
    // on only one side, is the upper one.
    private IEnumerable<Node> Means(ChartFrame frame)
    {
        (string Series, double Mean)[] means = [.. new[] { ("noisy", Noisy), ("denoised", Denoised) }
            .Select(s => (s.Item1, Finite: s.Item2.Where(double.IsFinite).ToArray())).Where(s => s.Finite.Length > 0)
            .Select(s => (s.Item1, s.Finite.Average()))
            .OrderBy(s => Math.Min(frame.X(s.Item2) - frame.Left, ChartFrame.Right - frame.X(s.Item2)))];
        for (int i = 0; i < means.Length; i++)
        {
            (string series, double mean) = means[i];
            double x = frame.X(mean), y = ChartFrame.Top + 12 + (19 * i);
            string text = "mean " + Value(mean);
            double room = ChartFrame.TextWidth(text) + 7;
            bool left = i == 0 ? x > (frame.Left + ChartFrame.Right) / 2 : x < frame.X(means[0].Mean);
            left = left ? x - room >= frame.Left : x + room > ChartFrame.Right;
            yield return Tag("g").Set("aria-hidden", "true").Add(
                ChartFrame.Line("mean " + series, x, y - 10, x, ChartFrame.Bottom),
                ChartFrame.Label("mean-label " + series, left ? x - 7 : x + 7, y, left ? "end" : "start", text));
        }
    }
}
