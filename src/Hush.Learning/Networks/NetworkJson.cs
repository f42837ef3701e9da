using System.Text.Json.Nodes;
using Hush.Learning.Networks.Layers;
using Hush.Numerics.Text;

namespace Hush.Learning.Networks;

/// <summary>Serializes a network as JSON for model files: a list of nodes, each with its name, operation, inputs and options.</summary>
internal static class NetworkJson
{
    private static readonly string[] s_borders = ["zero", "reflect", "edge"];       // in the order of BorderMode

    /// <summary>Converts a network to JSON.</summary>
    /// <param name="network">The network.</param>
    public static JsonObject ToJson(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var nodes = new JsonArray();
        foreach (Node node in network.Nodes)
        {
            var json = new JsonObject { ["name"] = node.Name, ["operation"] = node.Layer.Operation };
            if (node.Inputs.Count > 0)
                json["inputs"] = new JsonArray([.. node.Inputs.Select(i => (JsonNode)network.Nodes[i].Name)]);
            switch (node.Layer)
            {
                case ImageInput image:
                    json["channels"] = image.Channels;
                    break;
                case ScalarInput scalar:
                    json["level"] = scalar.Level;
                    break;
                case Conv2d conv:
                    json["channels"] = conv.OutChannels;
                    json["kernel"] = conv.Kernel;
                    json["bias"] = conv.Bias;
                    break;
                case GeneralConv2d conv:
                    json["channels"] = conv.OutChannels;
                    json["height"] = conv.Height;
                    json["width"] = conv.Width;
                    json["dilation"] = conv.Dilation;
                    json["border"] = s_borders[(int)conv.Border];
                    json["bias"] = conv.Bias;
                    break;
                case LeakyRelu leaky:
                    json["slope"] = leaky.Slope;
                    break;
                case Clip clip:
                    json["min"] = float.IsFinite(clip.Min) ? clip.Min : null;
                    json["max"] = float.IsFinite(clip.Max) ? clip.Max : null;
                    break;
            }

            nodes.Add((JsonNode)json);
        }

        return new JsonObject { ["nodes"] = nodes, ["output"] = network.Output.Name };
    }

    /// <summary>Reads a network written by <see cref="ToJson"/>.</summary>
    /// <param name="json">The JSON object.</param>
    /// <exception cref="FormatException">A key is missing, an operation is unknown, or two layers do not fit together. The
    /// message names the node.</exception>
    public static Network FromJson(JsonObject json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return Read(json);
        }
        catch (Exception e) when (e is ArgumentException or ShapeException)
        {
            throw new FormatException(e.Message, e);
        }
        catch (OverflowException e)
        {
            throw new FormatException("The description of the network has layers of more than two billion values. The model file is " +
                "damaged or was written by another program.", e);
        }
    }

    /// <summary>True if the network in the JSON object takes a scalar for each image.</summary>
    internal static bool TakesScalar(JsonObject json) =>
        json["nodes"] is JsonArray nodes && nodes.Any(node => new JsonFields(node, "a node")["operation"]?.ToString() == "scalar");

    private static Network Read(JsonObject json)
    {
        var builder = new GraphBuilder();
        var signals = new Dictionary<string, NodeRef>(StringComparer.Ordinal);
        var network = new JsonFields(json, "the network");
        foreach (JsonNode? node in network.List("nodes"))
        {
            string name = new JsonFields(node, "a node").Text("name");
            var fields = new JsonFields(node, name);
            NodeRef[] inputs = [.. (fields["inputs"] as JsonArray ?? []).Select(i => Input(signals, name, i))];
            ILayer layer = Layer(fields, name, inputs);
            if (inputs.Length != layer.Inputs)
                throw new FormatException($"Node '{name}' ({layer.Operation}) has {inputs.Length} inputs, but needs {layer.Inputs}. The " +
                    "model file is damaged or was written by another program.");
            signals[name] = builder.Append(name, layer, inputs);
        }

        return new Network(builder.Nodes, Input(signals, "output", network.Text("output")).Node.Index);
    }

    private static ILayer Layer(JsonFields node, string name, NodeRef[] inputs)
    {
        int channels = inputs.Length > 0 ? inputs[0].Channels : 0;
        return node.Text("operation") switch
        {
            "image" => new ImageInput(Number("channels")),
            "scalar" => new ScalarInput(Number("level")),
            "conv" => new Conv2d(channels, Number("channels"), Number("kernel"), node.Flag("bias")),
            "general-conv" => new GeneralConv2d(
                channels, Number("channels"), Number("height"), Number("width"), Number("dilation"), Border(), node.Flag("bias")),
            "batch-norm" => new BatchNorm(channels),
            "relu" => new Relu(),
            "sigmoid" => new Sigmoid(),
            "leaky-relu" => new LeakyRelu((float)(node.Real("slope") ?? throw node.Missing("slope"))),
            "prelu" => new PRelu(channels),
            "tanh" => new Tanh(),
            "clip" => new Clip(
                (float)(node.Real("min") ?? double.NegativeInfinity), (float)(node.Real("max") ?? double.PositiveInfinity)),
            "max-pool" => new MaxPool(),
            "upsample" => new Upsample(),
            "pixel-shuffle" => new PixelShuffle(),
            "pixel-unshuffle" => new PixelUnshuffle(),
            "concat" => new Concat(inputs.Length),
            "add" => new Add(),
            "subtract" => new Subtract(),
            "multiply" => new Multiply(),
            string other => throw new FormatException($"Node '{name}' has the operation '{other}', which this version does not know. Use " +
                "the version that wrote the model, or a newer one."),
        };

        BorderMode Border()
        {
            int border = Array.IndexOf(s_borders, node.Text("border"));
            return border >= 0 ? (BorderMode)border : throw node.Missing("border");
        }

        int Number(string key)
        {
            int number = node.Number(key);
            return number is >= 0 and <= 1 << 16
                ? number
                : throw new FormatException($"The description of {name} has '{key}' {number}, expected 0 to 65536. The model file is " +
                    "damaged or was written by another program.");
        }
    }

    private static NodeRef Input(Dictionary<string, NodeRef> signals, string name, JsonNode? input) =>
        signals.TryGetValue(input?.ToString() ?? "", out NodeRef? signal)
            ? signal
            : throw new FormatException($"Node '{name}' reads '{input}', which does not come before it. The model file is damaged or was " +
                "written by another program.");
}
