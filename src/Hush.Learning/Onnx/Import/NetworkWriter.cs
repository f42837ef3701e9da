using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;

namespace Hush.Learning.Onnx.Import;

/// <summary>Builds a network and its weights, layer by layer.</summary>
internal sealed class NetworkWriter
{
    /// <summary>
    /// Limits on the number of weights: 2 GB of floats; and 64 for each number in the file, since groups and poolings become filters that
    /// are mostly zeros. A small file may have 64 MB of them.
    /// </summary>
    private const long MaxWeights = 1L << 29, MaxExpansion = 64, MinLimit = 1L << 24;

    private const int MaxChannels = 1 << 16;

    private readonly GraphBuilder _builder = new();
    private readonly UniqueNames _names = new();
    private readonly Dictionary<string, float[]> _weights = new(StringComparer.Ordinal);
    private readonly Dictionary<int, NodeRef> _levels = [];
    private readonly long _height, _width, _limit;
    private long _count;

    /// <param name="height">Traced height of the image.</param>
    /// <param name="width">Traced width of the image.</param>
    /// <param name="fileWeights">The number of values in the tensors of the file.</param>
    public NetworkWriter(long height, long width, long fileWeights)
    {
        (_height, _width) = (height, width);
        _limit = Math.Min(MaxWeights, Math.Max(MinLimit, MaxExpansion * fileWeights));
    }

    /// <summary>Appends a layer. PyTorch starts the names of nodes with a slash, which is dropped.</summary>
    /// <exception cref="OverflowException">The output has too many channels.</exception>
    public NodeRef Append(string name, ILayer layer, params ReadOnlySpan<NodeRef> inputs)
    {
        NodeRef output = _builder.Append(_names.Reserve(name.TrimStart('/')), layer, inputs);
        return output.Channels <= MaxChannels
            ? output
            : throw new OverflowException($"node '{name}' has {output.Channels:N0} channels, but at most {MaxChannels:N0} are supported");
    }

    public ImageValue ImageValueOf(NodeRef node) =>
        new(node, AxisView.Of(node.Channels, _height >> node.Node.Level, _width >> node.Node.Level));

    /// <summary>The level of downsampling at which an image has this size, or null.</summary>
    public int? LevelOf(long height, long width)
    {
        for (int level = 0; level < 16; level++)
        {
            if ((height, width) == (_height >> level, _width >> level) && _height % (1 << level) == 0 && _width % (1 << level) == 0)
                return level;
        }

        return null;
    }

    /// <summary>A convolution of odd size that keeps the size of the image.</summary>
    public NodeRef Convolution(string name, NodeRef x, Filters filters)
    {
        Filters f = filters.Shrunk();
        if (!ReferenceEquals(f, filters))
            Reserve(f.Values.LongLength);
        bool isPlain = f is { Height: 1 or 3, Border: BorderMode.Zero, Dilation: 1 } && f.Height == f.Width;
        ILayer layer = isPlain
            ? new Conv2d(f.Inputs, f.Outputs, f.Height, f.Bias is not null)
            : new GeneralConv2d(f.Inputs, f.Outputs, f.Height, f.Width, f.Dilation, f.Border, f.Bias is not null);
        NodeRef y = Append(name, layer, x);
        _weights[$"{y.Node.Name}.weight"] = f.Values;
        if (f.Bias is not null)
            _weights[$"{y.Node.Name}.bias"] = f.Bias;
        return y;
    }

    /// <summary>y[c] = scale[c] x[c] + shift[c], as a batch normalization with variance 1.</summary>
    public NodeRef Affine(string name, NodeRef x, float[] scale, float[] shift)
    {
        bool isIdentity = Array.TrueForAll(scale, s => s == 1) && Array.TrueForAll(shift, s => s == 0);
        return isIdentity ? x : Normalization(name, x, scale, shift, new float[scale.Length],
            [.. Enumerable.Repeat((float)(1 - BatchNorm.Epsilon), scale.Length)]);
    }

    /// <summary>y = factor x.</summary>
    public NodeRef Scaled(string name, NodeRef x, double factor) =>
        Affine(name, x, [.. Enumerable.Repeat((float)factor, x.Channels)], new float[x.Channels]);

    public NodeRef Normalization(string name, NodeRef x, float[] scale, float[] shift, float[] mean, float[] variance)
    {
        Reserve(4L * x.Channels);
        NodeRef y = Append(name, new BatchNorm(x.Channels), x);
        _weights[$"{y.Node.Name}.weight"] = scale;
        _weights[$"{y.Node.Name}.bias"] = shift;
        _weights[$"{y.Node.Name}.running_mean"] = mean;
        _weights[$"{y.Node.Name}.running_var"] = variance;
        return y;
    }

    /// <summary>A layer with one parameter per channel.</summary>
    public NodeRef PRelu(string name, NodeRef x, float[] slopes)
    {
        Reserve(x.Channels);
        NodeRef y = Append(name, new PRelu(x.Channels), x);
        _weights[$"{y.Node.Name}.weight"] = slopes;
        return y;
    }

    /// <summary>The given channels, in this order, by a 1x1 convolution.</summary>
    public NodeRef Select(string name, NodeRef x, int[] channels)
    {
        if (channels.Length == x.Channels && channels.SequenceEqual(Enumerable.Range(0, x.Channels)))
            return x;
        var filters = new Filters(channels.Length, x.Channels, 1, 1, this);
        for (int o = 0; o < channels.Length; o++)
            filters[o, channels[o], 0, 0] = 1;
        return Convolution($"{name}/channels", x, filters);
    }

    /// <summary>The noise level as a channel at a level of downsampling.</summary>
    public NodeRef Map(string name, Level map, int level)
    {
        if (!_levels.TryGetValue(level, out NodeRef? sigma))
            _levels[level] = sigma = Append(level == 0 ? "sigma" : $"sigma_{1 << level}", new ScalarInput(level));
        return Affine($"{name}/level", sigma, [(float)map.Scale], [(float)map.Offset]);
    }

    /// <summary>A channel in which every pixel has the same value, of the size of an image.</summary>
    public NodeRef Fill(string name, double value, NodeRef like) =>
        Affine($"{name}/fill", Select(name, like, [0]), [0], [(float)value]);

    /// <summary>Counts memory before it is allocated.</summary>
    /// <exception cref="OverflowException">The network is too large.</exception>
    public void Reserve(long weights)
    {
        _count = checked(_count + weights);
        if (weights > int.MaxValue || _count > _limit)
        {
            throw new OverflowException($"the network needs more than {_limit:N0} weights, because groups and poolings become full " +
                "convolutions. Use fewer groups or channels");
        }
    }

    /// <summary>The network that ends with a layer, and its weights.</summary>
    public (Network Network, Weights Weights) Build(NodeRef output)
    {
        var network = new Network(_builder.Nodes, output.Node.Index);
        var weights = new Weights(new WeightLayout(network));
        foreach (Parameter parameter in network.Parameters)
            _weights[parameter.Name].CopyTo(weights[parameter.Name]);
        return (network, weights);
    }
}
