using Hush.Learning.Onnx.Messages;
using Hush.Numerics.Text;

namespace Hush.Learning.Onnx.Import;

/// <summary>A node of the graph with its inputs, while it is imported.</summary>
/// <param name="proto">The node in the file.</param>
/// <param name="inputs">Its inputs; null where an optional one is omitted.</param>
/// <param name="opset">Version of the operators.</param>
/// <param name="source">Name of the file, for messages.</param>
internal sealed class OnnxNode(NodeProto proto, Value?[] inputs, int opset, string source)
{
    public string Operator => proto.OpType;

    public int Opset => opset;

    public int Outputs => proto.Output.Count;

    public int InputCount => inputs.Length;

    /// <summary>The name of the node, or of its first output.</summary>
    public string Name => proto.Name.Length > 0 ? proto.Name : proto.Output.FirstOrDefault() ?? proto.OpType;

    /// <summary>The names of the inputs.</summary>
    public string InputName(int index) => index < proto.Input.Count ? proto.Input[index] : "";

    public bool Has(int index) => index < inputs.Length && inputs[index] is not null;

    public Value Input(int index) => Has(index) ? inputs[index]! : throw Error($"input {index + 1} is missing");

    public Constant? Optional(int index) => Has(index) ? Constant(index) : null;

    public Constant Constant(int index) => Input(index) as Constant
        ?? throw Error($"input {index + 1} must be a constant, but it depends on the image");

    /// <summary>The values of a constant list of integers.</summary>
    public long[] Integers(int index) => Constant(index).Integers ?? throw Error($"input {index + 1} must be integers");

    public float[] Floats(int index) => Constant(index).Floats ?? throw Error($"input {index + 1} must be floating point");

    public ImageValue ImageValue(int index) => Input(index) as ImageValue
        ?? throw Error($"input {index + 1} must be an image");

    // Some encoders omit zeros: an attribute without a value is 0, not the default.
    public long Integer(string name, long otherwise) => Attribute(name)?.I ?? otherwise;

    public float Float(string name, float otherwise) => Attribute(name)?.F ?? otherwise;

    public string Text(string name, string otherwise) => Attribute(name)?.S.ToStringUtf8() ?? otherwise;

    public TensorProto? Tensor(string name) => Attribute(name)?.T;

    public long[]? List(string name) => Attribute(name) is { } a ? [.. a.Ints] : null;

    public float[]? FloatList(string name) => Attribute(name) is { } a ? [.. a.Floats] : null;

    public bool HasAttribute(string name) => Attribute(name) is not null;

    /// <summary>An attribute list (older opsets) or an input (newer ones).</summary>
    public long[]? ListOrInput(string name, int index) => Has(index) ? Integers(index) : List(name);

    /// <summary>The axis as an index from 0 to rank - 1.</summary>
    public int AxisOf(long axis, int rank) => axis >= -rank && axis < rank
        ? (int)(axis < 0 ? axis + rank : axis)
        : throw Error($"axis {axis} is out of range for {rank} dimensions");

    public CheckpointException Error(string problem) =>
        new(Printable.Escape($"'{source}' cannot be imported: node '{Name}' ({Operator}): {problem}."));

    private AttributeProto? Attribute(string name) => proto.Attribute.FirstOrDefault(a => a.Name == name);
}
