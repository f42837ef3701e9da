using Hush.Learning.Networks.Layers;
using Hush.Numerics;

namespace Hush.Learning.Networks;

/// <summary>
/// An immutable graph of named layers from a noisy image (and perhaps a scalar beside it) to an estimate of the clean one.
/// </summary>
public sealed class Network
{
    internal Network(IReadOnlyList<Node> nodes, int output)
    {
        Nodes = nodes;
        Output = nodes[output];
        ImageInput[] images = [.. nodes.Select(n => n.Layer).OfType<ImageInput>()];
        if (images.Length != 1)
            throw new ShapeException($"A network reads exactly one image, but this one reads {images.Length}. Draw it from its one input.");
        Channels = images[0].Channels;
        TakesScalar = nodes.Any(n => n.Layer is ScalarInput);
        Parameters = [.. nodes.SelectMany(n => n.Layer.Parameters(n.Name)).OrderBy(p => p.Learned ? 0 : 1)];
        Alignment = 1 << nodes.Max(n => n.Level);
        Reach = ReachWhere(c => c.Kernel / 2);
        if (Output.Channels != Channels || Output.Level != 0)
        {
            throw new ShapeException(
                $"The network's result '{Output.Name}' has {Output.Channels} channels at 1/{1 << Output.Level} of the size, but must be " +
                $"an image like its input: {Channels} channels at full size. End it with a convolution to {Channels} channels.");
        }
    }

    /// <summary>All layers; each comes after those that it reads.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>The node whose result is the estimate.</summary>
    public Node Output { get; }

    /// <summary>Channels of the image: 1 gray, 3 colour.</summary>
    public int Channels { get; }

    /// <summary>Whether a scalar (the noise level) is given beside each image.</summary>
    public bool TakesScalar { get; }

    /// <summary>Height and width are padded to multiples of this.</summary>
    public int Alignment { get; }

    /// <summary>
    /// The receptive field's radius: where an image is cut at multiples of <see cref="Alignment"/>, estimates that lie this many pixels
    /// or more from the cut do not depend on what lies behind it, but for their rounding.
    /// </summary>
    public int Reach { get; }

    /// <summary>All arrays of weights: first what is learned, then running statistics, each in the order of the layers.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Learned values in all.</summary>
    public int ParameterCount => Parameters.Where(p => p.Learned).Sum(p => p.Count);

    /// <summary>Draws a network.</summary>
    /// <param name="channels">Channels of the image.</param>
    /// <param name="draw">From the noisy image to the estimate.</param>
    /// <exception cref="ShapeException">Two layers do not fit; the message names them.</exception>
    public static Network Build(int channels, Func<Signal, Signal> draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        var drawing = new Drawing();
        Signal noisy = drawing.Append("noisy", new ImageInput(channels));
        return new Network(drawing.Nodes, draw(noisy).Node.Index);
    }

    /// <summary>Multiply-adds for one image, by the definition: what folding and other algorithms save does not count.</summary>
    /// <param name="height">Rows, a multiple of <see cref="Alignment"/> for an exact count.</param>
    /// <param name="width">Columns, likewise.</param>
    public long MultiplyAdds(int height, int width) =>
        Nodes.Sum(n => n.Layer.MultiplyAddsPerPixel * SizeAt(n.Level, height) * SizeAt(n.Level, width));

    /// <summary>Rows or columns of an image of so many, halved so often; rounded up.</summary>
    public static int SizeAt(int level, int extent) => (extent + (1 << level) - 1) >> level;

    /// <summary>How many pixels a cut reaches into the estimate.</summary>
    /// <param name="further">How many pixels further than in its input a cut is felt in a convolution's result.</param>
    internal int ReachWhere(Func<Conv2d, int> further)
    {
        int[] reach = new int[Nodes.Count];     // of each node, in pixels of its own size
        foreach (Node node in Nodes)
        {
            int widest = node.Inputs.Select(i => reach[i]).DefaultIfEmpty(0).Max();
            reach[node.Index] = checked(node.Layer switch
            {
                Conv2d conv => widest + further(conv),
                { LevelChange: > 0 } => (widest + 1) / 2,       // a 2x2 block with one touched pixel is touched
                { LevelChange: < 0 } => 2 * widest,
                _ => widest,
            });
        }

        return reach[Output.Index];
    }
}
