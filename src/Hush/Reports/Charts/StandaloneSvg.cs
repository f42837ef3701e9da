using Hush.Reports.Markup;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Charts;

/// <summary>A chart as a separate SVG file, with its style sheet and a visible title.</summary>
internal static class StandaloneSvg
{
    private const double Margin = 16;
    private const double Heading = 30;

    public static string Of(Element chart, string title)
    {
        double width = ChartFrame.Width + (2 * Margin), height = ChartFrame.Height + Heading + (2 * Margin);
        Element inner = chart.Set("x", Margin).Set("y", Margin + Heading)
            .Set("width", ChartFrame.Width).Set("height", ChartFrame.Height);
        Element file = Tag("svg", "file").Set("xmlns", "http://www.w3.org/2000/svg")
            .Set("viewBox", $"0 0 {Format.Coordinate(width)} {Format.Coordinate(height)}")
            .Set("width", width * 1.5).Set("height", height * 1.5)
            .Add(
                Tag("style").Add(new StyleText(Styles.Chart)),
                Tag("rect", "paper").Set("width", width).Set("height", height),
                ChartFrame.Label("heading", Margin, Margin + 16, "start", title),
                inner);
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + file;
    }
}
