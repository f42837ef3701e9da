using Hush.Learning.Networks.Layers;

namespace Hush.Learning.Networks;

/// <summary>
/// An immutable graph of named layers that maps a noisy image (and optionally a scalar) to an estimate of the clean image.
/// </summary>
internal sealed class Network
{
    internal Network(IReadOnlyList<Node> nodes, int output)
    {
        Nodes = nodes;
        Output = nodes[output];
        ImageInput[] images = [.. nodes.Select(n => n.Layer).OfType<ImageInput>()];
        if (images.Length != 1)
            throw new ShapeException($"A network must have exactly one image input, got {images.Length}. Build it from a single input.");
        Channels = images[0].Channels;
        TakesScalar = nodes.Any(n => n.Layer is ScalarInput);
        Parameters = [.. nodes.SelectMany(n => n.Layer.Parameters(n.Name)).OrderBy(p => p.Learned ? 0 : 1)];
        Alignment = 1 << nodes.Max(n => n.Level);
        ReceptiveFieldRadius = ReceptiveFieldRadiusWhere(c => c.Kernel / 2);
        if (Output.Channels == Channels && Output.Level == 0)
            return;
        string advice = (Output.Level, Output.Channels == Channels) switch
        {
            (0, _) => $"End it with a convolution to {Counted(Channels)}.",
            (_, true) => "Upsample it to full size.",
            _ => $"Upsample it to full size, and end it with a convolution to {Counted(Channels)}.",
        };
        throw new ShapeException(
            $"The network's output '{Output.Name}' has {Counted(Output.Channels)} at 1/{1 << Output.Level} of the size, but must be an " +
            $"image like its input: {Counted(Channels)} at full size. {advice}");

        static string Counted(int channels) => channels == 1 ? "1 channel" : $"{channels} channels";
    }

    /// <summary>All nodes in topological order.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>The node that computes the estimate.</summary>
    public Node Output { get; }

    /// <summary>Number of image channels: 1 for gray, 3 for color.</summary>
    public int Channels { get; }

    /// <summary>True if the network takes a scalar (the noise level) for each image.</summary>
    public bool TakesScalar { get; }

    /// <summary>Height and width are padded to multiples of this number of pixels.</summary>
    public int Alignment { get; }

    /// <summary>
    /// Radius of the receptive field, in pixels. If an image is cut at a multiple of <see cref="Alignment"/>, estimates at least
    /// this far from the cut equal those of the whole image, up to rounding.
    /// </summary>
    public int ReceptiveFieldRadius { get; }

    /// <summary>All parameters: first the learned ones, then running statistics, each in the order of the nodes.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Number of learned values.</summary>
    public int ParameterCount => Parameters.Where(p => p.Learned).Sum(p => p.Count);

    /// <summary>Builds a network.</summary>
    /// <param name="channels">Number of image channels.</param>
    /// <param name="draw">Builds the graph: takes the noisy image and returns the estimate.</param>
    /// <exception cref="ShapeException">Two layers do not fit together; the message names them.</exception>
    /// <exception cref="ArgumentException">Two layers have the same name.</exception>
    public static Network Build(int channels, Func<NodeRef, NodeRef> draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        var builder = new GraphBuilder();
        NodeRef noisy = builder.Append("noisy", new ImageInput(channels));
        return new Network(builder.Nodes, draw(noisy).Node.Index);
    }

    /// <summary>Multiply-adds per image, by the definition of the layers. Savings by faster algorithms are not subtracted.</summary>
    /// <param name="height">Image height; exact for multiples of <see cref="Alignment"/>.</param>
    /// <param name="width">Image width; exact for multiples of <see cref="Alignment"/>.</param>
    public long MultiplyAdds(int height, int width) =>
        Nodes.Sum(n => n.Layer.MultiplyAddsPerPixel * SizeAt(n.Level, height) * SizeAt(n.Level, width));

    /// <summary>The height or width at a downsampling level: extent / 2^level, rounded up.</summary>
    /// <param name="level">Number of halvings.</param>
    /// <param name="extent">Height or width at full resolution.</param>
    public static int SizeAt(int level, int extent) => (extent + (1 << level) - 1) >> level;

    /// <summary>Distance in pixels up to which a cut affects the estimate.</summary>
    /// <param name="further">By how many pixels a convolution increases that distance.</param>
    internal int ReceptiveFieldRadiusWhere(Func<Conv2d, int> further)
    {
        int[] reach = new int[Nodes.Count];     // per node, in pixels of its own resolution
        foreach (Node node in Nodes)
        {
            int radius = node.Inputs.Select(i => reach[i]).DefaultIfEmpty(0).Max();
            reach[node.Index] = checked(node.Layer switch
            {
                Conv2d conv => radius + further(conv),
                IConvolution conv => radius + conv.Radius,
                { LevelChange: > 0 } => (radius + 1) / 2,       // a 2x2 block is affected if one of its pixels is
                { LevelChange: < 0 } => 2 * radius,
                _ => radius,
            });
        }

        return reach[Output.Index];
    }
}
