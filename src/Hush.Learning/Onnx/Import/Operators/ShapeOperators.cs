using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;

namespace Hush.Learning.Onnx.Import.Operators;

/// <summary>Operators that move values without changing them, and those that compute shapes.</summary>
internal static class ShapeOperators
{
    private const int MapSize = 1 << 12;        // larger constants that are uniform count as images

    public static Value Shape(OnnxNode node)
    {
        long[] dimensions = node.Input(0).Dimensions;
        int rank = dimensions.Length, start = Bound("start", 0), end = Bound("end", rank);
        return Constant.List(start < end ? dimensions[start..end] : []);

        int Bound(string name, int otherwise)
        {
            long value = node.Integer(name, otherwise);
            return (int)Math.Clamp(value < 0 ? value + rank : value, 0, rank);
        }
    }

    public static Value Size(OnnxNode node) => Constant.Of([Value.CountOf(node.Input(0).Dimensions)]);

    public static Value Filled(OnnxNode node, OnnxTensors tensors)
    {
        long[] shape = node.Integers(0);
        Constant value = node.Tensor("value") is { } tensor ? tensors.Read(tensor) : Constant.Of([0f], 1);
        if (value.Count != 1)
            throw node.Error($"the value has shape {value.ShapeText}, expected one number");
        if (value.Floats is not null && shape.Length == 4 && shape.All(d => d > 0) && shape[2] > 1 && Fits(shape) > MapSize)
            return new Level(0, value[0], shape);
        return ConstantMath.Expand(node, value.WithDimensions([]), Checked(node, shape));
    }

    public static Value Range(OnnxNode node)
    {
        Constant start = node.Constant(0), limit = node.Constant(1), delta = node.Constant(2);
        if (start.Count != 1 || limit.Count != 1 || delta.Count != 1 || delta[0] == 0)
            throw node.Error("needs three numbers, the last one not 0");
        double count = Math.Max(0, Math.Ceiling((limit[0] - start[0]) / delta[0]));
        if (!(count <= ConstantMath.MaxCount))
            throw node.Error($"would have {count:0} values, but at most {ConstantMath.MaxCount:N0} are supported");
        IEnumerable<int> steps = Enumerable.Range(0, (int)count);
        return start.Floats is not null
            ? Constant.Of([.. steps.Select(i => (float)(start[0] + (i * delta[0])))], (long)count)
            : Constant.Of([.. steps.Select(i => (long)(start[0] + (i * delta[0])))], (long)count);
    }

    public static Value Cast(OnnxNode node)
    {
        int type = (int)node.Integer("to", 0);
        if (OnnxType.SizeOf(type) == 0)
            throw node.Error($"casts to {OnnxType.NameOf(type)}, which is not supported");
        if (node.Input(0) is not Constant x)
            return OnnxType.IsFloat(type) ? node.Input(0) : throw node.Error($"casts an image to {OnnxType.NameOf(type)}");
        IEnumerable<double> values = Enumerable.Range(0, x.Count).Select(i => x[i]);
        return OnnxType.IsFloat(type) ? x.Floats is not null ? x : Constant.Of([.. values.Select(v => (float)v)], x.Dimensions)
            : type == OnnxType.Bool ? Constant.Of([.. values.Select(v => v != 0 ? 1L : 0)], x.Dimensions)
            : x.Integers is not null ? x : Constant.Of([.. values.Select(v => (long)v)], x.Dimensions);
    }

    /// <summary>Reshape, Flatten, Squeeze and Unsqueeze.</summary>
    public static Value Reshape(OnnxNode node)
    {
        Value x = node.Input(0);
        long[] from = x.Dimensions, to = node.Operator switch
        {
            "Reshape" => Requested(node, from),
            "Flatten" => Flattened(node, from),
            "Squeeze" => Squeezed(node, from),
            _ => Unsqueezed(node, from),
        };
        if (to.Any(d => d < 0) || Fits(to) != Fits(from))
            throw node.Error($"the shape {x.ShapeText} cannot become [{string.Join(", ", to)}]");
        return x switch
        {
            Constant constant => constant.WithDimensions(to),
            Level level => level.WithDimensions(to),
            ImageValue { Padding.IsNone: true } map => map.Axes.Reshape(to) is { } axes
                ? new ImageValue(map.Source, axes, node.Name)
                : throw node.Error($"an image of shape {x.ShapeText} cannot become [{string.Join(", ", to)}]"),
            _ => throw node.Error("reshaping a padded image is not supported"),
        };
    }

    public static Value Transpose(OnnxNode node)
    {
        Value x = node.Input(0);
        long[] shape = x.Dimensions, order = node.List("perm") ?? [.. Enumerable.Range(0, shape.Length).Reverse().Select(i => (long)i)];
        if (!order.Order().SequenceEqual(Enumerable.Range(0, shape.Length).Select(i => (long)i)))
            throw node.Error($"perm [{string.Join(", ", order)}] is not an order of {shape.Length} dimensions");
        long[] to = [.. order.Select(i => shape[i])];
        switch (x)
        {
            case ImageValue { Padding.IsNone: true } map:
                return new ImageValue(map.Source, map.Axes.Transpose(order)!, node.Name);
            case Level level:
                return level.WithDimensions(to);
            case Constant constant:
                long[] back = new long[shape.Length];
                return ConstantMath.Gather(node, constant, to, at =>
                {
                    for (int i = 0; i < at.Length; i++)
                        back[order[i]] = at[i];
                    return ConstantMath.Index(back, shape);
                });
            default:
                throw node.Error("transposing a padded image is not supported");
        }
    }

    /// <summary>DepthToSpace and SpaceToDepth as reshape, transpose, reshape.</summary>
    public static Value Blocks(OnnxNode node)
    {
        ImageValue x = node.ImageValue(0);
        long side = node.Integer("blocksize", 0);
        if (x.Dimensions is not [var n, var channels, var height, var width] || side is < 1 or > 16 || !x.Padding.IsNone)
            throw node.Error($"blocks of {side} of an image of shape {x.ShapeText} are not supported");
        bool toSpace = node.Operator == "DepthToSpace", isCrd = node.Text("mode", "DCR") == "CRD";
        if (toSpace ? channels % (side * side) != 0 : height % side != 0 || width % side != 0)
            throw node.Error($"an image of shape {x.ShapeText} has no whole blocks of {side}");
        long part = channels / (side * side);
        AxisView? view = toSpace
            ? x.Axes.Reshape(isCrd ? [n, part, side, side, height, width] : [n, side, side, part, height, width])
                ?.Transpose(isCrd ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2])?.Reshape([n, part, height * side, width * side])
            : x.Axes.Reshape([n, channels, height / side, side, width / side, side])
                ?.Transpose([0, 3, 5, 1, 2, 4])?.Reshape([n, channels * side * side, height / side, width / side]);
        return view is null
            ? throw node.Error($"an image of shape {x.ShapeText} is not supported")
            : new ImageValue(x.Source, view, node.Name);
    }

    /// <summary>Repeats constants and noise levels; images only if nothing changes.</summary>
    public static Value Repeat(OnnxNode node)
    {
        Value x = node.Input(0);
        long[] given = node.Integers(1), from = x.Dimensions;
        bool isTile = node.Operator == "Tile";
        if (isTile && given.Length != from.Length)
            throw node.Error($"{given.Length} repeats for {from.Length} dimensions");
        long[] to = isTile ? [.. from.Select((d, i) => checked(d * given[i]))] : ConstantMath.Common(node, from, given);
        if (to.SequenceEqual(from))
            return x;
        if (to.Any(d => d < 0))
            throw node.Error($"has an output with a negative dimension: [{string.Join(", ", to)}]");
        switch (x)
        {
            case Level level:
                return level.WithDimensions(to);
            case Constant { Floats: not null, Count: > 0, IsUniform: true } constant when to.Length == 4 && Fits(to) > MapSize && to[2] > 1:
                return new Level(0, constant[0], to);
            case Constant constant:
                return ConstantMath.Gather(node, constant, to, at =>
                    ConstantMath.Index(at[^from.Length..].Select((p, i) => p % from[i]), from));
            default:
                throw node.Error($"an image of shape {x.ShapeText} cannot be repeated to [{string.Join(", ", to)}]");
        }
    }

    public static Value Concat(OnnxNode node, NetworkWriter writer)
    {
        Value[] parts = [.. Enumerable.Range(0, node.InputCount).Select(node.Input)];
        if (parts.Length == 1)
            return parts[0];
        int rank = parts[0].Dimensions.Length, axis = node.AxisOf(node.Integer("axis", 0), rank);
        if (parts.All(p => p is Constant))
            return Join(node, [.. parts.Cast<Constant>()], axis);
        if (rank != 4 || axis != 1)
            throw node.Error("images can be concatenated along their channels only");
        NodeRef? first = parts.OfType<ImageValue>().Select(p => ImageValues.Of(node, writer, p)).FirstOrDefault();
        NodeRef[] images = [.. parts.SelectMany(p => Channels(node, writer, p, first))];
        if (images.Any(i => i.Node.Level != images[0].Node.Level))
            throw node.Error($"the images have different sizes: {string.Join(", ", parts.Select(p => p.ShapeText))}");
        return writer.ImageValueOf(writer.Append(node.Name, new Networks.Layers.Concat(images.Length), images));
    }

    public static Value[] Split(OnnxNode node, NetworkWriter writer)
    {
        Value x = node.Input(0);
        int axis = node.AxisOf(node.Integer("axis", 0), x.Dimensions.Length);
        long extent = x.Dimensions[axis], each = (extent + node.Outputs - 1) / Math.Max(1, node.Outputs);
        long[] lengths = node.ListOrInput("split", 1)
            ?? [.. Enumerable.Range(0, node.Outputs).Select(i => Math.Min(each, extent - (i * each)))];
        if (lengths.Length != node.Outputs || lengths.Any(l => l < 1) || lengths.Sum() != extent)
            throw node.Error($"cannot split {extent} into [{string.Join(", ", lengths)}]");
        long start = 0;
        return [.. lengths.Select(length => Part(node, writer, x, axis, start, (start += length) - 1, 1))];
    }

    public static Value Slice(OnnxNode node, NetworkWriter writer)
    {
        Value x = node.Input(0);
        int rank = x.Dimensions.Length;
        long[] starts = node.Integers(1), ends = node.Integers(2);
        long[] axes = node.Has(3) ? node.Integers(3) : [.. Enumerable.Range(0, starts.Length).Select(i => (long)i)];
        long[] steps = node.Has(4) ? node.Integers(4) : [.. starts.Select(_ => 1L)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length || steps.Contains(0)
            || axes.Length > rank)
            throw node.Error("starts, ends, axes and steps do not match");
        for (int i = 0; i < starts.Length; i++)
        {
            int axis = node.AxisOf(axes[i], rank);
            long extent = x.Dimensions[axis], step = steps[i];
            long start = From(starts[i], extent), end = From(ends[i], extent);
            start = Math.Clamp(start, 0, step < 0 ? extent - 1 : extent);
            end = Math.Clamp(end, step < 0 ? -1 : 0, extent);
            long count = Math.Max(0, step > 0 ? (end - start + step - 1) / step : (start - end - step - 1) / -step);
            x = Part(node, writer, x, axis, start, start + ((count - 1) * step), step);
        }

        return x;

        static long From(long index, long extent) => index >= 0 ? index : index < -extent ? -1 : index + extent;
    }

    public static Value Gather(OnnxNode node, NetworkWriter writer)
    {
        Value x = node.Input(0);
        Constant indices = node.Constant(1);
        int axis = node.AxisOf(node.Integer("axis", 0), x.Dimensions.Length);
        long extent = x.Dimensions[axis];
        long[] at = [.. (indices.Integers ?? throw node.Error("the indices must be integers")).Select(i => i < 0 ? i + extent : i)];
        if (at.Any(i => i < 0 || i >= extent))
            throw node.Error($"an index is out of range for {extent} values");
        long[] shape = [.. x.Dimensions[..axis], .. indices.Dimensions, .. x.Dimensions[(axis + 1)..]];
        if (x is Constant constant)
        {
            int rank = indices.Dimensions.Length;
            return ConstantMath.Gather(node, constant, shape, to =>
            {
                long picked = at[ConstantMath.Index(to[axis..(axis + rank)], indices.Dimensions)];
                return ConstantMath.Index([.. to[..axis], picked, .. to[(axis + rank)..]], x.Dimensions);
            });
        }

        bool isIdentity = indices.Dimensions.Length == 1 && at.Length == extent && !at.Where((i, k) => i != k).Any();
        if (isIdentity)
            return x;
        if (x is ImageValue map && axis == 1 && x.Dimensions.Length == 4 && indices.Dimensions.Length == 1)
            return writer.ImageValueOf(writer.Select(node.Name, ImageValues.Of(node, writer, map), [.. at.Select(i => (int)i)]));
        throw node.Error("only channels of an image can be gathered");
    }

    public static Value Pad(OnnxNode node)
    {
        Value x = node.Input(0);
        int rank = x.Dimensions.Length;
        long[] given = node.Integers(1);
        int[] axes = node.Has(3) ? [.. node.Integers(3).Select(a => node.AxisOf(a, rank))] : [.. Enumerable.Range(0, rank)];
        if (given.Length != 2 * axes.Length)
            throw node.Error($"{given.Length} pads for {axes.Length} dimensions");
        long[] pads = new long[2 * rank];
        for (int i = 0; i < axes.Length; i++)
            (pads[axes[i]], pads[rank + axes[i]]) = (given[i], given[axes.Length + i]);
        if (pads.All(p => p == 0))
            return x;
        if (x is not ImageValue { Dimensions.Length: 4 } map || pads[0] != 0 || pads[1] != 0 || pads[4] != 0 || pads[5] != 0)
            throw node.Error("only rows and columns of an image can be padded");
        if (pads.Any(p => p is < 0 or > 64))
            throw node.Error($"pads must be 0 to 64, got [{string.Join(", ", pads)}]");
        BorderMode border = node.Text("mode", "constant") switch
        {
            "constant" when node.Optional(2) is null || (node.Constant(2).Count == 1 && node.Constant(2)[0] == 0) => BorderMode.Zero,
            "constant" => throw node.Error("padding with a constant other than 0 is not supported"),
            "reflect" => BorderMode.Reflect,
            "edge" => BorderMode.Edge,
            var other => throw node.Error($"the mode '{other}' is not supported; use constant, reflect or edge"),
        };
        if (!map.Padding.IsNone && map.Padding.Border != border)
            throw node.Error("two kinds of padding around each other are not supported");
        PendingPadding p = map.Padding;
        return new ImageValue(map.Source, map.Axes, map.Name, new PendingPadding(
            p.Top + (int)pads[2], p.Left + (int)pads[3], p.Bottom + (int)pads[6], p.Right + (int)pads[7], border));
    }

    /// <summary>Rows start, start + step, ... last of an axis.</summary>
    private static Value Part(OnnxNode node, NetworkWriter writer, Value x, int axis, long start, long last, long step)
    {
        long extent = x.Dimensions[axis], count = ((last - start) / step) + 1;
        if (start == 0 && step == 1 && count == extent)
            return x;
        long[] shape = [.. x.Dimensions];
        shape[axis] = Math.Max(0, count);
        if (x is Constant constant)
            return ConstantMath.Gather(node, constant, shape, at =>
                ConstantMath.Index(at.Select((p, i) => i == axis ? start + (p * step) : p), x.Dimensions));
        if (count < 1)
            throw node.Error("the result would be empty");
        if (x is Level level)
            return level.WithDimensions(shape);
        var map = (ImageValue)x;
        if (shape.Length == 4 && axis == 1)
        {
            int[] channels = [.. Enumerable.Range(0, (int)count).Select(i => (int)(start + (i * step)))];
            return writer.ImageValueOf(writer.Select(node.Name, ImageValues.Of(node, writer, map), channels));
        }

        throw node.Error($"takes {count} of {extent} along dimension {axis} of an image; only channels can be sliced");
    }

    private static Constant Join(OnnxNode node, Constant[] parts, int axis)
    {
        long[] shape = [.. parts[0].Dimensions];
        shape[axis] = parts.Sum(p => p.Dimensions.Length == shape.Length ? p.Dimensions[axis] : -1);
        foreach (Constant part in parts)
        {
            if (part.Dimensions.Length != shape.Length || part.Dimensions.Where((d, i) => i != axis && d != shape[i]).Any()
                || part.Integers is null != parts[0].Integers is null)
                throw node.Error($"the shapes {string.Join(", ", parts.Select(p => p.ShapeText))} do not match");
        }

        int count = ConstantMath.Limited(node, shape);
        long inner = shape[(axis + 1)..].Aggregate(1L, (product, d) => product * d), row = shape[axis] * inner;
        double[] values = new double[count];
        long offset = 0;
        foreach (Constant part in parts)
        {
            long length = part.Dimensions[axis] * inner;
            for (int i = 0; i < part.Count; i++)
                values[(i / length * row) + offset + (i % length)] = part[i];
            offset += length;
        }

        return parts[0].Integers is null
            ? Constant.Of([.. values.Select(v => (float)v)], shape)
            : Constant.Of([.. values.Select(v => (long)v)], shape);
    }

    /// <summary>A part of a concatenation; constants become channels.</summary>
    private static IEnumerable<NodeRef> Channels(OnnxNode node, NetworkWriter writer, Value part, NodeRef? like)
    {
        int copies = part is ImageValue ? 1 : (int)Math.Clamp(part.Dimensions.Length == 4 ? part.Dimensions[1] : 1, 1, 1024);
        Value value = part is Constant { Count: > 0, IsUniform: true } constant ? new Level(0, constant[0], constant.Dimensions) : part;
        NodeRef image = ImageValues.OneChannel(node, writer, value, like);
        return Enumerable.Repeat(image, copies);
    }

    private static long[] Requested(OnnxNode node, long[] from)
    {
        long[] to = [.. node.Integers(1)];
        ConstantMath.RequireRank(node, to.Length);
        bool allowsZero = node.Integer("allowzero", 0) != 0;
        for (int i = 0; i < to.Length; i++)
        {
            if (to[i] == 0 && !allowsZero)
            {
                to[i] = i < from.Length
                    ? from[i]
                    : throw node.Error($"dimension {i} of the new shape is 0, but the input has no such dimension");
            }
        }

        int open = Array.IndexOf(to, -1);
        if (open >= 0)
        {
            long others = to.Where((_, i) => i != open).Aggregate(1L, (product, d) => product * Math.Clamp(d, 0, 1 << 30));
            to[open] = others > 0 && Fits(from) % others == 0 ? Fits(from) / others : throw node.Error(
                $"a shape of {Fits(from)} values cannot become [{string.Join(", ", to)}]");
        }

        return to;
    }

    private static long[] Flattened(OnnxNode node, long[] from)
    {
        long given = node.Integer("axis", 1);
        int axis = given == from.Length ? from.Length : node.AxisOf(given, from.Length);
        return [Value.CountOf(from.AsSpan(0, axis)), Value.CountOf(from.AsSpan(axis))];
    }

    private static long[] Squeezed(OnnxNode node, long[] from)
    {
        int[]? axes = node.ListOrInput("axes", 1)?.Select(a => node.AxisOf(a, from.Length)).ToArray();
        return [.. from.Where((d, i) => axes is null ? d != 1 : !axes.Contains(i))];
    }

    private static long[] Unsqueezed(OnnxNode node, long[] from)
    {
        long[] given = node.ListOrInput("axes", 1) ?? throw node.Error("has no axes");
        int rank = from.Length + given.Length;
        var axes = given.Select(a => node.AxisOf(a, rank)).ToHashSet();
        if (axes.Count != given.Length || rank > Value.MaxRank)
            throw node.Error($"the axes [{string.Join(", ", given)}] are not valid");
        var rest = new Queue<long>(from);
        return [.. Enumerable.Range(0, rank).Select(i => axes.Contains(i) ? 1 : rest.Dequeue())];
    }

    private static long[] Checked(OnnxNode node, long[] shape)
    {
        ConstantMath.Limited(node, shape);
        return shape;
    }

    /// <summary>The number of values, or a number that is larger than any real one.</summary>
    private static long Fits(long[] shape) =>
        shape.Aggregate(1L, (product, d) => d is < 0 or > 1 << 30 || product > 1L << 40 ? 1L << 50 : product * d);
}
