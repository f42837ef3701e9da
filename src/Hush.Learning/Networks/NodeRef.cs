using Hush.Learning.Networks.Layers;

namespace Hush.Learning.Networks;

/// <summary>The output of a layer in a network under construction. Its methods append further layers.</summary>
internal sealed class NodeRef
{
    private readonly GraphBuilder _builder;

    internal NodeRef(GraphBuilder builder, Node node)
    {
        _builder = builder;
        Node = node;
    }

    /// <summary>Number of channels.</summary>
    public int Channels => Node.Channels;

    internal Node Node { get; }

    /// <summary>Adds two outputs element by element.</summary>
    /// <param name="a">The first summand.</param>
    /// <param name="b">The second summand; same size and channels.</param>
    public static NodeRef operator +(NodeRef a, NodeRef b) => a.Join(new Add(), b);

    /// <summary>Subtracts two outputs element by element.</summary>
    /// <param name="a">The minuend.</param>
    /// <param name="b">The subtrahend; same size and channels.</param>
    public static NodeRef operator -(NodeRef a, NodeRef b) => a.Join(new Subtract(), b);

    /// <summary>Appends a convolution with stride 1 and zero padding ("same").</summary>
    /// <param name="name">Name of the layer in model files.</param>
    /// <param name="channels">Number of output channels.</param>
    /// <param name="kernel">Kernel size, 1 or 3.</param>
    /// <param name="bias">True for a bias per output channel.</param>
    /// <param name="scale">Factor on the standard deviation of He initialization.</param>
    public NodeRef Conv(string name, int channels, int kernel = 3, bool bias = true, float scale = 1) =>
        Then(name, new Conv2d(Channels, channels, kernel, bias, scale));

    /// <summary>Appends batch normalization.</summary>
    /// <param name="name">Name of the layer in model files.</param>
    public NodeRef BatchNorm(string name) => Then(name, new BatchNorm(Channels));

    /// <summary>Appends ReLU: max(0, x).</summary>
    public NodeRef Relu() => Then(null, new Relu());

    /// <summary>Appends a sigmoid: 1 / (1 + exp(-x)).</summary>
    public NodeRef Sigmoid() => Then(null, new Sigmoid());

    /// <summary>Appends 2x2 max pooling, which halves height and width.</summary>
    public NodeRef MaxPool() => Then(null, new MaxPool());

    /// <summary>Appends 2x nearest-neighbor upsampling, which doubles height and width.</summary>
    public NodeRef Upsample() => Then(null, new Upsample());

    /// <summary>Appends pixel shuffle (depth to space): twice the height and width, a quarter of the channels.</summary>
    public NodeRef PixelShuffle() => Then(null, new PixelShuffle());

    /// <summary>Appends pixel unshuffle (space to depth): half the height and width, four times the channels.</summary>
    public NodeRef PixelUnshuffle() => Then(null, new PixelUnshuffle());

    /// <summary>Concatenates this output and others along the channels.</summary>
    /// <param name="others">Outputs of the same height and width.</param>
    public NodeRef Concat(params ReadOnlySpan<NodeRef> others) => Join(new Concat(1 + others.Length), others);

    /// <summary>Adds a scalar input: one value per image, as a channel with the height and width of this output.</summary>
    /// <param name="name">Name of the layer.</param>
    public NodeRef Scalar(string name) => _builder.Append(name, new ScalarInput(Node.Level));

    internal NodeRef Then(string? name, ILayer layer) => _builder.Append(name, layer, this);

    internal NodeRef Join(ILayer layer, params ReadOnlySpan<NodeRef> others) => _builder.Append(null, layer, [this, .. others]);
}
