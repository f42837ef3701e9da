using System.Buffers.Binary;
using Google.Protobuf;
using Hush.Learning.Onnx.Messages;
using AttributeType = Hush.Learning.Onnx.Messages.AttributeProto.Types.AttributeType;

namespace Hush.Learning.Onnx.Export;

/// <summary>Appends nodes and tensors to an ONNX graph. A node has one output, which has the node's name.</summary>
internal sealed class GraphWriter
{
    private readonly UniqueNames _names = new();        // outputs of nodes and tensors share one namespace
    private readonly Dictionary<string, string> _tensors = new(StringComparer.Ordinal);

    public GraphProto Graph { get; } = new() { Name = "denoiser" };

    /// <summary>Reserves a name for a value; appends a number if it is taken.</summary>
    public string Reserve(string name) => _names.Reserve(name);

    /// <summary>Adds a graph input or output of floats. Dimensions are numbers or names.</summary>
    public static ValueInfoProto Images(string name, params ReadOnlySpan<object> dimensions)
    {
        var shape = new TensorShapeProto();
        foreach (object dimension in dimensions)
        {
            shape.Dim.Add(dimension is string named
                ? new TensorShapeProto.Types.Dimension { DimParam = named }
                : new TensorShapeProto.Types.Dimension { DimValue = Convert.ToInt64(dimension) });
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = OnnxType.Float, Shape = shape } },
        };
    }

    /// <summary>Appends a node and returns the name of its output.</summary>
    /// <param name="operation">The ONNX operator.</param>
    /// <param name="name">Name of the node, and of its output unless <paramref name="output"/> is given.</param>
    /// <param name="inputs">Names of the inputs.</param>
    /// <param name="attributes">The attributes.</param>
    /// <param name="output">A reserved name for the output.</param>
    public string Node(
        string operation, string name, IEnumerable<string> inputs, IEnumerable<AttributeProto>? attributes = null, string? output = null)
    {
        output ??= Reserve(name);
        var node = new NodeProto { OpType = operation, Name = name };
        node.Input.Add(inputs);
        node.Output.Add(output);
        node.Attribute.Add(attributes ?? []);
        Graph.Node.Add(node);
        return output;
    }

    /// <summary>Adds a constant of floats, unless one of this name was added before. Returns its unique name.</summary>
    public string Floats(string name, ReadOnlySpan<float> values, params IEnumerable<int> dimensions)
    {
        if (_tensors.TryGetValue(name, out string? unique))
            return unique;
        byte[] bytes = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        return Tensor(name, OnnxType.Float, bytes, dimensions);
    }

    /// <summary>Adds a list of integers, unless one of this name was added before. Returns its unique name.</summary>
    public string Integers(string name, params ReadOnlySpan<long> values) => Integers($"const/{name}", values, [values.Length]);

    /// <summary>Adds a single integer, unless one of this name was added before. Returns its unique name.</summary>
    public string Integer(string name, long value) => Integers($"const/{name}", [value], []);

    public static AttributeProto Attribute(string name, long value) => new() { Name = name, I = value, Type = AttributeType.Int };

    public static AttributeProto Attribute(string name, float value) => new() { Name = name, F = value, Type = AttributeType.Float };

    public static AttributeProto Attribute(string name, string value) =>
        new() { Name = name, S = ByteString.CopyFromUtf8(value), Type = AttributeType.String };

    public static AttributeProto Attribute(string name, params IEnumerable<long> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeType.Ints };
        attribute.Ints.Add(values);
        return attribute;
    }

    private string Integers(string name, ReadOnlySpan<long> values, int[] dimensions)
    {
        if (_tensors.TryGetValue(name, out string? unique))
            return unique;
        byte[] bytes = new byte[values.Length * sizeof(long)];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), values[i]);
        return Tensor(name, OnnxType.Int64, bytes, dimensions);
    }

    private string Tensor(string name, int type, byte[] littleEndian, IEnumerable<int> dimensions)
    {
        string unique = _tensors[name] = Reserve(name);
        var tensor = new TensorProto { Name = unique, DataType = type, RawData = UnsafeByteOperations.UnsafeWrap(littleEndian) };
        tensor.Dims.Add(dimensions.Select(d => (long)d));
        Graph.Initializer.Add(tensor);
        return unique;
    }
}
