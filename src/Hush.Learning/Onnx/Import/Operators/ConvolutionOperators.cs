using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;

namespace Hush.Learning.Onnx.Import.Operators;

/// <summary>
/// Conv, ConvTranspose and AveragePool as convolutions with stride 1. A stride becomes a pixel unshuffle before the convolution, a
/// transposed convolution a pixel shuffle after it, and groups become filters with zeros.
/// </summary>
internal static class ConvolutionOperators
{
    private const int MaxKernel = 127, MaxStride = 16;

    /// <summary>The window of an operator: kernel, stride, dilation and padding.</summary>
    /// <param name="Kernel">Height and width.</param>
    /// <param name="Stride">Stride along both axes.</param>
    /// <param name="Dilation">Dilation along both axes.</param>
    /// <param name="Top">Padding above.</param>
    /// <param name="Left">Padding at the left.</param>
    /// <param name="Bottom">Padding below.</param>
    /// <param name="Right">Padding at the right.</param>
    /// <param name="Border">What is outside the image.</param>
    internal readonly record struct Window(
        (int Height, int Width) Kernel, int Stride, int Dilation, int Top, int Left, int Bottom, int Right, BorderMode Border);

    public static Value Convolution(OnnxNode node, NetworkWriter writer)
    {
        Constant weight = node.Constant(1);
        if (weight.Floats is not { } values || weight.Dimensions is not [var outs, var ins, var height, var width])
            throw node.Error($"the weights have shape {weight.ShapeText}, expected [out, in, height, width] of floating point");
        (NodeRef x, Window window) = Input(node, writer, (height, width));
        int outputs = Small(node, outs), each = Small(node, ins), groups = Small(node, node.Integer("group", 1));
        if (groups < 1 || each * (long)groups != x.Channels || outputs % groups != 0)
            throw node.Error($"the weights have shape {weight.ShapeText} with {groups} groups, but the input has {x.Channels} channels");
        float[]? bias = Bias(node, outputs);
        return Strided(node, writer, x, window, outputs, bias, (o, visit) =>
        {
            int first = o / (outputs / groups) * each, columns = window.Kernel.Width, taps = window.Kernel.Height * columns;
            for (int i = 0; i < each; i++)
            {
                for (int tap = 0; tap < taps; tap++)
                    visit(first + i, tap / columns, tap % columns, values[(((o * each) + i) * taps) + tap]);
            }
        });
    }

    /// <summary>The mean of each window, as a convolution of each channel with itself.</summary>
    public static Value AveragePool(OnnxNode node, NetworkWriter writer)
    {
        if (node.List("kernel_shape") is not [var height, var width])
            throw node.Error("has no kernel_shape of two numbers");
        (NodeRef x, Window window) = Input(node, writer, (height, width));
        PendingPadding before = Before(node);       // part of the image, which is counted in any case
        bool hasPadding = (window.Top, window.Left, window.Bottom, window.Right) != (before.Top, before.Left, before.Bottom, before.Right);
        if (hasPadding && node.Integer("count_include_pad", 0) == 0)
            throw node.Error("padding that is not counted is not supported; use count_include_pad = 1");
        float weight = 1f / (window.Kernel.Height * window.Kernel.Width);
        return Strided(node, writer, x, window, x.Channels, null, (o, visit) =>
        {
            for (int k = 0; k < window.Kernel.Height * window.Kernel.Width; k++)
                visit(o, k / window.Kernel.Width, k % window.Kernel.Width, weight);
        });
    }

    public static Value Transposed(OnnxNode node, NetworkWriter writer)
    {
        Constant weight = node.Constant(1);
        if (weight.Floats is not { } values || weight.Dimensions is not [var ins, var outs, var high, var wide])
            throw node.Error($"the weights have shape {weight.ShapeText}, expected [in, out, height, width] of floating point");
        if (node.Has(0) && node.Input(0) is ImageValue { Padding.IsNone: false })
            throw node.Error("padding before a transposed convolution is not supported");
        if (node.HasAttribute("output_shape"))
            throw node.Error("output_shape is not supported; use pads and output_padding");
        NodeRef x = ImageValues.Of(node, writer, node.Input(0));
        int height = Side(node, high), width = Side(node, wide), groups = Small(node, node.Integer("group", 1));
        int inputs = Small(node, ins), each = Small(node, outs), outputs = Small(node, each * (long)groups);
        if (groups < 1 || inputs != x.Channels || inputs % groups != 0)
            throw node.Error($"the weights have shape {weight.ShapeText} with {groups} groups, but the input has {x.Channels} channels");
        int stride = Stride(node), dilation = Equal(node, "dilations", 1);
        var (top, left, bottom, right) = Pads(node, height, width, allowsAuto: false);
        long[] extra = node.List("output_padding") ?? [0, 0];
        if (extra is not [var extraRows, var extraColumns] || (dilation * (height - 1)) + 1 + extraRows - top - bottom != stride
            || (dilation * (width - 1)) + 1 + extraColumns - left - right != stride)
            throw node.Error($"the output is not {stride} times the size of the input, which is the only size supported");
        var offsets = new List<int>();
        for (int phase = 0; phase < stride; phase++)
        {
            offsets.AddRange(Taps(phase, top, height).Select(t => t.Offset));
            offsets.AddRange(Taps(phase, left, width).Select(t => t.Offset));
        }

        int radius = offsets.Select(Math.Abs).DefaultIfEmpty(0).Max();
        var filters = new Filters(Small(node, (long)outputs * stride * stride), inputs, (2 * radius) + 1, (2 * radius) + 1, writer)
        {
            Bias = Bias(node, outputs) is { } bias ? new float[outputs * stride * stride] : null,
        };
        for (int o = 0; o < outputs; o++)
        {
            int group = o / each;
            for (int phase = 0; phase < stride * stride; phase++)
            {
                int channel = ImageValues.ShuffledChannel(o, phase / stride, phase % stride, stride);
                if (filters.Bias is { } biases)
                    biases[channel] = node.Floats(2)[o];
                foreach (var (row, up) in Taps(phase / stride, top, height))
                {
                    foreach (var (column, across) in Taps(phase % stride, left, width))
                    {
                        for (int i = group * (inputs / groups); i < (group + 1) * (inputs / groups); i++)
                        {
                            filters[channel, i, radius + up, radius + across] +=
                                values[(((((i * each) + o - (group * each)) * height) + row) * width) + column];
                        }
                    }
                }
            }
        }

        return writer.ImageValueOf(ImageValues.Shuffle(writer, writer.Convolution(LayerName(node), x, filters), node.Name, stride));

        // The taps t with stride * (q + offset) + dilation * t = stride * q + phase + padding, for any q.
        IEnumerable<(int Tap, int Offset)> Taps(int phase, int padding, int taps) => Enumerable.Range(0, taps)
            .Where(t => (phase + padding - (dilation * t)) % stride == 0)
            .Select(t => (t, (phase + padding - (dilation * t)) / stride));
    }

    /// <summary>The name of the layer: that of its weights, as PyTorch calls them, or that of the node.</summary>
    public static string LayerName(OnnxNode node)
    {
        const string suffix = ".weight";
        string weight = node.InputName(1);
        return weight.EndsWith(suffix, StringComparison.Ordinal) && weight.Length > suffix.Length ? weight[..^suffix.Length] : node.Name;
    }

    /// <summary>The image that a window reads, and the window with all padding.</summary>
    public static (NodeRef Image, Window Window) Input(OnnxNode node, NetworkWriter writer, (long Height, long Width) kernel)
    {
        var (height, width) = (Side(node, kernel.Height), Side(node, kernel.Width));
        PendingPadding before = Before(node);
        NodeRef x = node.Input(0) is ImageValue padded && !before.IsNone
            ? ImageValues.Of(node, writer, new ImageValue(padded.Source, padded.Axes, padded.Name))
            : ImageValues.Of(node, writer, node.Input(0));
        int stride = Stride(node), dilation = Equal(node, "dilations", 1);
        var (top, left, bottom, right) = Pads(node, dilation * (height - 1), dilation * (width - 1), allowsAuto: true, stride);
        if (!before.IsNone && before.Border != BorderMode.Zero && (top, left, bottom, right) != (0, 0, 0, 0))
            throw node.Error("padding by zeros around an image that is padded otherwise is not supported");
        var window = new Window((height, width), stride, dilation, top + before.Top, left + before.Left, bottom + before.Bottom,
            right + before.Right, before.Border);
        long[] image = writer.ImageValueOf(x).Dimensions;
        CheckSize(node, image[2], window.Top, window.Bottom, dilation * (height - 1), stride);
        CheckSize(node, image[3], window.Left, window.Right, dilation * (width - 1), stride);
        return (x, window);
    }

    private static PendingPadding Before(OnnxNode node) => node.Input(0) is ImageValue { Padding: var padding } ? padding : default;

    /// <summary>
    /// A convolution whose weights are visited by output channel: (input channel, row and column of the window, weight).
    /// </summary>
    private static ImageValue Strided(
        OnnxNode node, NetworkWriter writer, NodeRef x, Window window, int outputs, float[]? bias,
        Action<int, Action<int, int, int, float>> visitWeights)
    {
        if (window.Border != BorderMode.Zero && window.Stride > 1)
            return Subsampled(node, writer, x, window, outputs, bias, visitWeights);
        int stride = window.Stride, dilation = window.Dilation;
        int[] rows = [.. Enumerable.Range(0, window.Kernel.Height).Select(t => (dilation * t) - window.Top)];
        int[] columns = [.. Enumerable.Range(0, window.Kernel.Width).Select(t => (dilation * t) - window.Left)];
        int up = rows.Max(o => Math.Abs(Block(o, stride))), across = columns.Max(o => Math.Abs(Block(o, stride)));
        int step = stride == 1 && dilation > 1 && IsCentered(rows) && IsCentered(columns) ? dilation : 1;
        (up, across) = (up / step, across / step);
        if (Math.Max(up, across) == 1)
            (up, across) = (1, 1);
        var filters = new Filters(outputs, checked(x.Channels * stride * stride), (2 * up) + 1, (2 * across) + 1, writer)
        {
            Bias = bias,
            Dilation = up == 0 && across == 0 ? 1 : step,
            Border = up == 0 && across == 0 ? BorderMode.Zero : window.Border,
        };
        for (int o = 0; o < outputs; o++)
        {
            int output = o;
            visitWeights(o, (input, row, column, weight) =>
            {
                int r = rows[row], c = columns[column];
                int down = Block(r, stride), right = Block(c, stride);
                int channel = ImageValues.UnshuffledChannel(input, r - (down * stride), c - (right * stride), stride);
                filters[output, channel, up + (down / step), across + (right / step)] += weight;
            });
        }

        return writer.ImageValueOf(writer.Convolution(LayerName(node), ImageValues.Unshuffle(writer, x, node.Name, stride), filters));
    }

    /// <summary>The convolution at every pixel, of which every n-th row and column is kept.</summary>
    private static ImageValue Subsampled(
        OnnxNode node, NetworkWriter writer, NodeRef x, Window window, int outputs, float[]? bias,
        Action<int, Action<int, int, int, float>> visitWeights)
    {
        ImageValue full = Strided(node, writer, x, window with { Stride = 1 }, outputs, bias, visitWeights);
        NodeRef blocks = ImageValues.Unshuffle(writer, full.Source, node.Name, window.Stride);
        int[] first = [.. Enumerable.Range(0, outputs).Select(c => ImageValues.UnshuffledChannel(c, 0, 0, window.Stride))];
        return writer.ImageValueOf(writer.Select(node.Name, blocks, first));
    }

    private static bool IsCentered(int[] offsets) => offsets.Length % 2 == 1 && offsets[0] == -offsets[^1];

    /// <summary>The block of stride pixels that an offset is in.</summary>
    private static int Block(int offset, int stride) => (int)Math.Floor((double)offset / stride);

    private static void CheckSize(OnnxNode node, long size, int before, int after, int reach, int stride)
    {
        long steps = size + before + after - reach - 1, output = size % stride == 0 && steps >= 0 ? (steps / stride) + 1 : -1;

        // Of poolings only. A window that starts in the padding at the end is dropped.
        bool hasPartial = node.Integer("ceil_mode", 0) != 0 && output > 0 && steps % stride != 0 && output * stride < size + before;
        if (hasPartial)
            output++;
        if (output * stride == size && hasPartial)
            throw node.Error("ceil_mode adds a window that extends beyond the image, which is not supported; use ceil_mode = 0 and pads");
        if (output * stride != size)
            throw node.Error($"maps {size} rows or columns to {(output < 0 ? "another number" : output)}, but only windows that keep the " +
                "size of the image, or divide it by their stride, are supported. Pad the image so that its size stays the same");
    }

    private static float[]? Bias(OnnxNode node, int outputs)
    {
        if (node.Optional(2) is not { } bias)
            return null;
        return bias.Floats is { } values && values.Length == outputs
            ? values
            : throw node.Error($"the bias has shape {bias.ShapeText}, expected [{outputs}] of floating point");
    }

    private static (int Top, int Left, int Bottom, int Right) Pads(OnnxNode node, int high, int wide, bool allowsAuto, int stride = 1)
    {
        string mode = node.Text("auto_pad", "NOTSET");
        if (mode is "SAME_UPPER" or "SAME_LOWER" && allowsAuto)
        {
            // For sizes that are multiples of the stride, kernel - stride pixels are missing.
            int rows = Math.Max(0, high + 1 - stride), columns = Math.Max(0, wide + 1 - stride), more = mode == "SAME_LOWER" ? 1 : 0;
            var (top, left) = ((rows + more) / 2, (columns + more) / 2);
            return (top, left, rows - top, columns - left);
        }

        if (mode is not ("NOTSET" or "VALID"))
            throw node.Error($"auto_pad {mode} is not supported; use pads");
        long[] pads = mode == "NOTSET" ? node.List("pads") ?? [0, 0, 0, 0] : [0, 0, 0, 0];
        return pads is [>= 0 and <= MaxKernel, >= 0 and <= MaxKernel, >= 0 and <= MaxKernel, >= 0 and <= MaxKernel]
            ? ((int)pads[0], (int)pads[1], (int)pads[2], (int)pads[3])
            : throw node.Error($"pads must be four numbers from 0 to {MaxKernel}, got [{string.Join(", ", pads)}]");
    }

    private static int Stride(OnnxNode node)
    {
        int stride = Equal(node, "strides", 1);
        return stride <= MaxStride && ImageValues.IsPowerOfTwo(stride)
            ? stride
            : throw node.Error($"stride {stride} is not supported; use 1, 2, 4, 8 or 16");
    }

    private static int Equal(OnnxNode node, string name, int otherwise)
    {
        long[] values = node.List(name) ?? [otherwise, otherwise];
        return values is [>= 1 and <= MaxKernel, var second] && second == values[0]
            ? (int)values[0]
            : throw node.Error($"{name} must be two equal numbers from 1 to {MaxKernel}, got [{string.Join(", ", values)}]");
    }

    private static int Side(OnnxNode node, long side) => side is >= 1 and <= MaxKernel
        ? (int)side
        : throw node.Error($"a kernel must have 1 to {MaxKernel} rows and columns, got {side}");

    private static int Small(OnnxNode node, long count) => count is >= 1 and <= 1 << 20
        ? (int)count
        : throw node.Error($"channels and groups must be 1 to {1 << 20}, got {count}");
}
