using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;

namespace Hush.Learning.Onnx.Import.Operators;

/// <summary>Turns values into outputs of layers. Reshaped and transposed images become pixel shuffles and selections of channels.</summary>
internal static class ImageValues
{
    /// <summary>The value as an output of a layer. Noise levels become channels of the size of <paramref name="like"/>.</summary>
    public static NodeRef Of(OnnxNode node, NetworkWriter writer, Value value, NodeRef? like = null)
    {
        NodeRef image = OneChannel(node, writer, value, like);
        return value is Level { Dimensions: [_, > 1 and <= 1024 and var channels, _, _] }
            ? writer.Select(node.Name, image, new int[channels])
            : image;
    }

    /// <summary>The value as an output of a layer; of the equal channels of a noise level, only one.</summary>
    public static NodeRef OneChannel(OnnxNode node, NetworkWriter writer, Value value, NodeRef? like = null) => value switch
    {
        ImageValue map => Of(node, writer, map),
        Level { Scale: 0 } fill when like is not null => writer.Fill(node.Name, fill.Offset, like),
        Level { Scale: not 0 } level => writer.Map(node.Name, level, like?.Node.Level ?? LevelOf(node, writer, level)),
        _ => throw node.Error($"an input of shape {value.ShapeText} must be an image, but is a constant"),
    };

    /// <summary>An image as an output of a layer.</summary>
    public static NodeRef Of(OnnxNode node, NetworkWriter writer, ImageValue map)
    {
        if (!map.Padding.IsNone)
            throw node.Error("reads a padded image, but padding is supported only before convolutions and pooling");
        return map.Resolved ??= Resolve(writer, map, map.Name ?? node.Name) ?? throw node.Error(
            $"reads an image that was reshaped or transposed to {map.ShapeText}; only pixel shuffles and reordered channels are " +
            "supported");
    }

    /// <summary>An image whose axes are channels, rows and columns; null if the view is something else.</summary>
    public static NodeRef? Resolve(NetworkWriter writer, ImageValue map, string name)
    {
        NodeRef x = map.Source;
        long[] full = writer.ImageValueOf(x).Dimensions;
        if (map.Axes.Factors is not [[], var channels, [var row, .. var rows], [var column, .. var columns]]
            || row.Axis != Axis.Row || column.Axis != Axis.Column || row.Weight != column.Weight
            || row.Extent * row.Weight != full[2] || column.Extent * column.Weight != full[3])
            return null;
        if (row.Weight == 1)
        {
            return channels.Concat(rows).Concat(columns).All(f => f.Axis == Axis.Channel)
                ? Shuffle(writer, x, name, channels, rows, columns)
                : null;
        }

        return rows.Length == 0 && columns.Length == 0 ? Unshuffle(writer, x, name, channels, row.Weight) : null;
    }

    /// <summary>Channels become blocks of s x s pixels. Factors give the channel for each output channel, row and column.</summary>
    private static NodeRef? Shuffle(NetworkWriter writer, NodeRef x, string name, Factor[] channels, Factor[] rows, Factor[] columns)
    {
        int side = (int)Extent(rows), outputs = (int)Extent(channels);
        if (Extent(columns) != side || !IsPowerOfTwo(side))
            return null;
        int[] order = new int[x.Channels];
        for (int c = 0; c < outputs; c++)
        {
            for (int i = 0; i < side; i++)
            {
                for (int j = 0; j < side; j++)
                {
                    order[ShuffledChannel(c, i, j, side)] =
                        At(channels, c, Axis.Channel) + At(rows, i, Axis.Channel) + At(columns, j, Axis.Channel);
                }
            }
        }

        return Shuffle(writer, writer.Select(name, x, order), name, side);
    }

    /// <summary>Appends log2(side) pixel shuffles.</summary>
    public static NodeRef Shuffle(NetworkWriter writer, NodeRef x, string name, int side)
    {
        for (; side > 1; side /= 2)
            x = writer.Append(name, new PixelShuffle(), x);
        return x;
    }

    /// <summary>Appends log2(side) pixel unshuffles.</summary>
    public static NodeRef Unshuffle(NetworkWriter writer, NodeRef x, string name, int side)
    {
        for (; side > 1; side /= 2)
            x = writer.Append(name, new PixelUnshuffle(), x);
        return x;
    }

    /// <summary>The channel that repeated pixel shuffles move to row i, column j of the blocks of channel c.</summary>
    public static int ShuffledChannel(int c, int i, int j, int side)
    {
        for (int bit = 1; bit < side; bit *= 2)     // the last shuffle moves the lowest bit
            c = (4 * c) + ((i & bit) != 0 ? 2 : 0) + ((j & bit) != 0 ? 1 : 0);
        return c;
    }

    /// <summary>The channel to which repeated pixel unshuffles move row i, column j of the blocks of channel c.</summary>
    public static int UnshuffledChannel(int c, int i, int j, int side) => ShuffledChannel(c, i, j, side);

    public static bool IsPowerOfTwo(long n) => n > 0 && (n & (n - 1)) == 0;

    private static NodeRef? Unshuffle(NetworkWriter writer, NodeRef x, string name, Factor[] channels, long side)
    {
        if (!IsPowerOfTwo(side) || side > 16)
            return null;
        int[] order = new int[Extent(channels)];
        for (int c = 0; c < order.Length; c++)
        {
            order[c] = UnshuffledChannel(
                At(channels, c, Axis.Channel), At(channels, c, Axis.Row), At(channels, c, Axis.Column), (int)side);
        }

        return writer.Select(name, Unshuffle(writer, x, name, (int)side), order);
    }

    private static long Extent(Factor[] factors) => factors.Aggregate(1L, (product, f) => product * f.Extent);

    /// <summary>The index along an axis for an index into a dimension with these factors.</summary>
    private static int At(Factor[] factors, int index, Axis axis)
    {
        long sum = 0, rest = index;
        foreach (Factor factor in factors.Reverse())
        {
            sum += factor.Axis == axis ? rest % factor.Extent * factor.Weight : 0;
            rest /= factor.Extent;
        }

        return (int)sum;
    }

    private static int LevelOf(OnnxNode node, NetworkWriter writer, Level map) =>
        (map.Dimensions is [_, _, var height, var width] ? writer.LevelOf(height, width) : null)
        ?? throw node.Error($"the noise level has shape {map.ShapeText}, which is not the size of an image");
}
