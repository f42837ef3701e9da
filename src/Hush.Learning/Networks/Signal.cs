using Hush.Learning.Networks.Layers;
using Hush.Numerics;

namespace Hush.Learning.Networks;

/// <summary>A place in a drawing of a network: the result of one layer, from which the next one is drawn.</summary>
public sealed class Signal
{
    private readonly Drawing _drawing;

    internal Signal(Drawing drawing, Node node)
    {
        _drawing = drawing;
        Node = node;
    }

    /// <summary>Channels here.</summary>
    public int Channels => Node.Channels;

    internal Node Node { get; }

    /// <summary>a + b.</summary>
    public static Signal operator +(Signal a, Signal b) => a.Join(new Add(), b);

    /// <summary>a - b.</summary>
    public static Signal operator -(Signal a, Signal b) => a.Join(new Subtract(), b);

    /// <summary>A convolution with stride 1 and zeros outside.</summary>
    /// <param name="name">The layer's name in the model file.</param>
    /// <param name="channels">Channels out.</param>
    /// <param name="kernel">Height and width of the window, 1 or 3.</param>
    /// <param name="bias">Whether each channel has a bias.</param>
    /// <param name="scale">Factor on He's initial deviation.</param>
    public Signal Conv(string name, int channels, int kernel = 3, bool bias = true, float scale = 1) =>
        Then(name, new Conv2d(Channels, channels, kernel, bias, scale));

    /// <summary>Batch normalization.</summary>
    /// <param name="name">The layer's name in the model file.</param>
    public Signal BatchNorm(string name) => Then(name, new BatchNorm(Channels));

    /// <summary>max(0, x).</summary>
    public Signal Relu() => Then(null, new Relu());

    /// <summary>1 / (1 + exp(-x)).</summary>
    public Signal Sigmoid() => Then(null, new Sigmoid());

    /// <summary>Max pooling 2x2: half the height and width.</summary>
    public Signal MaxPool() => Then(null, new MaxPool());

    /// <summary>Nearest upsampling: twice the height and width.</summary>
    public Signal Upsample() => Then(null, new Upsample());

    /// <summary>Channels to space: twice the height and width, a quarter of the channels.</summary>
    public Signal PixelShuffle() => Then(null, new PixelShuffle());

    /// <summary>Space to channels: half the height and width, four times the channels.</summary>
    public Signal PixelUnshuffle() => Then(null, new PixelUnshuffle());

    /// <summary>The channels of this and of others, one behind the other.</summary>
    public Signal Concat(params ReadOnlySpan<Signal> others) => Join(new Concat(1 + others.Length), others);

    /// <summary>A scalar given beside each image, as a channel of the size that this signal has.</summary>
    /// <param name="name">The scalar's name.</param>
    public Signal Scalar(string name) => _drawing.Append(name, new ScalarInput(Node.Level));

    private Signal Then(string? name, ILayer layer) => _drawing.Append(name, layer, this);

    private Signal Join(ILayer layer, params ReadOnlySpan<Signal> others) => _drawing.Append(null, layer, [this, .. others]);
}
