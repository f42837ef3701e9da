namespace Hush.Learning.Onnx.Import;

/// <summary>The axes of the output of a layer.</summary>
internal enum Axis
{
    Channel,
    Row,
    Column,
}

/// <summary>
/// A factor of an axis: an index from 0 to Extent - 1 that counts Weight steps along it. An axis of 12 channels split into [3, 4] has the
/// factors (3, weight 4) and (4, weight 1).
/// </summary>
internal readonly record struct Factor(Axis Axis, long Extent, long Weight);

/// <summary>
/// A tensor obtained from [1, C, H, W] by reshaping and transposing: each of its dimensions is a product of factors of the original axes.
/// Pixel shuffles are recognized from this description, however they are written.
/// </summary>
internal sealed class AxisView
{
    private readonly Factor[][] _dimensions;

    private AxisView(Factor[][] dimensions) => _dimensions = dimensions;

    /// <summary>The view of an unchanged output.</summary>
    public static AxisView Of(long channels, long height, long width) => new(
        [[], Full(Axis.Channel, channels), Full(Axis.Row, height), Full(Axis.Column, width)]);

    public long[] Dimensions => [.. _dimensions.Select(d => d.Aggregate(1L, (product, f) => product * f.Extent))];

    /// <summary>The factors of each dimension, without those of extent 1.</summary>
    public IReadOnlyList<Factor[]> Factors => _dimensions;

    /// <summary>The view with its dimensions in another order, or null if the order is invalid.</summary>
    public AxisView? Transpose(IReadOnlyList<long> order) =>
        order.Count == _dimensions.Length && order.Order().SequenceEqual(Enumerable.Range(0, order.Count).Select(i => (long)i))
            ? new AxisView([.. order.Select(i => _dimensions[i])])
            : null;

    /// <summary>The view with other dimensions, or null if they do not divide the factors.</summary>
    public AxisView? Reshape(IReadOnlyList<long> dimensions)
    {
        var rest = new Stack<Factor>(_dimensions.SelectMany(d => d).Reverse());
        var result = new List<Factor[]>();
        foreach (long extent in dimensions)
        {
            var taken = new List<Factor>();
            for (long open = extent; open > 1;)
            {
                if (!rest.TryPop(out Factor next))
                    return null;
                if (open % next.Extent == 0)
                {
                    taken.Add(next);
                    open /= next.Extent;
                    continue;
                }

                if (next.Extent % open != 0)
                    return null;
                long inner = next.Extent / open;
                taken.Add(next with { Extent = open, Weight = next.Weight * inner });
                rest.Push(next with { Extent = inner });
                open = 1;
            }

            result.Add(Merge(taken));
        }

        return rest.Count == 0 ? new AxisView([.. result]) : null;
    }

    private static Factor[] Full(Axis axis, long extent) => extent == 1 ? [] : [new Factor(axis, extent, 1)];

    private static Factor[] Merge(List<Factor> factors)
    {
        var merged = new List<Factor>();
        foreach (Factor factor in factors)
        {
            if (merged.Count > 0 && merged[^1] is var last && last.Axis == factor.Axis && last.Weight == factor.Extent * factor.Weight)
                merged[^1] = factor with { Extent = last.Extent * factor.Extent };
            else
                merged.Add(factor);
        }

        return [.. merged];
    }
}
