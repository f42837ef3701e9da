namespace Hush.Learning.Onnx.Import.Operators;

/// <summary>The supported operators.</summary>
internal static class OperatorTable
{
    private delegate Value[] Operator(OnnxNode node, NetworkWriter writer, OnnxTensors tensors);

    private static readonly SortedSet<string> s_onConstants = new(StringComparer.Ordinal);
    private static readonly SortedDictionary<string, Operator> s_all = Create();

    /// <summary>The names of the operators, sorted.</summary>
    public static IReadOnlyCollection<string> Names => s_all.Keys;

    /// <summary>The names of those that only compute constants and the sizes of images.</summary>
    public static IReadOnlyCollection<string> OnConstants => s_onConstants;

    /// <summary>The names of those that take images.</summary>
    public static IEnumerable<string> OnImages => Names.Except(s_onConstants);

    /// <summary>Computes the outputs of a node.</summary>
    public static Value[] Apply(OnnxNode node, NetworkWriter writer, OnnxTensors tensors) => s_all[node.Operator](node, writer, tensors);

    private static SortedDictionary<string, Operator> Create()
    {
        var all = new SortedDictionary<string, Operator>(StringComparer.Ordinal);

        // Convolutions and resampling
        Add(ConvolutionOperators.Convolution, "Conv");
        Add(ConvolutionOperators.Transposed, "ConvTranspose");
        Add(ConvolutionOperators.AveragePool, "AveragePool");
        Add(ResamplingOperators.MaxPool, "MaxPool");
        Add(ResamplingOperators.Resize, "Resize", "Upsample");

        // Element by element
        Add(ElementwiseOperators.Activation, "Relu", "LeakyRelu", "Sigmoid", "Tanh");
        Add(ElementwiseOperators.PRelu, "PRelu");
        Add(ElementwiseOperators.Clip, "Clip");
        Add(ElementwiseOperators.BatchNormalization, "BatchNormalization");
        Add(ElementwiseOperators.Arithmetic, "Add", "Sub", "Mul", "Div", "Min", "Max", "Sum");

        // Rearrangement
        Add(ShapeOperators.Concat, "Concat");
        Add(ShapeOperators.Slice, "Slice");
        Add(ShapeOperators.Gather, "Gather");
        AddPure(ShapeOperators.Pad, "Pad");
        AddPure(ShapeOperators.Reshape, "Reshape", "Flatten", "Squeeze", "Unsqueeze");
        AddPure(ShapeOperators.Transpose, "Transpose");
        AddPure(ShapeOperators.Blocks, "DepthToSpace", "SpaceToDepth");
        AddPure(ShapeOperators.Repeat, "Expand", "Tile");
        AddPure(n => n.Input(0), "Identity", "Dropout");
        all.Add("Split", (node, writer, _) => ShapeOperators.Split(node, writer));
        AddPure(ShapeOperators.Cast, "Cast");

        // Shapes and constants
        AddConstant((n, _) => ShapeOperators.Shape(n), "Shape");
        AddConstant((n, _) => ShapeOperators.Size(n), "Size");
        AddConstant((n, _) => ShapeOperators.Range(n), "Range");
        AddConstant(
            (n, _) => ConstantMath.Unary(n, n.Constant(0)), "Neg", "Abs", "Floor", "Ceil", "Round", "Sqrt", "Reciprocal", "Not");
        AddConstant(
            (n, _) => ConstantMath.Binary(n, n.Constant(0), n.Constant(1)),
            "Mod", "Pow", "Equal", "Less", "Greater", "LessOrEqual", "GreaterOrEqual", "And", "Or");
        AddConstant((n, _) => ConstantMath.Where(n, n.Constant(0), n.Constant(1), n.Constant(2)), "Where");
        AddConstant(Literal, "Constant");
        AddConstant(ShapeOperators.Filled, "ConstantOfShape");
        return all;

        void Add(Func<OnnxNode, NetworkWriter, Value> operation, params ReadOnlySpan<string> names)
        {
            foreach (string name in names)
                all.Add(name, (node, writer, _) => [operation(node, writer)]);
        }

        void AddConstant(Func<OnnxNode, OnnxTensors, Value> operation, params ReadOnlySpan<string> names)
        {
            foreach (string name in names)
            {
                all.Add(name, (node, _, tensors) => [operation(node, tensors)]);
                s_onConstants.Add(name);
            }
        }

        void AddPure(Func<OnnxNode, Value> operation, params ReadOnlySpan<string> names)
        {
            foreach (string name in names)
                all.Add(name, (node, _, _) => [operation(node)]);
        }
    }

    private static Constant Literal(OnnxNode node, OnnxTensors tensors)
    {
        if (node.Tensor("value") is { } tensor)
            return tensors.Read(tensor);
        if (node.HasAttribute("value_float"))
            return Constant.Of([node.Float("value_float", 0)]);
        if (node.HasAttribute("value_int"))
            return Constant.Of([node.Integer("value_int", 0)]);
        if (node.HasAttribute("value_floats") && node.FloatList("value_floats") is { } floats)
            return Constant.Of(floats, floats.Length);
        if (node.HasAttribute("value_ints") && node.List("value_ints") is { } integers)
            return Constant.Of(integers, integers.Length);
        throw node.Error("has no numbers");
    }
}
