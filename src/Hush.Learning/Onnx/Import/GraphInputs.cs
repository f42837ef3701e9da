using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Onnx.Messages;

namespace Hush.Learning.Onnx.Import;

/// <summary>The inputs of a graph: an image, and possibly the noise level, as another input or as the last channel of the image.</summary>
/// <param name="Image">Name of the image.</param>
/// <param name="Channels">Its number of channels, without the noise level.</param>
internal sealed record GraphInputs(string Image, int Channels)
{
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
        ValueInfoProto image = inputs.FirstOrDefault(i => Dimensions(i).Length == 4 && (ChannelsAt(i, 1) ?? ChannelsAt(i, 3)) is not null)
            ?? throw Error("no input is an image of shape [batch, channels, height, width] with 1 to 4 channels");
        foreach (ValueInfoProto input in inputs)
        {
            if (input.Type?.TensorType is { } type && !OnnxType.IsFloat(type.ElemType))
                throw Error($"the input '{input.Name}' has elements of type {OnnxType.NameOf(type.ElemType)}, expected float");
        }

        if (inputs.Length > 2)
            throw Error($"it has {inputs.Length} inputs: {string.Join(", ", inputs.Select(i => i.Name))}. An image and a noise level are " +
                "supported");
        bool isLast = ChannelsAt(image, 1) is null;
        int channels = ChannelsAt(image, isLast ? 3 : 1)!.Value;
        long[] d = Dimensions(image);
        var size = isLast ? (d[1], d[2]) : (d[2], d[3]);
        return new GraphInputs(image.Name, channels is 2 or 4 ? channels - 1 : channels)
        {
            IsChannelsLast = isLast,
            HasLevelChannel = channels is 2 or 4,
            FixedSize = size is ( > 0 and <= 1 << 16, > 0 and <= 1 << 16) ? size : null,
            LevelInput = inputs.FirstOrDefault(i => !ReferenceEquals(i, image)),
        };

        CheckpointException Error(string problem) => new($"'{source}' cannot be imported: {problem}.");
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

    /// <summary>A map has the size of the image, or of the image at a lower resolution if both have fixed sizes.</summary>
    private long[] LevelShape((long Height, long Width) size)
    {
        long[] given = Dimensions(LevelInput!);
        if (given.Length != 4)
            return [.. given.Select(_ => 1L)];
        long scale = FixedSize is { } image && given[2] > 1 && image.Height % given[2] == 0 ? image.Height / given[2] : 1;
        return given[2] == 1 && given[3] == 1 ? [1, 1, 1, 1] : [1, 1, size.Height / scale, size.Width / scale];
    }

    private static int? ChannelsAt(ValueInfoProto input, int index) => Dimensions(input)[index] is >= 1 and <= 4 and var channels
        ? (int)channels : null;

    /// <summary>The declared dimensions; 0 where one is not fixed.</summary>
    private static long[] Dimensions(ValueInfoProto input) => [.. (input.Type?.TensorType?.Shape?.Dim ?? []).Select(d => d.DimValue)];
}
