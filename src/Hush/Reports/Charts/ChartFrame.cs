using Hush.Reports.Markup;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Charts;

/// <summary>
/// An entry of a chart's legend; the class sets color and line style in chart.css. A dot is used for points without a line.
/// </summary>
internal readonly record struct LegendEntry(string Name, string Class, bool IsDot = false);

/// <summary>A chart's title, its description for screen readers, and a prefix for element ids that is unique on the page.</summary>
internal sealed record ChartLabel(string Id, string Title, string Description);

/// <summary>
/// The frame of a chart: gridlines, ticks, titles and legend. <see cref="X"/> and <see cref="Y"/> map values to coordinates.
/// </summary>
internal sealed class ChartFrame
{
    public const double Width = 480;
    public const double Height = 300;
    private const double Letter = 8.6;              // maximum width per character of any text in chart.css, on narrow screens

    private readonly Axis _x;
    private readonly Axis _y;

    public ChartFrame(ChartLabel label, Axis x, Axis y, string xTitle, string yTitle, ReadOnlySpan<LegendEntry> legend)
    {
        (_x, _y) = (x, y);
        int maxLength = y.Labels.Length == 0 ? 1 : y.Labels.Max(l => l.Length);
        Left = Math.Max(38, (maxLength * Letter) + 14);
        Svg = Blank(label);
        Svg.Add(Grid(), Titles(xTitle, yTitle), Legend(legend));
    }

    public Element Svg { get; }

    public double Left { get; }

    public static double Right => Width - 14;

    public static double Top => 36;

    public static double Bottom => Height - 50;

    public double X(double value) => Left + (_x.Place(value) * (Right - Left));

    public double Y(double value) => Bottom - (_y.Place(value) * (Bottom - Top));

    /// <summary>An SVG of the chart's size with title and description, and nothing drawn.</summary>
    public static Element Blank(ChartLabel label) => Tag("svg", "chart")
        .Set("viewBox", $"0 0 {Format.Coordinate(Width)} {Format.Coordinate(Height)}").Set("role", "img")
        .Set("aria-labelledby", $"{label.Id}-title {label.Id}-desc")
        .Add(
            Tag("title").Set("id", label.Id + "-title").Add(label.Title),
            Tag("desc").Set("id", label.Id + "-desc").Add(label.Description));

    /// <summary>A placeholder for a chart without data.</summary>
    public static Element Empty(ChartLabel label, string message) => Blank(label).Add(
        Tag("rect", "empty").Set("x", 8).Set("y", 8).Set("width", Width - 16).Set("height", Height - 16).Set("rx", 8),
        Tag("text", "label").Set("x", Width / 2).Set("y", Height / 2).Set("text-anchor", "middle").Add(message));

    public static Element Line(string classes, double x1, double y1, double x2, double y2) =>
        Tag("line", classes).Set("x1", x1).Set("y1", y1).Set("x2", x2).Set("y2", y2);

    public static Element Label(string classes, double x, double y, string anchor, string text) =>
        Tag("text", classes).Set("x", x).Set("y", y).Set("text-anchor", anchor).Add(text);

    /// <summary>An invisible column that shows its values as a tooltip.</summary>
    public static Element Hover(double from, double to, string text) =>
        Tag("rect", "hover").Set("x", from).Set("y", Top).Set("width", Math.Max(0, to - from)).Set("height", Bottom - Top)
            .Add(Tag("title").Add(text));

    /// <summary>The maximum width of a text.</summary>
    public static double TextWidth(string text) => text.Length * Letter;

    private Element Grid()
    {
        Element grid = Tag("g", "grid").Set("aria-hidden", "true");
        for (int i = 0; i < _y.Labels.Length; i++)
        {
            double y = Y(_y.TickValues[i]);
            grid.Add(Line("rule", Left, y, Right, y), Label("tick", Left - 8, y + 4.5, "end", _y.Labels[i]));
        }

        grid.Add(Line("axis", Left, Bottom, Right, Bottom));
        for (int i = 0; i < _x.Labels.Length; i++)
        {
            double x = X(_x.TickValues[i]);
            grid.Add(Line("axis", x, Bottom, x, Bottom + 5), Label("tick", x, Bottom + 20, "middle", _x.Labels[i]));
        }

        return grid;
    }

    private Element Titles(string xTitle, string yTitle) => Tag("g").Set("aria-hidden", "true").Add(
        Label("label", (Left + Right) / 2, Height - 9, "middle", xTitle),
        Label("label", 4, 17, "start", yTitle));

    private static Element Legend(ReadOnlySpan<LegendEntry> entries)
    {
        Element legend = Tag("g", "legend").Set("aria-hidden", "true");
        double x = Right + 8;
        foreach (LegendEntry entry in entries)
            x -= EntryWidth(entry);
        foreach (LegendEntry entry in entries)
        {
            legend.Add(
                entry.IsDot
                    ? Tag("circle", "dot alone " + entry.Class).Set("cx", x + 15).Set("cy", 12.5).Set("r", 4)
                    : Line("series " + entry.Class, x, 12.5, x + 20, 12.5),
                Label("label", x + 27, 17, "start", entry.Name));
            x += EntryWidth(entry);
        }

        return legend;

        static double EntryWidth(LegendEntry entry) => 27 + (TextWidth(entry.Name)) + 8;
    }
}
