using System.Globalization;
using Hush.Reports.Charts;
using Hush.Reports.Markup;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Sections;

/// <summary>
/// Draws the network from left to right: a slab for each layer, with its height showing the image size (square root), its thickness the
/// channels (logarithm), and its name below. Sums and differences are circles; skip connections are arcs above. An autoencoder looks
/// like an hourglass.
/// </summary>
internal static class NetworkDrawing
{
    private const double MaxHeight = 120;
    private const double Gap = 6;
    private const double Margin = 8;
    private const double MinPitch = 14;             // space for a rotated name
    private const double Radius = 7;
    private const double NameLetter = 6.6;          // width of the widest letter in report.css
    private const double NameGap = 8;

    public static Element? Of(RunReport report)
    {
        List<Step> steps = Steps(report);
        if (steps.Count < 2)
            return null;
        List<(int From, int To)> skips = Skips(steps);
        double rise = skips.Count == 0 ? 0 : skips.Max(s => Rise(steps, s));
        double top = Margin + rise, axis = top + (MaxHeight / 2), bottom = top + MaxHeight + NameGap;
        double width = steps[^1].Right + Margin;
        double height = bottom + (steps.Max(s => s.Row.Name.Length) * NameLetter) + Margin;
        string layers = string.Join(", ", steps.Select(s => $"{s.Row.Name} {NetworkSection.Extents(s.Row.Output)}"));
        string joined = string.Concat(skips.Select(s => $" Skip connection from {steps[s.From].Row.Name} to {steps[s.To].Row.Name}."));
        Element svg = Tag("svg", "drawing").Set("role", "img").Set("aria-labelledby", "drawing-title drawing-desc")
            .Set("width", width).Set("height", height)
            .Set("viewBox", $"0 0 {Format.Coordinate(width)} {Format.Coordinate(height)}")
            .Add(
                Tag("title").Set("id", "drawing-title").Add("Diagram of the network"),
                Tag("desc").Set("id", "drawing-desc").Add($"From left to right: {layers}.{joined}"));
        for (int i = 1; i < steps.Count; i++)
        {
            if (steps[i].Reads.Contains(i - 1))
                svg.Add(ChartFrame.Line("wire", steps[i - 1].Right, axis, steps[i].Left, axis));
        }

        foreach ((int From, int To) skip in skips)
            svg.Add(Arc(steps, skip, axis));
        foreach (Step step in steps)
            svg.Add(Shape(step, axis), Name(step, bottom));
        return Tag("figure", "drawing-box").Add(
            Html.Scrolling("Diagram of the network", svg),
            Tag("figcaption").Add(
                "Height shows the image size, thickness the number of channels. Outlined layers only move data. " +
                (skips.Count == 0 ? "" : "Arcs are skip connections.")));
    }

    private static Element Shape(Step step, double axis)
    {
        Element title = Tag("title").Add($"{step.Row.Name}: {step.Row.Operation}, {NetworkSection.Extents(step.Row.Output)}");
        return step.Sign is { } sign
            ? Tag("g").Add(
                Tag("circle", "join").Set("cx", step.Middle).Set("cy", axis).Set("r", Radius),
                ChartFrame.Label("sign", step.Middle, axis + 4, "middle", sign).Set("aria-hidden", "true"),
                title)
            : Tag("rect", step.Row.MultiplyAdds > 0 ? "slab work" : "slab").Set("x", step.Left).Set("y", axis - (step.Tall / 2))
                .Set("width", step.Right - step.Left).Set("height", step.Tall).Set("rx", 1.5).Add(title);
    }

    private static Element Name(Step step, double top)
    {
        string x = Format.Coordinate(step.Middle), y = Format.Coordinate(top);
        return ChartFrame.Label("layer-name", step.Middle, top, "start", step.Row.Name).Set("aria-hidden", "true")
            .Set("transform", $"rotate(90 {x} {y})").Set("dominant-baseline", "central");
    }

    private static Element Arc(List<Step> steps, (int From, int To) skip, double axis)
    {
        Step from = steps[skip.From], to = steps[skip.To];
        double start = axis - (from.Tall / 2), end = axis - (to.Tall / 2), peak = Math.Min(start, end) - (Rise(steps, skip) * 4 / 3);
        string[] p = [.. new[] { from.Middle, start, from.Middle, peak, to.Middle, peak, to.Middle, end }.Select(Format.Coordinate)];
        string down = to.Sign is null ? "" : "V" + Format.Coordinate(axis - Radius);
        return Tag("path", "skip").Set("aria-hidden", "true").Set(
            "d", string.Create(CultureInfo.InvariantCulture, $"M{p[0]} {p[1]}C{p[2]} {p[3]} {p[4]} {p[5]} {p[6]} {p[7]}{down}"));
    }

    // Longer connections rise higher, so that arcs nest.
    private static double Rise(List<Step> steps, (int From, int To) skip) =>
        8 + (2.2 * Math.Sqrt(steps[skip.To].Middle - steps[skip.From].Middle));

    private static List<(int From, int To)> Skips(List<Step> steps) =>
        [.. steps.SelectMany((step, i) => step.Reads.Where(from => from < i - 1).Select(from => (from, i)))];

    // Layers that neither multiply, nor merge, nor change the shape (activations, normalization) would only repeat their neighbor. They
    // are not drawn; their consumers are connected to that neighbor instead.
    private static List<Step> Steps(RunReport report)
    {
        var steps = new List<Step>();
        var shownAs = new Dictionary<string, int>(StringComparer.Ordinal);
        bool isGraph = report.Network.Any(r => r.Inputs.Count > 0);
        double scale = MaxHeight / Math.Sqrt(report.Network.Select(r => Math.Max(1, r.Output.H)).DefaultIfEmpty(1).Max());
        double left = Margin;
        Shape before = default;
        foreach (NetworkRow row in report.Network)
        {
            int[] reads = isGraph
                ? [.. row.Inputs.Where(shownAs.ContainsKey).Select(name => shownAs[name]).Distinct()]
                : steps.Count > 0 ? [steps.Count - 1] : [];
            if (row.MultiplyAdds > 0 || row.Inputs.Count > 1 || row.Output != before)
            {
                string? sign = row.Inputs.Count < 2 ? null : row.Operation switch { "add" => "+", "subtract" => "−", _ => null };
                double thick = sign is null ? 3 + (2 * Math.Log2(1 + row.Output.C)) : 2 * Radius, pitch = Math.Max(thick, MinPitch);
                double middle = left + (pitch / 2);
                steps.Add(new Step(
                    row, sign, middle - (thick / 2), middle + (thick / 2), Math.Max(3, scale * Math.Sqrt(Math.Max(1, row.Output.H))),
                        reads));
                shownAs[row.Name] = steps.Count - 1;
                left += pitch + Gap;
            }
            else
            {
                shownAs[row.Name] = reads.Length > 0 ? reads[0] : Math.Max(0, steps.Count - 1);
            }

            before = row.Output;
        }

        return steps;
    }

    /// <summary>
    /// A drawn layer: a slab, or a circle with a sign. <paramref name="Reads"/> are the indices of the drawn layers it reads.
    /// </summary>
    private sealed record Step(NetworkRow Row, string? Sign, double Left, double Right, double Tall, int[] Reads)
    {
        public double Middle => (Left + Right) / 2;
    }
}
