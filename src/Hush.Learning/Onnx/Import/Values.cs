using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;

namespace Hush.Learning.Onnx.Import;

/// <summary>A tensor while a graph is traced for one image size.</summary>
internal abstract class Value
{
    /// <summary>Limit on the number of dimensions.</summary>
    public const int MaxRank = 16;

    /// <summary>The dimensions for the traced size.</summary>
    public abstract long[] Dimensions { get; }

    public string ShapeText => $"[{string.Join(", ", Dimensions)}]";

    public static long CountOf(ReadOnlySpan<long> dimensions)
    {
        long count = 1;
        foreach (long d in dimensions)
            count = checked(count * d);
        return count;
    }
}

/// <summary>A tensor of known numbers: weights, or shapes.</summary>
internal sealed class Constant : Value
{
    private Constant(long[] dimensions, float[]? floats, long[]? integers) => (Dimensions, Floats, Integers) =
        (dimensions, floats, integers);

    public override long[] Dimensions { get; }

    /// <summary>The numbers, if they are floating point.</summary>
    public float[]? Floats { get; }

    /// <summary>The numbers, if they are integers or booleans.</summary>
    public long[]? Integers { get; }

    public int Count => Floats?.Length ?? Integers!.Length;

    public static Constant Of(float[] values, params long[] dimensions) => new(dimensions, values, null);

    public static Constant Of(long[] values, params long[] dimensions) => new(dimensions, null, values);

    /// <summary>A list of integers.</summary>
    public static Constant List(params long[] values) => Of(values, values.Length);

    public double this[int index] => Floats is { } floats ? floats[index] : Integers![index];

    public Constant WithDimensions(long[] dimensions) => new(dimensions, Floats, Integers);

    /// <summary>A constant of the same type whose values are those at the given indices.</summary>
    public Constant Pick(int[] indices, long[] dimensions) => Floats is { } floats
        ? Of([.. indices.Select(i => floats[i])], dimensions)
        : Of([.. indices.Select(i => Integers![i])], dimensions);

    /// <summary>True if all values are equal.</summary>
    public bool IsUniform => Floats is { } floats
        ? !floats.AsSpan().ContainsAnyExcept(floats.Length > 0 ? floats[0] : 0)
        : !Integers.AsSpan().ContainsAnyExcept(Integers!.Length > 0 ? Integers[0] : 0);
}

/// <summary>Scale * (noise level) + Offset at every pixel: the second input of a network, or a constant of the size of an image.</summary>
internal sealed class Level(double scale, double offset, long[] dimensions) : Value
{
    public override long[] Dimensions { get; } = dimensions;

    public double Scale { get; } = scale;

    public double Offset { get; } = offset;

    public Level WithDimensions(params long[] dimensions) => new(Scale, Offset, dimensions);
}

/// <summary>Padding around an image that the next operator has to apply.</summary>
internal readonly record struct PendingPadding(int Top, int Left, int Bottom, int Right, BorderMode Border)
{
    public bool IsNone => (Top, Left, Bottom, Right) == (0, 0, 0, 0);
}

/// <summary>The output of a layer, possibly reshaped and transposed.</summary>
internal sealed class ImageValue : Value
{
    /// <param name="source">The layer.</param>
    /// <param name="axes">How its output was reshaped and transposed.</param>
    /// <param name="name">Name of the node that did that.</param>
    /// <param name="padding">Padding for the next operator to apply.</param>
    public ImageValue(NodeRef source, AxisView axes, string? name = null, PendingPadding padding = default)
    {
        (Source, Axes, Name, Padding) = (source, axes, name, padding);
        Dimensions = axes.Dimensions;
        if (!padding.IsNone)
            Dimensions = [Dimensions[0], Dimensions[1], Dimensions[2] + padding.Top + padding.Bottom,
                Dimensions[3] + padding.Left + padding.Right];
    }

    public override long[] Dimensions { get; }

    public NodeRef Source { get; }

    public AxisView Axes { get; }

    public string? Name { get; }

    /// <summary>The layer that reshapes and transposes the output, once there is one.</summary>
    public NodeRef? Resolved { get; set; }

    public PendingPadding Padding { get; }
}
