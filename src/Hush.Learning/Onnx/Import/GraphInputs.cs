using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Onnx.Messages;
using Hush.Numerics.Text;

namespace Hush.Learning.Onnx.Import;

/// <summary>The inputs of a graph: an image, and possibly the noise level, as another input or as the last channel of the image.</summary>
/// <param name="Image">Name of the image.</param>
/// <param name="Channels">Its number of channels, without the noise level.</param>
internal sealed record GraphInputs(string Image, int Channels)
{
    private static readonly string[] s_levelNames = ["sigma", "noise", "level"], s_imageNames = ["x", "input", "image", "noisy"];

    /// <summary>True for images of [N, H, W, C].</summary>
    public bool IsChannelsLast { get; private init; }

    /// <summary>True if the last channel of the image is the noise level.</summary>
    public bool HasLevelChannel { get; private init; }

    /// <summary>Height and width, if the file fixes both.</summary>
    public (long Height, long Width)? FixedSize { get; private init; }

    private ValueInfoProto? LevelInput { get; init; }

    /// <summary>Finds the inputs of a graph.</summary>
    /// <exception cref="CheckpointException">The graph does not take an image.</exception>
    public static GraphInputs Of(GraphProto graph, IReadOnlyList<NodeProto> nodes, string source)
    {
        var weights = graph.Initializer.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var read = nodes.SelectMany(n => n.Input).ToHashSet(StringComparer.Ordinal);
        ValueInfoProto[] inputs = [.. graph.Input.Where(i => read.Contains(i.Name) && !weights.Contains(i.Name))];
        foreach (ValueInfoProto input in inputs)
        {
            if (input.Type?.TensorType is { } type && !OnnxType.IsFloat(type.ElemType))
                throw Error($"the input '{input.Name}' has elements of type {OnnxType.NameOf(type.ElemType)}, expected float");
        }

        if (inputs.FirstOrDefault(i => Dimensions(i).Length > Value.MaxRank) is { } deep)
            throw Error($"the input '{deep.Name}' has {Dimensions(deep).Length:N0} dimensions, but at most {Value.MaxRank} are supported");
        if (inputs.Length > 2)
            throw Error($"it has {inputs.Length} inputs: {string.Join(", ", inputs.Select(i => i.Name))}. An image and a noise level are " +
                "supported");
        ValueInfoProto image = ImageOf(inputs, graph.Output.FirstOrDefault(), Error);
        bool isLast = ChannelsAt(image, 1) is null;
        int channels = ChannelsOf(image)!.Value;
        long[] d = Dimensions(image);
        var size = isLast ? (d[1], d[2]) : (d[2], d[3]);
        return new GraphInputs(image.Name, channels is 2 or 4 ? channels - 1 : channels)
        {
            IsChannelsLast = isLast,
            HasLevelChannel = channels is 2 or 4,
            FixedSize = size is ( > 0 and <= 1 << 16, > 0 and <= 1 << 16) ? size : null,
            LevelInput = inputs.FirstOrDefault(i => !ReferenceEquals(i, image)),
        };

        CheckpointException Error(string problem) => new(Printable.Escape($"'{source}' cannot be imported: {problem}."));
    }

    /// <summary>Adds the inputs to the traced values and returns the noisy image.</summary>
    public NodeRef Define(Dictionary<string, Value> values, NetworkWriter writer, (long Height, long Width) size, double white)
    {
        NodeRef noisy = writer.Append("noisy", new ImageInput(Channels)), image = writer.Scaled("noisy/scale", noisy, white);
        if (HasLevelChannel)
            image = writer.Append("with_level", new Concat(2), image, writer.Map("level", new Level(white, 0, []), 0));
        ImageValue map = writer.ImageValueOf(image);
        values[Image] = IsChannelsLast ? new ImageValue(image, map.Axes.Transpose([0, 2, 3, 1])!) : map;
        if (LevelInput is not null)
            values[LevelInput.Name] = new Level(white, 0, LevelShape(size));
        return noisy;
    }

    /// <summary>
    /// The input that is the image: it is larger than one pixel. Of several, the one with the channels of the output; then the one whose
    /// name is not that of a noise level; then the one whose name is that of an image.
    /// </summary>
    private static ValueInfoProto ImageOf(ValueInfoProto[] inputs, ValueInfoProto? output, Func<string, CheckpointException> error)
    {
        ValueInfoProto[] images = [.. inputs.Where(i => Dimensions(i).Length == 4 && !IsPixel(i) && ChannelsOf(i) is not null)];
        if (images.Length == 0)
        {
            throw error("no input is an image of shape [batch, channels, height, width] with 1 to 4 channels and more than one row or " +
                "column");
        }

        int? channels = output is not null && Dimensions(output).Length == 4 ? ChannelsOf(output) : null;
        Prefer(i => ChannelsOf(i) == channels);
        Prefer(i => ChannelsOf(i) - 1 == channels);     // the last one is the noise level
        Prefer(i => !IsNamed(i, s_levelNames));
        Prefer(i => IsNamed(i, s_imageNames));
        return images.Length == 1 ? images[0] : throw error(
            $"each of the inputs {string.Join(" and ", images.Select(i => $"'{i.Name}'"))} can be the image. Name the image 'x', " +
            "'input', 'image' or 'noisy', or the noise level 'sigma'");

        void Prefer(Func<ValueInfoProto, bool> condition)
        {
            ValueInfoProto[] preferred = images.Length > 1 ? [.. images.Where(condition)] : [];
            images = preferred.Length > 0 ? preferred : images;
        }
    }

    private static bool IsNamed(ValueInfoProto input, string[] names) => names.Any(name => name.Length == 1
        ? input.Name.Split('_', '.', '/', ':').Contains(name, StringComparer.OrdinalIgnoreCase)
        : input.Name.Contains(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// A map has the size of the image, or of the image at a lower resolution if both have fixed sizes. All its channels are equal.
    /// </summary>
    private long[] LevelShape((long Height, long Width) size)
    {
        long[] given = Dimensions(LevelInput!);
        if (given.Length != 4)
            return [.. given.Select(_ => 1L)];
        if (IsPixel(LevelInput!))
            return [1, Math.Max(1, given[1]), 1, 1];
        var (height, channels) = IsChannelsLast ? (given[1], given[3]) : (given[2], given[1]);
        long scale = FixedSize is { } image && height > 1 && image.Height % height == 0 ? image.Height / height : 1;
        channels = Math.Max(1, channels);
        return IsChannelsLast
            ? [1, size.Height / scale, size.Width / scale, channels]
            : [1, channels, size.Height / scale, size.Width / scale];
    }

    private static bool IsPixel(ValueInfoProto input) => Dimensions(input) is [_, _, 1, 1] or [_, 1, 1, >= 1 and <= 4];

    private static int? ChannelsOf(ValueInfoProto input) => ChannelsAt(input, 1) ?? ChannelsAt(input, 3);

    private static int? ChannelsAt(ValueInfoProto input, int index) => Dimensions(input)[index] is >= 1 and <= 4 and var channels
        ? (int)channels : null;

    /// <summary>The declared dimensions; 0 where one is not fixed.</summary>
    private static long[] Dimensions(ValueInfoProto input) => [.. (input.Type?.TensorType?.Shape?.Dim ?? []).Select(d => d.DimValue)];
}
