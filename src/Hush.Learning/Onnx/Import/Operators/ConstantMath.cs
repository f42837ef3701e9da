namespace Hush.Learning.Onnx.Import.Operators;

/// <summary>Operators on constants: the arithmetic of shapes and paddings, which is computed while the graph is traced.</summary>
internal static class ConstantMath
{
    /// <summary>Limit on the values of a computed constant. Shapes have a few, rows of indices some thousands.</summary>
    public const int MaxCount = 1 << 22;

    /// <summary>Applies an operator of one input.</summary>
    public static Constant Unary(OnnxNode node, Constant x) => node.Operator switch
    {
        "Neg" => Map(x, v => -v),
        "Abs" => Map(x, Math.Abs),
        "Floor" => Map(x, Math.Floor),
        "Ceil" => Map(x, Math.Ceiling),
        "Round" => Map(x, v => Math.Round(v, MidpointRounding.ToEven)),
        "Sqrt" => Map(x, Math.Sqrt),
        "Reciprocal" => Map(x, v => 1 / v),
        "Not" => Map(x, v => v == 0 ? 1 : 0),
        "Relu" => Map(x, v => Math.Max(v, 0)),
        "Sigmoid" => Map(x, v => 1 / (1 + Math.Exp(-v))),
        "Tanh" => Map(x, Math.Tanh),
        _ => throw node.Error("is not supported for constants"),
    };

    /// <summary>Applies an operator of two inputs, with broadcasting. Quotients of integers are truncated.</summary>
    public static Constant Binary(OnnxNode node, Constant a, Constant b) => node.Operator switch
    {
        "Add" or "Sum" => Broadcast(node, a, b, (x, y) => x + y),
        "Sub" => Broadcast(node, a, b, (x, y) => x - y),
        "Mul" => Broadcast(node, a, b, (x, y) => x * y),
        "Div" => Broadcast(node, a, b, (x, y) => a.Integers is null ? x / y : Quotient(node, x, y)),
        "Mod" => Broadcast(node, a, b, (x, y) => Remainder(node, x, y)),
        "Min" => Broadcast(node, a, b, Math.Min),
        "Max" => Broadcast(node, a, b, Math.Max),
        "Pow" => Broadcast(node, a, b, Math.Pow),
        "Equal" => Compare(node, a, b, (x, y) => x == y),
        "Less" => Compare(node, a, b, (x, y) => x < y),
        "Greater" => Compare(node, a, b, (x, y) => x > y),
        "LessOrEqual" => Compare(node, a, b, (x, y) => x <= y),
        "GreaterOrEqual" => Compare(node, a, b, (x, y) => x >= y),
        "And" => Compare(node, a, b, (x, y) => x != 0 && y != 0),
        "Or" => Compare(node, a, b, (x, y) => x != 0 || y != 0),
        _ => throw node.Error("is not supported for constants"),
    };

    /// <summary>condition ? a : b, with broadcasting.</summary>
    public static Constant Where(OnnxNode node, Constant condition, Constant a, Constant b)
    {
        long[] shape = Common(node, Common(node, condition.Dimensions, a.Dimensions), b.Dimensions);
        Constant c = Expand(node, condition, shape), x = Expand(node, a, shape), y = Expand(node, b, shape);
        return Same(x, [.. Enumerable.Range(0, x.Count).Select(i => c[i] != 0 ? x[i] : y[i])], shape);
    }

    /// <summary>The constant repeated to a shape that it can be broadcast to.</summary>
    public static Constant Expand(OnnxNode node, Constant x, long[] shape)
    {
        shape = Common(node, x.Dimensions, shape);
        if (shape.SequenceEqual(x.Dimensions))
            return x;
        long[] padded = [.. Enumerable.Repeat(1L, shape.Length - x.Dimensions.Length), .. x.Dimensions];
        return Gather(node, x, shape, at => Index(at.Select((v, i) => padded[i] == 1 ? 0 : v), padded));
    }

    /// <summary>A constant of some shape whose element at each position is the source's at an index.</summary>
    public static Constant Gather(OnnxNode node, Constant source, long[] shape, Func<long[], long> index)
    {
        int count = Limited(node, shape);
        int[] indices = new int[count];
        long[] at = new long[shape.Length];
        for (int i = 0; i < count; i++)
        {
            indices[i] = checked((int)index(at));
            for (int d = shape.Length - 1; d >= 0 && ++at[d] == shape[d]; d--)
                at[d] = 0;
        }

        return source.Pick(indices, shape);
    }

    /// <summary>The number of values of a shape.</summary>
    /// <exception cref="CheckpointException">There are more than <see cref="MaxCount"/>.</exception>
    public static int Limited(OnnxNode node, long[] shape)
    {
        RequireRank(node, shape.Length);
        long count = 1;
        foreach (long d in shape)
        {
            if (d < 0)
                throw node.Error($"has an output with a negative dimension: [{string.Join(", ", shape)}]");
            count = d > MaxCount ? MaxCount + 1L : Math.Min(count * d, MaxCount + 1L);
        }

        return count <= MaxCount
            ? (int)count
            : throw node.Error($"has a constant output of shape [{string.Join(", ", shape)}], more than {MaxCount:N0} values");
    }

    /// <summary>Refuses shapes of too many dimensions, before anything is computed for each of them.</summary>
    public static void RequireRank(OnnxNode node, int rank)
    {
        if (rank > Value.MaxRank)
            throw node.Error($"has an output of {rank:N0} dimensions, but at most {Value.MaxRank} are supported");
    }

    /// <summary>Row-major index of a position.</summary>
    public static long Index(IEnumerable<long> at, long[] shape)
    {
        long index = 0;
        int d = 0;
        foreach (long position in at)
            index = (index * shape[d++]) + position;
        return index;
    }

    /// <summary>The shape that two shapes are broadcast to.</summary>
    public static long[] Common(OnnxNode node, long[] a, long[] b)
    {
        int rank = Math.Max(a.Length, b.Length);
        RequireRank(node, rank);
        long[] common = new long[rank];
        for (int i = 1; i <= rank; i++)
        {
            long x = i <= a.Length ? a[^i] : 1, y = i <= b.Length ? b[^i] : 1;
            common[^i] = x == y || y == 1 ? x : x == 1
                ? y
                : throw node.Error($"the shapes [{string.Join(", ", a)}] and [{string.Join(", ", b)}] do not match");
        }

        return common;
    }

    private static Constant Map(Constant x, Func<double, double> f) =>
        Same(x, [.. Enumerable.Range(0, x.Count).Select(i => f(x[i]))], x.Dimensions);

    private static Constant Broadcast(OnnxNode node, Constant a, Constant b, Func<double, double, double> f)
    {
        if (a.Integers is null != b.Integers is null)
            throw node.Error("one input is floating point, the other integer");
        long[] shape = Common(node, a.Dimensions, b.Dimensions);
        Constant x = Expand(node, a, shape), y = Expand(node, b, shape);
        return Same(a, [.. Enumerable.Range(0, Limited(node, shape)).Select(i => f(x[i], y[i]))], shape);
    }

    private static Constant Compare(OnnxNode node, Constant a, Constant b, Func<double, double, bool> f)
    {
        long[] shape = Common(node, a.Dimensions, b.Dimensions);
        Constant x = Expand(node, a, shape), y = Expand(node, b, shape);
        return Constant.Of([.. Enumerable.Range(0, Limited(node, shape)).Select(i => f(x[i], y[i]) ? 1L : 0)], shape);
    }

    private static Constant Same(Constant like, double[] values, long[] shape) => like.Floats is not null
        ? Constant.Of([.. values.Select(v => (float)v)], shape)
        : Constant.Of([.. values.Select(v => (long)v)], shape);

    private static double Quotient(OnnxNode node, double x, double y) =>
        y != 0 ? Math.Truncate(x / y) : throw node.Error("divides by zero");

    private static double Remainder(OnnxNode node, double x, double y) => y == 0
        ? throw node.Error("divides by zero")
        : node.Integer("fmod", 0) != 0 ? x % y : x - (Math.Floor(x / y) * y);
}
