using System.Globalization;
using System.Xml.Linq;
using Hush.Reports;
using Xunit;
using static Hush.Tests.Reports.RenderedPage;

namespace Hush.Tests.Reports;

public class NetworkDrawingTests
{
    private static readonly NetworkRow[] s_network =
    [
        Row("noisy", "image", 1, 0),
        Row("enc", "conv 3x3", 8, 100, "noisy"),
        Row("relu1", "relu", 8, 0, "enc"),
        Row("mid", "conv 3x3", 8, 100, "relu1"),
        Row("add1", "add", 8, 0, "mid", "relu1"),
        Row("concat1", "concat", 16, 0, "add1", "enc"),
        Row("out", "conv 3x3", 1, 100, "concat1"),
        Row("subtract1", "subtract", 1, 0, "noisy", "out"),
    ];

    [Fact]
    public void Each_drawn_layer_has_its_name_below_it()
    {
        XElement drawing = Draw(s_network);
        XElement[] names = [.. drawing.Descendants("text").Where(t => Class(t) == "layer-name")];
        Assert.Equal(["noisy", "enc", "mid", "add1", "concat1", "out", "subtract1"], names.Select(n => n.Value));      // relu1 repeats enc
        double[] places = [.. names.Select(n => Number(n, "x"))];
        Assert.All(places.Zip(places.Skip(1)), p => Assert.True(p.Second - p.First >= 14, "the upright names need 14 pixels each"));
        double below = drawing.Descendants("rect").Max(r => Number(r, "y") + Number(r, "height"));
        Assert.All(names, n => Assert.True(Number(n, "y") > below));
    }

    [Fact]
    public void Skips_are_arcs_between_the_layers_that_they_join_also_through_layers_that_are_not_drawn()
    {
        XElement drawing = Draw(s_network);
        Assert.Equal(3, drawing.Descendants("path").Count(p => Class(p) == "skip"));
        Assert.EndsWith(
            "Skip connection from enc to add1. Skip connection from enc to concat1. Skip connection from noisy to subtract1.",
            drawing.Element("desc")!.Value, StringComparison.Ordinal);
        Assert.Equal(["+", "−"], drawing.Descendants("text").Where(t => Class(t) == "sign").Select(t => t.Value));
    }

    [Fact]
    public void A_network_without_skips_has_no_arcs_and_rows_without_inputs_are_a_chain()
    {
        XElement drawing = Draw([.. s_network.Select(r => r with { Inputs = [] })]);
        Assert.DoesNotContain(drawing.Descendants("path"), p => Class(p) == "skip");
        Assert.Equal(drawing.Descendants("rect").Count() - 1, drawing.Descendants("line").Count(l => Class(l) == "wire"));
        Assert.DoesNotContain("Arcs", drawing.Parent!.Parent!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void All_of_it_lies_on_the_paper()
    {
        XElement drawing = Draw([.. s_network, Row("a-layer-with-quite-a-long-name", "conv 3x3", 64, 100, "subtract1")]);
        double width = Number(drawing, "width"), height = Number(drawing, "height");
        foreach (XElement name in drawing.Descendants("text").Where(t => Class(t) == "layer-name"))
            Assert.InRange(Number(name, "y") + (name.Value.Length * 6.6), 0, height);
        foreach (XElement arc in drawing.Descendants("path"))
        {
            double[] v = [.. arc.Attribute("d")!.Value.Split(['M', 'C', 'V', ' '], StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
            Assert.True((0.25 * Math.Max(v[1], v[7])) + (0.75 * v[3]) > 0, "the top of the arc");
        }

        foreach (XElement slab in drawing.Descendants("rect"))
            Assert.InRange(Number(slab, "x") + Number(slab, "width"), 0, width);
    }

    private static NetworkRow Row(string name, string operation, int channels, long work, params string[] inputs) =>
        new(name, operation, new Shape(1, 28, 28, channels), work, work) { Inputs = inputs };

    private static XElement Draw(IReadOnlyList<NetworkRow> network) =>
        Page(MadeUp.Report() with { Network = network }).Descendants("svg").Single(s => Class(s) == "drawing");

    private static string Class(XElement element) => element.Attribute("class")?.Value ?? "";

    private static double Number(XElement element, string name) => Parse(element.Attribute(name)!.Value);

    private static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
