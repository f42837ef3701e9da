using Hush.Reports.Markup;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Sections;

/// <summary>The network: a drawing, and all layers in a table.</summary>
internal static class NetworkSection
{
    public static Element? Render(RunReport report)
    {
        if (report.Network.Count == 0)
            return null;
        string lead = $"{Format.Count(report.Parameters)} parameters; " +
            $"{Format.Count(report.MultiplyAdds)} multiply-adds for one image of {Extents(report.Input)}.";
        return Html.Section("network", "Network", lead).Add(
            Tag("div", "card").Add(NetworkDrawing.Of(report), Layers(report)));
    }

    /// <summary>For example 28 × 28 × 32.</summary>
    public static string Extents(Shape shape) => $"{shape.H} × {shape.W} × {shape.C}";

    private static Element Layers(RunReport report)
    {
        string[] heads = ["Layer", "Operation", "Output", "Parameters", "Multiply-adds", "Share of multiply-adds"];
        double total = Math.Max(1, report.Network.Sum(r => (double)r.MultiplyAdds));
        double max = Math.Max(1, report.Network.Max(r => (double)r.MultiplyAdds));
        Element body = Tag("tbody");
        foreach (NetworkRow row in report.Network)
        {
            body.Add(Tag("tr").Add(
                Tag("th").Set("scope", "row").Add(Tag("code").Add(row.Name)),
                Tag("td", "words").Add(row.Operation.Replace("->", "→", StringComparison.Ordinal)),
                Tag("td").Add(Extents(row.Output)),
                Tag("td").Add(row.Parameters == 0 ? "" : Format.Count(row.Parameters)),
                Tag("td").Add(row.MultiplyAdds == 0 ? "" : Format.Count(row.MultiplyAdds)),
                Tag("td", "share").Add(row.MultiplyAdds == 0 ? null : Bar(row.MultiplyAdds / max, row.MultiplyAdds / total))));
        }

        Element foot = Tag("tfoot").Add(Tag("tr").Add(
            Tag("th").Set("scope", "row").Set("colspan", "3").Add("Total"),
            Tag("td").Add(Format.Count(report.Parameters)),
            Tag("td").Add(Format.Count(report.MultiplyAdds)),
            Tag("td")));
        return Html.Scrolling("Layers of the network", Tag("table", "numbers layers").Add(
            Html.Caption("Layers in data flow order; outputs are height × width × channels of one image."),
            Tag("thead").Add(Tag("tr").AddAll(heads.Select((h, i) =>
                (i == 1 ? Tag("th", "words") : Tag("th")).Set("scope", "col").Add(h)))),
            body, foot));
    }

    private static Element Bar(double length, double share) => Tag("span", "share-cell").Add(
        Tag("i", "bar").Set("style", $"width:{Format.Coordinate(100 * length)}%").Set("aria-hidden", "true"),
        Tag("span").Add(Format.Percent(share)));
}
