using System.Numerics.Tensors;
using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Onnx.Messages;
using static Hush.Learning.Onnx.Export.GraphWriter;

namespace Hush.Learning.Onnx.Export;

/// <summary>Converts a network to an ONNX model of opset 17, [N, C, H, W], with dynamic batch, height and width.</summary>
internal sealed class NetworkExporter
{
    /// <summary>Names of the inputs and the output.</summary>
    public const string Noisy = "noisy", Sigma = "sigma", Clean = "clean";

    private const int Opset = 17, IrVersion = 8;

    private readonly Network _network;
    private readonly Weights _weights;
    private readonly bool _keepsNorms;
    private readonly GraphWriter _graph = new();
    private readonly AlignmentPadding _padding;
    private readonly string[] _values;      // per layer: the name of its output
    private readonly int[] _consumers;      // per layer: the number of layers that read it, and lead to the output

    private NetworkExporter(Network network, Weights weights, bool keepsNorms)
    {
        (_network, _weights, _keepsNorms) = (network, weights, keepsNorms);
        _values = new string[network.Nodes.Count];
        _consumers = new int[network.Nodes.Count];
        _consumers[network.Output.Index] = 1;
        for (int i = network.Nodes.Count - 1; i >= 0; i--)
        {
            foreach (int input in _consumers[i] > 0 ? network.Nodes[i].Inputs : [])
                _consumers[input]++;
        }

        foreach (string name in (string[])[Noisy, Sigma, Clean])
            _graph.Reserve(name);
        _padding = new AlignmentPadding(_graph, Noisy, network.Alignment);
    }

    /// <summary>Converts a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="keepsNorms">False to fold batch normalizations into the convolutions before them.</param>
    public static ModelProto Export(Network network, Weights weights, bool keepsNorms)
    {
        var exporter = new NetworkExporter(network, weights, keepsNorms);
        var model = new ModelProto { IrVersion = IrVersion, ProducerName = "Hush", Graph = exporter.Write() };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        return model;
    }

    private GraphProto Write()
    {
        bool isCropped = _network.Alignment > 1;
        foreach (Node node in _network.Nodes.Where(n => _consumers[n.Index] > 0))
        {
            bool isLast = node == _network.Output && !isCropped;
            _values[node.Index] = Write(node, [.. node.Inputs.Select(i => _values[i])], isLast ? Clean : null);
        }

        string estimate = _values[_network.Output.Index];
        if (isCropped)
            _padding.Crop(estimate, Clean);
        else if (estimate != Clean)
            _graph.Node("Identity", Clean, [estimate], output: Clean);
        GraphProto graph = _graph.Graph;
        graph.Input.Add(Images(Noisy, "batch", _network.Channels, "height", "width"));
        if (_network.Nodes.Any(n => n.Layer is ScalarInput && _consumers[n.Index] > 0))
            graph.Input.Add(Images(Sigma, "batch", 1, 1, 1));
        graph.Output.Add(Images(Clean, "batch", _network.Channels, "height", "width"));
        return graph;
    }

    /// <summary>Appends a layer and returns the name of its output.</summary>
    private string Write(Node node, string[] x, string? output)
    {
        string name = node.Name;
        switch (node.Layer)
        {
            case ImageInput:
                return _padding.Pad(Noisy);
            case ScalarInput:
                return Map(node);
            case Conv2d conv:
                return Convolution(node, conv, x[0], output);
            case GeneralConv2d conv:
                return General(node, conv, x[0], output);
            case LeakyRelu leaky:
                return _graph.Node("LeakyRelu", name, x, [Attribute("alpha", leaky.Slope)], output);
            case PRelu prelu:
                return _graph.Node(
                    "PRelu",
                    name,
                    [x[0], _graph.Floats($"{name}.weight", _weights[$"{name}.weight"], prelu.Channels, 1, 1)],
                    output: output);
            case Tanh:
                return _graph.Node("Tanh", name, x, output: output);
            case Clip clip:
                return _graph.Node("Clip", name, [x[0], Bound(name, "min", clip.Min), Bound(name, "max", clip.Max)], output: output);
            case Multiply:
                return _graph.Node("Mul", name, x, output: output);
            case BatchNorm:
                return FoldsInto(node) is { } folded ? _values[folded.Index] : Normalization(node, x[0], output);
            case Relu:
                return _graph.Node("Relu", name, x, output: output);
            case Sigmoid:
                return _graph.Node("Sigmoid", name, x, output: output);
            case MaxPool:
                return _graph.Node("MaxPool", name, x, [Attribute("kernel_shape", [2L, 2]), Attribute("strides", [2L, 2])], output);
            case Upsample:
                return Resize(name, "nearest", x[0], output, Attribute("nearest_mode", "floor"));
            case PixelShuffle:
                return _graph.Node("DepthToSpace", name, x, [Attribute("blocksize", 2), Attribute("mode", "CRD")], output);
            case PixelUnshuffle:
                return Unshuffle(node, x[0], output);
            case Concat:
                return _graph.Node("Concat", name, x, [Attribute("axis", 1)], output);
            case Add:
                return _graph.Node("Add", name, x, output: output);
            case Subtract:
                return _graph.Node("Sub", name, x, output: output);
            default:
                throw new NotSupportedException($"Layer '{name}' ({node.Layer.Operation}) cannot be exported to ONNX. Use another layer.");
        }
    }

    private string Convolution(Node node, Conv2d conv, string x, string? output) =>
        Convolution(node, conv, x, output, conv.Kernel, conv.Kernel, conv.Radius, conv.Radius, 1);

    /// <summary>Zeros are padding of the convolution itself, other borders a node before it.</summary>
    private string General(Node node, GeneralConv2d conv, string x, string? output)
    {
        int rows = conv.Dilation * (conv.Height / 2), columns = conv.Dilation * (conv.Width / 2);
        if (conv.Border == BorderMode.Zero)
            return Convolution(node, conv, x, output, conv.Height, conv.Width, rows, columns, conv.Dilation);
        x = _graph.Node(
            "Pad",
            $"{node.Name}/pad",
            [x, _graph.Integers($"{node.Name}/pads", 0, 0, rows, columns, 0, 0, rows, columns)],
            [Attribute("mode", conv.Border == BorderMode.Reflect ? "reflect" : "edge")]);
        return Convolution(node, conv, x, output, conv.Height, conv.Width, 0, 0, conv.Dilation);
    }

    private string Bound(string name, string bound, float value) =>
        float.IsFinite(value) ? _graph.Floats($"{name}.{bound}", [value]) : "";

    private string Convolution(
        Node node, IConvolution conv, string x, string? output, int height, int width, int rows, int columns, int dilation)
    {
        float[] weight = _weights[$"{node.Name}.weight"].ToArray();
        float[]? bias = conv.Bias ? _weights[$"{node.Name}.bias"].ToArray() : null;
        Node? norm = _network.Nodes.FirstOrDefault(n => FoldsInto(n) == node && _consumers[n.Index] > 0);
        if (norm is not null)
            bias = Fold(norm.Name, weight, bias ?? new float[conv.OutChannels]);
        return _graph.Node(
            "Conv",
            node.Name,
            [
                x,
                _graph.Floats($"{node.Name}.weight", weight, conv.OutChannels, conv.InChannels, height, width),
                .. bias is null ? [] : (string[])[_graph.Floats($"{node.Name}.bias", bias, conv.OutChannels)],
            ],
            [
                Attribute("kernel_shape", [height, width]),
                Attribute("pads", [rows, columns, rows, columns]),
                .. dilation == 1 ? [] : (AttributeProto[])[Attribute("dilations", [dilation, dilation])],
            ],
            norm == _network.Output && _network.Alignment == 1 ? Clean : output);
    }

    /// <summary>weight *= s and bias = (bias - mean) s + shift, where s = scale / sqrt(variance + epsilon).</summary>
    private float[] Fold(string norm, float[] weight, float[] bias)
    {
        int length = weight.Length / bias.Length;
        for (int o = 0; o < bias.Length; o++)
        {
            double scale = _weights[$"{norm}.weight"][o] / Math.Sqrt(_weights[$"{norm}.running_var"][o] + BatchNorm.Epsilon);
            bias[o] = (float)(((bias[o] - (double)_weights[$"{norm}.running_mean"][o]) * scale) + _weights[$"{norm}.bias"][o]);
            Span<float> filter = weight.AsSpan(o * length, length);
            TensorPrimitives.Multiply(filter, (float)scale, filter);
        }

        return bias;
    }

    /// <summary>The convolution that a normalization is folded into, or null.</summary>
    private Node? FoldsInto(Node norm)
    {
        if (_keepsNorms || norm.Layer is not BatchNorm)
            return null;
        Node input = _network.Nodes[norm.Inputs[0]];
        return input.Layer is IConvolution && _consumers[input.Index] == 1 && input != _network.Output ? input : null;
    }

    private string Normalization(Node node, string x, string? output) => _graph.Node(
        "BatchNormalization",
        node.Name,
        [x, .. ((string[])["weight", "bias", "running_mean", "running_var"]).Select(p => Parameter(node, p))],
        [Attribute("epsilon", (float)BatchNorm.Epsilon)],
        output);

    private string Parameter(Node node, string parameter) =>
        _graph.Floats($"{node.Name}.{parameter}", _weights[$"{node.Name}.{parameter}"], node.Channels);

    private string Resize(string name, string mode, string x, string? output, params IEnumerable<AttributeProto> attributes) => _graph.Node(
        "Resize",
        name,
        [x, "", _graph.Floats("const/scales", [1, 1, 2, 2], 4)],
        [
            Attribute("mode", mode),
            Attribute("coordinate_transformation_mode", mode == "nearest" ? "asymmetric" : "half_pixel"),
            .. attributes,
        ],
        output);

    /// <summary>The scalar of each image as a channel.</summary>
    private string Map(Node node)
    {
        string ones = _graph.Integers("map/ones", 1, 1);
        string shape = _graph.Node("Concat", $"{node.Name}/shape", [ones, _padding.SizeAt(node.Level)], [Attribute("axis", 0)]);
        return _graph.Node("Expand", $"{node.Name}/map", [Sigma, shape]);
    }

    /// <summary>SpaceToDepth has another order of channels, so the image is reshaped instead, as PyTorch exports this layer.</summary>
    private string Unshuffle(Node node, string x, string? output)
    {
        string size = _padding.SizeAt(node.Level), same = _graph.Integers("same", 0), two = _graph.Integers("two/list", 2);
        string height = _graph.Node("Slice", $"{node.Name}/height", [size, _graph.Integers("at/0", 0), _graph.Integers("at/1", 1)]);
        string width = _graph.Node("Slice", $"{node.Name}/width", [size, _graph.Integers("at/1", 1), _graph.Integers("at/2", 2)]);
        int channels = node.Channels / 4;
        string apart = _graph.Node(
            "Concat",
            $"{node.Name}/blocks",
            [same, _graph.Integers($"channels/{channels}", channels), height, two, width, two],
            [Attribute("axis", 0)]);
        string together = _graph.Node(
            "Concat",
            $"{node.Name}/shape",
            [same, _graph.Integers($"channels/{node.Channels}", node.Channels), size],
            [Attribute("axis", 0)]);
        string blocks = _graph.Node("Reshape", $"{node.Name}/reshape", [x, apart]);
        string moved = _graph.Node("Transpose", $"{node.Name}/transpose", [blocks], [Attribute("perm", [0L, 1, 3, 5, 2, 4])]);
        return _graph.Node("Reshape", node.Name, [moved, together], output: output);
    }
}
