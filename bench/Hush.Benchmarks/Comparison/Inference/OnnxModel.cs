using System.Runtime.InteropServices;
using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;

namespace Hush.Benchmarks.Comparison.Inference;

/// <summary>A network with its weights as an ONNX model, [N, C, H, W]: just what the sample nets have, for ONNX Runtime to read.</summary>
/// <remarks>Field numbers are those of onnx.proto, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto</remarks>
internal static class OnnxModel
{
    private const int IrVersion = 8, OperatorSet = 13, FloatType = 1;
    private const string ResizeScales = "resize.scales";

    public static byte[] Write(Network network, Weights weights) => new ProtobufWriter()
        .Number(1, IrVersion)
        .Message(7, graph => WriteGraph(graph, network, weights))
        .Message(8, set => set.Text(1, "").Number(2, OperatorSet))
        .ToArray();

    private static void WriteGraph(ProtobufWriter graph, Network network, Weights weights)
    {
        foreach (Node node in network.Nodes.Where(n => n.Layer is not ImageInput))
            WriteNode(graph, node, [.. node.Inputs.Select(i => network.Nodes[i].Name)]);
        graph.Text(2, "net");
        foreach (Parameter parameter in network.Parameters)
            WriteTensor(graph, parameter.Name, parameter.Dimensions, weights[parameter.Name]);
        if (network.Nodes.Any(n => n.Layer is Upsample))
            WriteTensor(graph, ResizeScales, [4], [1, 1, 2, 2]);
        WriteImage(graph, 11, network.Nodes.First(n => n.Layer is ImageInput).Name, network.Channels);
        WriteImage(graph, 12, network.Output.Name, network.Channels);
    }

    private static void WriteNode(ProtobufWriter graph, Node node, string[] x)
    {
        string name = node.Name;
        switch (node.Layer)
        {
            case Conv2d conv:
                string[] inputs = [x[0], $"{name}.weight", .. conv.Bias ? [$"{name}.bias"] : Array.Empty<string>()];
                Operator(graph, "Conv", name, inputs, n => Numbers(Numbers(n, "kernel_shape", 2, conv.Kernel), "pads", 4, conv.Kernel / 2));
                break;
            case BatchNorm:
                Operator(graph, "BatchNormalization", name,
                    [x[0], $"{name}.weight", $"{name}.bias", $"{name}.running_mean", $"{name}.running_var"], Epsilon);
                break;
            case MaxPool:
                Operator(graph, "MaxPool", name, x, n => Numbers(Numbers(n, "kernel_shape", 2, 2), "strides", 2, 2));
                break;
            case Upsample:
                Operator(graph, "Resize", name, [x[0], "", ResizeScales], n =>
                    Text(Text(Text(n, "mode", "nearest"), "coordinate_transformation_mode", "asymmetric"), "nearest_mode", "floor"));
                break;
            case PixelShuffle:
                Operator(graph, "DepthToSpace", name, x, n => Text(Number(n, "blocksize", 2), "mode", "CRD"));
                break;
            case PixelUnshuffle:
                WriteUnshuffle(graph, node, x[0]);
                break;
            case Concat:
                Operator(graph, "Concat", name, x, n => Number(n, "axis", 1));
                break;
            default:
                Operator(graph, OperatorOf(node), name, x, _ => { });
                break;
        }
    }

    private static string OperatorOf(Node node) => node.Layer switch
    {
        Relu => "Relu",
        Sigmoid => "Sigmoid",
        Add => "Add",
        Subtract => "Sub",
        _ => throw new NotSupportedException($"Layer '{node.Name}' ({node.Layer.Operation}) has no ONNX operator here."),
    };

    /// <summary>
    /// ONNX puts the place in the block before the channel, so this is one convolution with the identity and stride 2, as exporters write
    /// it.
    /// </summary>
    private static void WriteUnshuffle(ProtobufWriter graph, Node node, string x)
    {
        int channels = node.Channels / 4;
        var filters = new float[node.Channels * 4];
        for (int place = 0; place < node.Channels; place++)
            filters[(place * 4) + (place % 4)] = 1;
        WriteTensor(graph, $"{node.Name}.identity", [node.Channels, 1, 2, 2], filters);
        Operator(graph, "Conv", node.Name, [x, $"{node.Name}.identity"], n =>
            Number(Numbers(Numbers(n, "kernel_shape", 2, 2), "strides", 2, 2), "group", channels));
    }

    private static void Operator(ProtobufWriter graph, string type, string name, string[] inputs, Action<ProtobufWriter> attributes) =>
        graph.Message(1, node =>
    {
        foreach (string input in inputs)
            node.Text(1, input);
        node.Text(2, name).Text(3, name).Text(4, type);
        attributes(node);
    });

    private static void Epsilon(ProtobufWriter node) =>
        node.Message(5, a => a.Text(1, "epsilon").Float(2, (float)BatchNorm.Epsilon).Number(20, 1));

    private static ProtobufWriter Number(ProtobufWriter node, string name, long value) =>
        node.Message(5, a => a.Text(1, name).Number(3, value).Number(20, 2));

    private static ProtobufWriter Text(ProtobufWriter node, string name, string value) =>
        node.Message(5, a => a.Text(1, name).Text(4, value).Number(20, 3));

    private static ProtobufWriter Numbers(ProtobufWriter node, string name, int count, long value) => node.Message(5, a =>
    {
        a.Text(1, name);
        for (int i = 0; i < count; i++)
            a.Number(8, value);
        a.Number(20, 7);
    });

    private static void WriteTensor(ProtobufWriter graph, string name, IReadOnlyList<int> shape, ReadOnlySpan<float> values)
    {
        byte[] bytes = MemoryMarshal.AsBytes(values).ToArray();
        graph.Message(5, tensor =>
        {
            foreach (int extent in shape)
                tensor.Number(1, extent);
            tensor.Number(2, FloatType).Text(8, name).Bytes(9, bytes);
        });
    }

    /// <summary>An image of any number, height and width, as input or output.</summary>
    private static void WriteImage(ProtobufWriter graph, int field, string name, int channels) => graph.Message(field, value => value
        .Text(1, name)
        .Message(2, type => type.Message(1, tensor => tensor.Number(1, FloatType).Message(2, shape => shape
            .Message(1, d => d.Text(2, "images"))
            .Message(1, d => d.Number(1, channels))
            .Message(1, d => d.Text(2, "height"))
            .Message(1, d => d.Text(2, "width"))))));
}
