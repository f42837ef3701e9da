using Hush.Learning.Onnx.Messages;
using AttributeType = Hush.Learning.Onnx.Messages.AttributeProto.Types.AttributeType;

namespace Hush.Tests.Onnx;

/// <summary>A small ONNX graph, written node by node.</summary>
internal sealed class OnnxGraph
{
    private readonly ModelProto _model = new() { IrVersion = 8, Graph = new GraphProto { Name = "small" } };

    public OnnxGraph(int opset = 17) => _model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });

    /// <summary>Adds an input of floats; 0 is a dynamic dimension.</summary>
    public OnnxGraph Input(string name, params long[] dimensions)
    {
        _model.Graph.Input.Add(Info(name, dimensions));
        return this;
    }

    public OnnxGraph Output(string name, params long[] dimensions)
    {
        _model.Graph.Output.Add(Info(name, dimensions));
        return this;
    }

    public OnnxGraph Floats(string name, long[] dimensions, params float[] values)
    {
        _model.Graph.Initializer.Add(new TensorProto { Name = name, DataType = 1, Dims = { dimensions }, FloatData = { values } });
        return this;
    }

    public OnnxGraph Integers(string name, params long[] values)
    {
        _model.Graph.Initializer.Add(new TensorProto { Name = name, DataType = 7, Dims = { values.Length }, Int64Data = { values } });
        return this;
    }

    /// <summary>Adds a node with inputs and outputs separated by spaces; "-" is an omitted one.</summary>
    public OnnxGraph Node(string operation, string inputs, string outputs, params AttributeProto[] attributes)
    {
        _model.Graph.Node.Add(new NodeProto
        {
            OpType = operation,
            Input = { Names(inputs) },
            Output = { Names(outputs) },
            Attribute = { attributes },
        });
        return this;
    }

    public byte[] ToBytes() => Google.Protobuf.MessageExtensions.ToByteArray(_model);

    public static AttributeProto Integer(string name, long value) => new() { Name = name, I = value, Type = AttributeType.Int };

    public static AttributeProto List(string name, params long[] values) =>
        new() { Name = name, Ints = { values }, Type = AttributeType.Ints };

    public static AttributeProto Tensor(string name, TensorProto value) => new() { Name = name, T = value, Type = AttributeType.Tensor };

    private static string[] Names(string names) =>
        [.. names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => name == "-" ? "" : name)];

    private static ValueInfoProto Info(string name, long[] dimensions)
    {
        var shape = new TensorShapeProto();
        foreach (long d in dimensions)
        {
            shape.Dim.Add(d > 0
                ? new TensorShapeProto.Types.Dimension { DimValue = d }
                : new TensorShapeProto.Types.Dimension { DimParam = $"d{shape.Dim.Count}" });
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1, Shape = shape } },
        };
    }
}
