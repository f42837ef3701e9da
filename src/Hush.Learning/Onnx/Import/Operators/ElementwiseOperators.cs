using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;

namespace Hush.Learning.Onnx.Import.Operators;

/// <summary>Activations, arithmetic and batch normalization.</summary>
internal static class ElementwiseOperators
{
    public static Value Activation(OnnxNode node, NetworkWriter writer)
    {
        if (node.Input(0) is Constant constant)
            return ConstantMath.Unary(node, constant);
        NodeRef x = ImageValues.Of(node, writer, node.Input(0));
        ILayer layer = node.Operator switch
        {
            "Relu" => new Relu(),
            "Sigmoid" => new Sigmoid(),
            "Tanh" => new Tanh(),
            _ => new LeakyRelu(Finite(node, node.Float("alpha", 0.01f))),
        };
        return writer.ImageValueOf(writer.Append(node.Name, layer, x));
    }

    public static Value PRelu(OnnxNode node, NetworkWriter writer)
    {
        NodeRef x = ImageValues.Of(node, writer, node.Input(0));
        float[] slopes = PerChannel(node, node.Constant(1), x.Channels) is { Length: var count } values && count == x.Channels
            ? values
            : throw node.Error($"the slope has shape {node.Constant(1).ShapeText}, expected [{x.Channels}, 1, 1]");
        return writer.ImageValueOf(writer.PRelu(ConvolutionOperators.LayerName(node), x, slopes));
    }

    public static Value Clip(OnnxNode node, NetworkWriter writer)
    {
        double low = Bound(1, double.NegativeInfinity), high = Bound(2, double.PositiveInfinity);
        if (!(low <= high))
            throw node.Error($"the lower bound {low} must not be above the upper bound {high}");
        if (node.Input(0) is Constant constant)
        {
            return constant.Floats is { } values
                ? Constant.Of([.. values.Select(v => Math.Clamp(v, (float)low, (float)high))], constant.Dimensions)
                : Constant.Of([.. constant.Integers!.Select(v => Math.Clamp(v, (long)low, (long)high))], constant.Dimensions);
        }

        NodeRef x = ImageValues.Of(node, writer, node.Input(0));
        if ((low, high) is (double.NegativeInfinity, double.PositiveInfinity))
            return writer.ImageValueOf(x);
        ILayer layer = (low, high) is (0, double.PositiveInfinity) ? new Relu() : new Clip((float)low, (float)high);
        return writer.ImageValueOf(writer.Append(node.Name, layer, x));

        double Bound(int index, double otherwise) => node.Optional(index) is { } bound
            ? bound.Count == 1 ? bound[0] : throw node.Error("the bounds must be single numbers")
            : otherwise;
    }

    public static Value BatchNormalization(OnnxNode node, NetworkWriter writer)
    {
        NodeRef x = ImageValues.Of(node, writer, node.Input(0));
        if (node.Integer("training_mode", 0) != 0)
            throw node.Error("is in training mode. Export the model for inference");
        float[] scale = Parameter(1), shift = Parameter(2), mean = Parameter(3), variance = Parameter(4);
        double epsilon = node.Float("epsilon", 1e-5f);
        string name = ConvolutionOperators.LayerName(node);
        float[] adjusted = [.. variance.Select(v => (float)(v + epsilon - BatchNorm.Epsilon))];
        if (adjusted.Min() >= 0)
            return writer.ImageValueOf(writer.Normalization(name, x, scale, shift, mean, adjusted));
        double[] factors = [.. variance.Select((v, c) => scale[c] / Math.Sqrt(v + epsilon))];
        return writer.ImageValueOf(writer.Affine(
            name, x, [.. factors.Select(f => (float)f)], [.. factors.Select((f, c) => (float)(shift[c] - (mean[c] * f)))]));

        float[] Parameter(int index) => node.Floats(index) is { } values && values.Length == x.Channels
            ? values
            : throw node.Error($"input {index + 1} has shape {node.Constant(index).ShapeText}, expected [{x.Channels}]");
    }

    /// <summary>Min, Max and Sum take any number of inputs, the others two.</summary>
    public static Value Arithmetic(OnnxNode node, NetworkWriter writer)
    {
        bool takesAny = node.Operator is "Min" or "Max" or "Sum";
        if (!takesAny && node.InputCount != 2)
            throw node.Error($"has {node.InputCount} inputs, expected 2");
        Value result = node.Input(0);
        for (int i = 1; i < node.InputCount; i++)
            result = Pair(node, writer, result, node.Input(i));
        return result;
    }

    private static Value Pair(OnnxNode node, NetworkWriter writer, Value left, Value right)
    {
        if (left is Constant p && right is Constant q)
            return ConstantMath.Binary(node, p, q);
        Value a = Simplified(left), b = Simplified(right);
        return (a, b) switch
        {
            (Constant { Count: 1 } x, Constant { Count: 1 } y) => new Level(0, ConstantMath.Binary(node, x, y)[0], Shape()),
            (Constant x, Constant y) => ConstantMath.Binary(node, x, y),
            (Level x, Constant y) when Uniform(y) is { } number => Combine(node, x, number).WithDimensions(Shape()),
            (Constant x, Level y) when Uniform(x) is { } number => CombineReversed(node, number, y).WithDimensions(Shape()),
            (_, Constant y) => writer.ImageValueOf(WithConstant(node, writer, ImageValues.Of(node, writer, a), y)),
            (Constant x, _) => writer.ImageValueOf(ConstantWith(node, writer, x, ImageValues.Of(node, writer, b))),
            _ => writer.ImageValueOf(Join(node, writer, a, b)),
        };

        long[] Shape() => ConstantMath.Common(node, left.Dimensions, right.Dimensions);
    }

    /// <summary>A constant of the size of an image as a number.</summary>
    private static Value Simplified(Value value) => value switch
    {
        Level { Scale: 0 } level => Constant.Of([(float)level.Offset]),
        Constant { Floats: not null, Dimensions: [_, _, > 1, > 1], IsUniform: true } constant => Constant.Of([(float)constant[0]]),
        _ => value,
    };

    private static NodeRef Join(OnnxNode node, NetworkWriter writer, Value a, Value b)
    {
        NodeRef x = a is ImageValue ? ImageValues.Of(node, writer, a) : ImageValues.Of(node, writer, a, ImageValues.Of(node, writer, b));
        NodeRef y = b is ImageValue ? ImageValues.Of(node, writer, b) : ImageValues.Of(node, writer, b, x);
        if (x.Node.Level != y.Node.Level || (x.Channels != y.Channels && x.Channels != 1 && y.Channels != 1))
            throw node.Error($"the shapes {a.ShapeText} and {b.ShapeText} do not match");
        (x, y) = (Repeated(x, y.Channels), Repeated(y, x.Channels));
        return node.Operator switch
        {
            "Add" or "Sum" => writer.Append(node.Name, new Add(), x, y),
            "Sub" => writer.Append(node.Name, new Subtract(), x, y),
            "Mul" => writer.Append(node.Name, new Multiply(), x, y),
            _ => throw node.Error("is supported for an image and a constant, but not for two images"),
        };

        NodeRef Repeated(NodeRef z, int channels) =>
            z.Channels == 1 && channels > 1 ? writer.Select(node.Name, z, new int[channels]) : z;
    }

    private static NodeRef WithConstant(OnnxNode node, NetworkWriter writer, NodeRef x, Constant constant)
    {
        float[] c = PerChannel(node, constant, x.Channels);
        if (c.Length > x.Channels)
            x = writer.Select(node.Name, x, new int[c.Length]);
        float[] ones = [.. c.Select(_ => 1f)], zeros = new float[c.Length];
        return node.Operator switch
        {
            "Add" or "Sum" => writer.Affine(node.Name, x, ones, c),
            "Sub" => writer.Affine(node.Name, x, ones, [.. c.Select(v => -v)]),
            "Mul" => writer.Affine(node.Name, x, c, zeros),
            "Div" => writer.Affine(node.Name, x, [.. c.Select(v => v != 0 ? 1 / v : throw node.Error("divides by zero"))], zeros),
            "Max" when Array.TrueForAll(c, v => v == 0) => writer.Append(node.Name, new Relu(), x),
            "Max" when c.Distinct().Count() == 1 => writer.Append(node.Name, new Clip(c[0], float.PositiveInfinity), x),
            "Min" when c.Distinct().Count() == 1 => writer.Append(node.Name, new Clip(float.NegativeInfinity, c[0]), x),
            _ => throw node.Error("is not supported for an image and this constant"),
        };
    }

    private static NodeRef ConstantWith(OnnxNode node, NetworkWriter writer, Constant constant, NodeRef x)
    {
        if (node.Operator is "Add" or "Sum" or "Mul" or "Max" or "Min")
            return WithConstant(node, writer, x, constant);
        float[] c = PerChannel(node, constant, x.Channels);
        if (node.Operator != "Sub")
            throw node.Error("a constant divided by an image is not supported");
        if (c.Length > x.Channels)
            x = writer.Select(node.Name, x, new int[c.Length]);
        return writer.Affine(node.Name, x, [.. c.Select(_ => -1f)], c);
    }

    /// <summary>A constant that is a number, or has one number per channel: one value per channel of the result.</summary>
    private static float[] PerChannel(OnnxNode node, Constant constant, int channels)
    {
        long[] d = constant.Dimensions;
        bool isNumber = constant.Count == 1, isList = d.Length >= 3 && d[^1] == 1 && d[^2] == 1 && constant.Count == d[^3];
        if (constant.Floats is not { } values || !(isNumber || (isList && (values.Length == channels || channels == 1))))
            throw node.Error($"a constant of shape {constant.ShapeText} cannot be combined with an image of {channels} channels; one " +
                $"number, or [{channels}, 1, 1], is supported");
        if (!Array.TrueForAll(values, float.IsFinite))
            throw node.Error("the constant is not finite");
        return isNumber ? [.. Enumerable.Repeat(values[0], channels)] : values;
    }

    private static double? Uniform(Constant constant) => constant.Count > 0 && constant.IsUniform ? constant[0] : null;

    private static Level Combine(OnnxNode node, Level x, double c) => node.Operator switch
    {
        "Add" or "Sum" => new Level(x.Scale, x.Offset + c, x.Dimensions),
        "Sub" => new Level(x.Scale, x.Offset - c, x.Dimensions),
        "Mul" => new Level(x.Scale * c, x.Offset * c, x.Dimensions),
        "Div" when c != 0 => new Level(x.Scale / c, x.Offset / c, x.Dimensions),
        _ => throw node.Error("is not supported for the noise level"),
    };

    private static Level CombineReversed(OnnxNode node, double c, Level x) => node.Operator switch
    {
        "Add" or "Sum" or "Mul" => Combine(node, x, c),
        "Sub" => new Level(-x.Scale, c - x.Offset, x.Dimensions),
        _ => throw node.Error("is not supported for the noise level"),
    };

    private static float Finite(OnnxNode node, float value) =>
        float.IsFinite(value) ? value : throw node.Error($"the slope must be finite, got {value}");
}
