using System.Globalization;
using System.Text;
using Hush.Reports.Markup;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Charts;

/// <summary>One curve with a value per epoch; non-finite values interrupt the line.</summary>
internal sealed record LineSeries(string Name, string Class, IReadOnlyList<double> Values);

/// <summary>A curve with values per step, in the style of the series it replaces.</summary>
/// <param name="Class">The class of that series.</param>
/// <param name="Points">Position in epochs, and value; ascending.</param>
internal sealed record StepSeries(string Class, IReadOnlyList<(double Epoch, double Value)> Points);

/// <summary>Curves over the epochs of a training run.</summary>
internal sealed record LineChart
{
    private const string ByStep = "by-step";
    private const int MarkersUpTo = 40;             // beyond this, dots would hide the line
    private const int PointsUpTo = 2;               // a line through two epochs adds nothing to the points
    private const double BestLabelWidth = 120;      // space for "best: epoch 100"

    public required ChartLabel Label { get; init; }

    public required string YTitle { get; init; }

    public required int[] Epochs { get; init; }

    public required IReadOnlyList<LineSeries> Series { get; init; }

    public required Func<double, string> Value { get; init; }

    /// <summary>Drawn instead of the series with the same class; null if there is none.</summary>
    public StepSeries? Steps { get; init; }

    /// <summary>Losses fall by orders of magnitude and may use a logarithmic axis; decibels already are logarithmic.</summary>
    public bool MayBeLogarithmic { get; init; }

    /// <summary>Whether the chart names its series; false where a key above several charts does.</summary>
    public bool HasLegend { get; init; } = true;

    /// <summary>Marked by a vertical line, and by a ring and a value on the last series.</summary>
    public int? BestEpoch { get; init; }

    public Element Render()
    {
        double[] finite = [.. Series.Where(IsDrawn).SelectMany(s => s.Values).Concat(StepPoints.Select(p => p.Value))
            .Where(double.IsFinite)];
        if (finite.Length == 0)
            return ChartFrame.Empty(Label, "No values were logged.");

        Axis y = MayBeLogarithmic ? Axis.Fitting(finite.Min(), finite.Max(), 5) : Axis.Linear(finite.Min(), finite.Max(), 5);
        Axis x = StepPoints.Count > 0 ? Axis.Whole((int)Math.Floor(StepPoints[0].Epoch), Epochs[^1], 6)
            : IsPoints ? Axis.Separate(Epochs)
            : Axis.Whole(Epochs[0], Epochs[^1], 6);
        var frame = new ChartFrame(
            Label, x, y, "epoch", YTitle + (y.IsLogarithmic ? ", log scale" : ""),
            HasLegend && Series.Count > 1
                ? [.. Series.Select(s => new LegendEntry(s.Name, IsDrawn(s) ? s.Class : ByStep, IsPoints && IsDrawn(s)))]
                : []);
        int best = BestEpoch is { } epoch ? Array.IndexOf(Epochs, epoch) : -1;
        if (best >= 0)
        {
            double at = frame.X(Epochs[best]);
            frame.Svg.Add(ChartFrame.Line("best-rule", at, ChartFrame.Top, at, ChartFrame.Bottom));
        }

        frame.Svg.Add(StepCurve(frame));
        foreach (LineSeries series in Series.Where(IsDrawn))
            frame.Svg.Add(Curve(frame, series));
        if (IsPoints && StepPoints.Count == 0)
            frame.Svg.AddAll(PointLabels(frame, best));
        if (best >= 0 && Has(Series[^1], best))
            frame.Svg.Add(BestMark(frame, Epochs[best], Series[^1].Values[best]));
        return frame.Svg.AddAll(Hovers(frame));
    }

    private IReadOnlyList<(double Epoch, double Value)> StepPoints => Steps?.Points ?? [];

    private bool IsPoints => Epochs.Length <= PointsUpTo;

    private bool IsDrawn(LineSeries series) => StepPoints.Count == 0 || series.Class != Steps!.Class;

    private Element? StepCurve(ChartFrame frame)
    {
        if (StepPoints.Count == 0)
            return null;
        var path = new StringBuilder();
        foreach ((double epoch, double value) in StepPoints.Where(p => double.IsFinite(p.Value)))
        {
            char command = path.Length > 0 ? 'L' : 'M';
            path.Append(CultureInfo.InvariantCulture, $"{command}{Format.Coordinate(frame.X(epoch))} {Format.Coordinate(frame.Y(value))}");
        }

        return Tag("g").Set("aria-hidden", "true").Add(Tag("path", "series " + ByStep).Set("d", path.ToString()));
    }

    /// <summary>Labels the points of the last series if there are few; the best one has its own label.</summary>
    private IEnumerable<Node> PointLabels(ChartFrame frame, int best)
    {
        LineSeries series = Series[^1];
        for (int i = 0; i < Epochs.Length; i++)
        {
            if (i == best || !Has(series, i))
                continue;
            double x = frame.X(Epochs[i]), y = frame.Y(series.Values[i]);
            bool right = x > (frame.Left + ChartFrame.Right) / 2;
            double aside = right ? x - 9 : x + 9, above = y < ChartFrame.Top + 24 ? y + 20 : y - 9;
            yield return ChartFrame.Label("point-label", aside, above, right ? "end" : "start", Value(series.Values[i]))
                .Set("aria-hidden", "true");
        }
    }

    private Element Curve(ChartFrame frame, LineSeries series)
    {
        var path = new StringBuilder();
        Element group = Tag("g").Set("aria-hidden", "true");
        bool drawing = false;
        for (int i = 0; i < Epochs.Length; i++)
        {
            if (!Has(series, i))
            {
                drawing = false;
                continue;
            }

            double x = frame.X(Epochs[i]), y = frame.Y(series.Values[i]);
            path.Append(CultureInfo.InvariantCulture, $"{(drawing ? 'L' : 'M')}{Format.Coordinate(x)} {Format.Coordinate(y)}");
            bool alone = IsPoints || (!drawing && !Has(series, i + 1));
            drawing = !alone;
            if (alone || Epochs.Length <= MarkersUpTo)
            {
                group.Add(Tag("circle", (alone ? "dot alone " : "dot ") + series.Class)
                    .Set("cx", x).Set("cy", y).Set("r", alone ? 4 : 2.4));
            }
        }

        return group.Add(Tag("path", "series " + series.Class).Set("d", path.ToString()));
    }

    private Element BestMark(ChartFrame frame, int epoch, double value)
    {
        double x = frame.X(epoch), y = frame.Y(value);
        bool right = x > (frame.Left + ChartFrame.Right) / 2, low = y > (ChartFrame.Top + ChartFrame.Bottom) / 2;
        string anchor = right ? "end" : "start";
        double aside = right ? x - 10 : x + 10, end = right ? aside - BestLabelWidth : aside + BestLabelWidth;
        double[] curves = [.. Heights(frame, Math.Min(aside, end), Math.Max(aside, end)), y];
        double first = low ? Math.Max(curves.Min() - 30, ChartFrame.Top + 12) : Math.Min(curves.Max() + 24, ChartFrame.Bottom - 24);
        return Tag("g").Set("aria-hidden", "true").Add(
            Tag("circle", "ring").Set("cx", x).Set("cy", y).Set("r", 6),
            ChartFrame.Label("best-label", aside, first, anchor, "best: epoch " + Format.Count(epoch)),
            ChartFrame.Label("best-label", aside, first + 17, anchor, Value(value)));
    }

    /// <summary>The y coordinates of the curves between two x coordinates: at both ends and at the points between.</summary>
    private IEnumerable<double> Heights(ChartFrame frame, double from, double to)
    {
        foreach ((double epoch, double value) in StepPoints)
        {
            if (frame.X(epoch) >= from && frame.X(epoch) <= to)
                yield return frame.Y(value);
        }

        foreach (LineSeries series in Series.Where(IsDrawn))
        {
            for (int i = 0; i < Epochs.Length; i++)
            {
                if (!Has(series, i))
                    continue;
                double x = frame.X(Epochs[i]), y = frame.Y(series.Values[i]);
                if (x >= from && x <= to)
                    yield return y;
                if (IsPoints || !Has(series, i + 1) || i + 1 == Epochs.Length)
                    continue;
                double nextX = frame.X(Epochs[i + 1]), nextY = frame.Y(series.Values[i + 1]);
                foreach (double edge in new[] { from, to })
                {
                    if (edge > x && edge < nextX)
                        yield return y + ((nextY - y) * (edge - x) / (nextX - x));
                }
            }
        }
    }

    private IEnumerable<Node> Hovers(ChartFrame frame)
    {
        for (int i = 0; i < Epochs.Length; i++)
        {
            double from = i == 0 ? frame.Left : (frame.X(Epochs[i - 1]) + frame.X(Epochs[i])) / 2;
            double to = i == Epochs.Length - 1 ? ChartFrame.Right : (frame.X(Epochs[i]) + frame.X(Epochs[i + 1])) / 2;
            int at = i;
            string values = string.Join(", ", Series.Select(s => s.Name + " " + Value(s.Values[at])));
            yield return ChartFrame.Hover(from, to, $"Epoch {Format.Count(Epochs[i])}: {values}");
        }
    }

    private static bool Has(LineSeries series, int i) =>
        i < series.Values.Count && double.IsFinite(series.Values[i]);
}
