using Hush.Numerics;
using Hush.Reports.Markup;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Sections;

/// <summary>
/// The network from left to right: a slab a layer, as tall as its image (square root) and as thick as its channels (logarithm).
/// An autoencoder looks like the hourglass that it is.
/// </summary>
internal static class NetworkDrawing
{
    private const double Tallest = 120;
    private const double Gap = 5;

    public static Element? Of(RunReport report)
    {
        NetworkRow[] shown = [.. Steps(report)];
        if (shown.Length < 2)
            return null;
        double scale = Tallest / Math.Sqrt(shown.Max(r => Math.Max(1, r.Output.H)));
        double width = shown.Sum(r => Thickness(r.Output) + Gap) + Gap;
        string layers = string.Join(", ", shown.Select(r => $"{r.Name} {NetworkSection.Extents(r.Output)}"));
        Element svg = Tag("svg", "drawing").Set("role", "img").Set("aria-labelledby", "drawing-title drawing-desc")
            .Set("style", $"max-width:{Format.Coordinate(2.2 * width)}px")
            .Set("viewBox", $"0 0 {Format.Coordinate(width)} {Format.Coordinate(Tallest + 8)}")
            .Add(
                Tag("title").Set("id", "drawing-title").Add("The network's shape"),
                Tag("desc").Set("id", "drawing-desc").Add($"From left to right: {layers}."));
        double x = Gap;
        foreach (NetworkRow row in shown)
        {
            double tall = Math.Max(3, scale * Math.Sqrt(Math.Max(1, row.Output.H))), thick = Thickness(row.Output);
            svg.Add(Tag("rect", row.MultiplyAdds > 0 ? "slab work" : "slab").Set("x", x).Set("y", 4 + ((Tallest - tall) / 2))
                .Set("width", thick).Set("height", tall).Set("rx", 1.5)
                .Add(Tag("title").Add($"{row.Name}: {row.Operation}, {NetworkSection.Extents(row.Output)}")));
            x += thick + Gap;
        }

        return Tag("figure", "drawing-box").Add(svg, Tag("figcaption").Add(
            "Height stands for the image's size, thickness for the channels; filled slabs multiply, the others move data."));
    }

    // Layers that neither multiply nor change the shape (activations, normalisation) would only repeat their neighbour.
    private static IEnumerable<NetworkRow> Steps(RunReport report)
    {
        Shape before = default;
        foreach (NetworkRow row in report.Network)
        {
            if (row.MultiplyAdds > 0 || row.Output != before)
                yield return row;
            before = row.Output;
        }
    }

    private static double Thickness(Shape output) => 3 + (2.6 * Math.Log2(1 + output.C));
}
