using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;

namespace Hush.Learning.Onnx.Import.Operators;

/// <summary>Pooling and resizing.</summary>
internal static class ResamplingOperators
{
    private const int MaxScale = 16;

    public static Value MaxPool(OnnxNode node, NetworkWriter writer)
    {
        if (node.List("kernel_shape") is not [var height, var width])
            throw node.Error("has no kernel_shape of two numbers");
        var (x, window) = ConvolutionOperators.Input(node, writer, (height, width));
        bool isBlocks = window is { Kernel: (2, 2), Stride: 2, Dilation: 1, Top: 0, Left: 0 };
        return isBlocks
            ? writer.ImageValueOf(writer.Append(node.Name, new MaxPool(), x))
            : throw node.Error($"a window of {height}x{width} with stride {window.Stride} is not supported; use 2x2 with stride 2");
    }

    public static Value Resize(OnnxNode node, NetworkWriter writer)
    {
        Value input = node.Input(0);
        int scalesAt = node.Operator == "Upsample" ? 1 : 2;
        if (input.Dimensions is not [var n, var channels, var height, var width])
            throw node.Error($"an input of shape {input.ShapeText} is not an image");
        double[] scales = Scales(node, input.Dimensions, scalesAt);
        if (scales[0] != 1 || scales[1] != 1 || scales[2] != scales[3] || !(scales[2] >= 1.0 / MaxScale && scales[2] <= MaxScale))
            throw node.Error($"scales [{string.Join(", ", scales)}] are not supported; use the same power of two for rows and columns");
        if (scales[2] == 1)
            return input;
        if (input is Level level)
            return level.WithDimensions(n, channels, (long)(height * scales[2]), (long)(width * scales[3]));
        bool isUp = scales[2] > 1;
        double factor = isUp ? scales[2] : 1 / scales[2];
        if (factor != Math.Floor(factor) || !ImageValues.IsPowerOfTwo((long)factor))
            throw node.Error($"a scale of {scales[2]} is not supported; use a power of two");
        int side = (int)factor;
        NodeRef x = ImageValues.Of(node, writer, input);
        return node.Text("mode", "nearest") switch
        {
            "nearest" => writer.ImageValueOf(isUp ? Nearest(node, writer, x, side) : Subsampled(node, writer, x, side)),
            "linear" => writer.ImageValueOf(isUp ? Bilinear(node, writer, x, side) : Averaged(node, writer, x, side)),
            var other => throw node.Error($"the mode '{other}' is not supported; use nearest or linear"),
        };
    }

    private static double[] Scales(OnnxNode node, long[] shape, int scalesAt)
    {
        if (node.HasAttribute("axes"))
            throw node.Error("the attribute axes is not supported");
        if (node.Optional(3) is { Integers: [_, _, _, _] and { } sizes })
            return [.. sizes.Select((s, i) => (double)s / Math.Max(1, shape[i]))];
        float[]? scales = node.Optional(scalesAt)?.Floats is { Length: 4 } given ? given : node.FloatList("scales");
        return scales is { Length: 4 } ? [.. scales.Select(s => (double)s)] : throw node.Error("has neither four scales nor four sizes");
    }

    /// <summary>Repeats pixels. All rounding modes are accepted that read pixel i / side for pixel i.</summary>
    private static NodeRef Nearest(OnnxNode node, NetworkWriter writer, NodeRef x, int side)
    {
        int[] read = Sources(node, 1.0 / side, 4 * side);
        if (read.Where((from, i) => from != i / side).Any())
            throw Unsupported(node);
        for (int s = side; s > 1; s /= 2)
            x = writer.Append(node.Name, new Upsample(), x);
        return x;
    }

    private static NodeRef Subsampled(OnnxNode node, NetworkWriter writer, NodeRef x, int side)
    {
        int[] read = Sources(node, side, 4);
        int first = read[0];
        if (first < 0 || first >= side || read.Where((from, i) => from != (i * side) + first).Any())
            throw Unsupported(node);
        NodeRef blocks = ImageValues.Unshuffle(writer, x, node.Name, side);
        return writer.Select(
            node.Name, blocks, [.. Enumerable.Range(0, x.Channels).Select(c => ImageValues.UnshuffledChannel(c, first, first, side))]);
    }

    /// <summary>
    /// Bilinear interpolation with pixel centers at half coordinates: a 3x3 convolution to side x side channels per channel, then a pixel
    /// shuffle. Outside the image, the edge is repeated.
    /// </summary>
    private static NodeRef Bilinear(OnnxNode node, NetworkWriter writer, NodeRef x, int side)
    {
        RequireHalfPixel(node);
        int channels = x.Channels;
        var filters = new Filters(checked(channels * side * side), channels, 3, 3, writer) { Border = BorderMode.Edge };
        for (int c = 0; c < channels; c++)
        {
            for (int phase = 0; phase < side * side; phase++)
            {
                int output = ImageValues.ShuffledChannel(c, phase / side, phase % side, side);
                foreach (var (row, vertical) in Weights(phase / side))
                {
                    foreach (var (column, horizontal) in Weights(phase % side))
                        filters[output, c, 1 + row, 1 + column] += (float)(vertical * horizontal);
                }
            }
        }

        return ImageValues.Shuffle(writer, writer.Convolution($"{node.Name}/weights", x, filters), node.Name, side);

        (int Offset, double Weight)[] Weights(int phase)
        {
            double at = ((phase + 0.5) / side) - 0.5;
            int before = (int)Math.Floor(at);
            return [(before, 1 - (at - before)), (before + 1, at - before)];
        }
    }

    /// <summary>Bilinear interpolation halfway between the two middle pixels of each block.</summary>
    private static NodeRef Averaged(OnnxNode node, NetworkWriter writer, NodeRef x, int side)
    {
        RequireHalfPixel(node);
        if (node.Integer("antialias", 0) != 0 && side > 1)
            throw node.Error("antialias is not supported when an image becomes smaller");
        var filters = new Filters(x.Channels, checked(x.Channels * side * side), 1, 1, writer);
        for (int c = 0; c < x.Channels; c++)
        {
            foreach (int row in (int[])[(side / 2) - 1, side / 2])
            {
                foreach (int column in (int[])[(side / 2) - 1, side / 2])
                    filters[c, ImageValues.UnshuffledChannel(c, row, column, side), 0, 0] = 0.25f;
            }
        }

        return writer.Convolution($"{node.Name}/weights", ImageValues.Unshuffle(writer, x, node.Name, side), filters);
    }

    private static void RequireHalfPixel(OnnxNode node)
    {
        string mode = Coordinates(node);
        if (mode is not ("half_pixel" or "pytorch_half_pixel" or "half_pixel_symmetric"))
            throw node.Error($"linear interpolation with {mode} coordinates is not supported; use half_pixel (align_corners=False)");
    }

    private static string Coordinates(OnnxNode node) =>
        node.Text("coordinate_transformation_mode", node.Operator == "Upsample" ? "asymmetric" : "half_pixel");

    /// <summary>The pixel that each of the first output pixels is copied from.</summary>
    /// <param name="node">The node.</param>
    /// <param name="step">Input pixels per output pixel.</param>
    /// <param name="count">Number of output pixels.</param>
    private static int[] Sources(OnnxNode node, double step, int count)
    {
        string coordinates = Coordinates(node), rounding = node.Text("nearest_mode", node.Operator == "Upsample"
            ? "floor" : "round_prefer_floor");
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            double at = coordinates switch
            {
                "asymmetric" => i * step,
                "half_pixel" or "pytorch_half_pixel" or "half_pixel_symmetric" => ((i + 0.5) * step) - 0.5,
                "tf_half_pixel_for_nn" => (i + 0.5) * step,
                _ => throw Unsupported(node),
            };
            return Math.Max(0, (int)(rounding switch
            {
                "floor" => Math.Floor(at),
                "ceil" => Math.Ceiling(at),
                "round_prefer_ceil" => Math.Floor(at + 0.5),
                "round_prefer_floor" => Math.Ceiling(at - 0.5),
                _ => throw Unsupported(node),
            }));
        })];
    }

    private static CheckpointException Unsupported(OnnxNode node) => node.Error(
        $"nearest-neighbor resizing with {Coordinates(node)} coordinates and nearest_mode " +
        $"{node.Text("nearest_mode", "round_prefer_floor")} is not supported; use asymmetric and floor");
}
