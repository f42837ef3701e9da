using System.Text.Json.Nodes;
using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Spectre.Console;

namespace Hush.Cli.Display;

/// <summary>The layers of a network with their shapes and costs, for images of one size.</summary>
internal sealed class NetworkSummary(Network network, int height, int width)
{
    private const string Image = "image";

    /// <summary>Number of learned parameters.</summary>
    public long Parameters => network.Nodes.Sum(ParametersOf);

    /// <summary>Multiply-adds per image, by the definition of each layer.</summary>
    public long MultiplyAdds => network.MultiplyAdds(height, width);

    /// <summary>Multiply-adds per image pixel, by the definition of each layer.</summary>
    public double MultiplyAddsPerPixel => network.Nodes.Sum(PerPixel);

    /// <summary>
    /// Width and height of the receptive field: the square of input pixels that an output pixel depends on. The maximum, since it
    /// varies within a block of pooled pixels.
    /// </summary>
    public int ReceptiveField { get; } = Enumerable.Range(0, network.Alignment).Max(pixel => FieldOf(network, pixel));

    /// <summary>Totals of the network, as names and values.</summary>
    public IEnumerable<(string Name, string Value)> Totals() =>
    [
        ("parameters", Figures.Count(Parameters)),
        ("multiply-adds", $"{PerPixelText(MultiplyAddsPerPixel)} per pixel, {Figures.Large(MultiplyAdds)} for {height}x{width}"),
        ("receptive field", $"{ReceptiveField}x{ReceptiveField} pixels"),
    ];

    /// <summary>One row per layer, and the totals.</summary>
    public Table ToTable()
    {
        Table table = Tables.New("layer", "operation", "output", "parameters", "mult-adds/px");
        table.Columns[1].Alignment = Justify.Left;
        foreach (TableColumn column in table.Columns)
            column.PadRight(0);         // so that typical networks fit in 80 columns
        foreach (Node node in network.Nodes)
        {
            long parameters = ParametersOf(node);
            double work = PerPixel(node);
            Tables.Add(
                table,
                node.Name,
                Operation(node),
                string.Join('x', OutputOf(node)),
                parameters > 0 ? Figures.Count(parameters) : "",
                work > 0 ? PerPixelText(work) : "");
        }

        Tables.Add(table, "total", "", "", Figures.Count(Parameters), PerPixelText(MultiplyAddsPerPixel));
        return table;
    }

    /// <summary>The same as JSON.</summary>
    public JsonObject ToJson() => new()
    {
        ["input"] = Array(height, width, network.Channels),
        ["parameters"] = Parameters,
        ["multiply_adds_per_pixel"] = MultiplyAddsPerPixel,
        ["multiply_adds"] = MultiplyAdds,
        ["receptive_field"] = ReceptiveField,
        ["layers"] = new JsonArray([.. network.Nodes.Select(ToJson)]),
    };

    private static JsonArray Array(params int[] values) => [.. values.Select(v => (JsonNode)v)];

    private static long ParametersOf(Node node) => node.Layer.Parameters(node.Name).Where(p => p.Learned).Sum(p => (long)p.Count);

    /// <summary>A layer at half size has a quarter of the pixels.</summary>
    private static double PerPixel(Node node) => node.Layer.MultiplyAddsPerPixel / Math.Pow(4, node.Level);

    private static string PerPixelText(double work) => work >= 10 ? Figures.Count((long)Math.Round(work)) : $"{work:0.##}";

    /// <summary>
    /// The number of input pixels in a row that an output pixel depends on, found by propagating its interval back through the layers.
    /// </summary>
    private static int FieldOf(Network network, int pixel)
    {
        var needed = new (int First, int Last)?[network.Nodes.Count];
        needed[network.Output.Index] = (pixel, pixel);
        int field = 1;
        foreach (Node node in network.Nodes.Reverse())
        {
            if (needed[node.Index] is not (int first, int last))
                continue;
            (first, last) = node.Layer switch
            {
                IConvolution conv => (first - conv.Radius, last + conv.Radius),
                ImageInput or ScalarInput => (first, last),
                { LevelChange: > 0 } => (2 * first, (2 * last) + 1),
                { LevelChange: < 0 } => (first >> 1, last >> 1),
                _ => (first, last),
            };
            if (node.Layer is ImageInput)
                field = last - first + 1;
            foreach (int input in node.Inputs)
                needed[input] = needed[input] is (int low, int high) ? (Math.Min(low, first), Math.Max(high, last)) : (first, last);
        }

        return field;
    }

    private int[] OutputOf(Node node) => [Network.SizeAt(node.Level, height), Network.SizeAt(node.Level, width), node.Channels];

    /// <summary>The operation of a layer, and its inputs unless it only reads the layer above it.</summary>
    private string Operation(Node node)
    {
        string operation = node.Layer is Conv2d conv ? $"{conv.Operation} {conv.Kernel}x{conv.Kernel}, {conv.InChannels} -> " +
            $"{conv.OutChannels}" : node.Layer.Operation;
        bool isNext = node.Inputs.Count == 0 || (node.Inputs.Count == 1 && node.Inputs[0] == node.Index - 1);
        return isNext ? operation : $"{operation} of {string.Join(", ", Inputs(node))}";
    }

    private IEnumerable<string> Inputs(Node node) => node.Inputs.Select(i => network.Nodes[i].Name);

    private JsonNode ToJson(Node node) => new JsonObject
    {
        ["name"] = node.Name,
        ["operation"] = node.Layer is ImageInput ? Image : node.Layer.Operation,
        ["inputs"] = new JsonArray([.. Inputs(node).Select(name => (JsonNode)name)]),
        ["output"] = Array(OutputOf(node)),
        ["parameters"] = ParametersOf(node),
        ["multiply_adds_per_pixel"] = PerPixel(node),
    };
}
