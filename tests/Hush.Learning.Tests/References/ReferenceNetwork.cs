using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;

namespace Hush.Learning.Tests.References;

/// <summary>Computes a network layer by layer from the definitions, in double precision and without planning.</summary>
internal sealed class ReferenceNetwork
{
    private readonly Network _network;
    private readonly Dictionary<string, double[]> _weights;
    private readonly Volume[] _values;
    private readonly bool _training;

    /// <summary>Runs a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="shape">Shape of the batch, before padding to multiples of the alignment.</param>
    /// <param name="noisy">The batch.</param>
    /// <param name="scalars">A scalar for each image.</param>
    /// <param name="training">Whether batch normalization uses the statistics of the batch instead of the running statistics.</param>
    /// <param name="edit">Modifies the weights before use.</param>
    public ReferenceNetwork(
        Network network, Weights weights, Shape shape, float[] noisy, float[] scalars, bool training,
        Action<Dictionary<string, double[]>>? edit = null)
    {
        (_network, _training) = (network, training);
        _weights = network.Parameters.ToDictionary(p => p.Name, p => weights[p.Name].ToArray().Select(v => (double)v).ToArray());
        edit?.Invoke(_weights);
        _values = new Volume[network.Nodes.Count];
        int height = AlignUp(shape.H), width = AlignUp(shape.W);
        foreach (Node node in network.Nodes)
        {
            int h = height >> node.Level, w = width >> node.Level;
            _values[node.Index] = node.Layer switch
            {
                ImageInput => new Volume(shape.N, h, w, node.Channels).Fill((n, y, x, c) =>
                    noisy[(((((n * shape.H) + Reflect(y, shape.H)) * shape.W) + Reflect(x, shape.W)) * shape.C) + c]),
                ScalarInput => new Volume(shape.N, h, w, 1).Fill((n, _, _, _) => scalars[n]),
                _ => Forward(node, [.. node.Inputs.Select(i => _values[i])]),
            };
        }
    }

    /// <summary>The output, padded like the batch.</summary>
    public Volume Estimate => _values[_network.Output.Index];

    /// <summary>The mean loss over the batch, and its gradient for each learned parameter.</summary>
    /// <param name="shape">Shape of the batch.</param>
    /// <param name="clean">The target.</param>
    /// <param name="loss">l(p, t) and dl/dp.</param>
    public (double Loss, Dictionary<string, double[]> Gradient) Learn(
        Shape shape, float[] clean, Func<double, double, (double Value, double Slope)> loss)
    {
        Volume[] gradients = [.. _values.Select(v => v.Like())];
        Volume dEstimate = gradients[_network.Output.Index];
        double sum = 0;
        new Volume(shape.N, shape.H, shape.W, shape.C).ForEach((n, y, x, c) =>
        {
            var (value, slope) = loss(Estimate[n, y, x, c], clean[(((((n * shape.H) + y) * shape.W) + x) * shape.C) + c]);
            sum += value;
            dEstimate[n, y, x, c] = slope / shape.Count;
        });
        var gradient = _network.Parameters.Where(p => p.Learned).ToDictionary(p => p.Name, p => new double[p.Count]);
        foreach (Node node in _network.Nodes.Reverse())
            Backward(node, gradients, gradient);
        return (sum / shape.Count, gradient);
    }

    /// <summary>The input of a batch normalization.</summary>
    public Volume InputOf(string name) => _values[_network.Nodes.Single(n => n.Name == name).Inputs[0]];

    private static int Reflect(int i, int extent) => i % (2 * extent) < extent ? i % extent : extent - 1 - (i % extent);

    private int AlignUp(int extent) => (extent + _network.Alignment - 1) / _network.Alignment * _network.Alignment;

    private Volume Forward(Node node, Volume[] x) => node.Layer switch
    {
        Conv2d conv => ReferenceConvolution.Forward(x[0], Of(node, "weight"), conv.Bias
            ? Of(node, "bias") : null, conv.OutChannels, conv.Kernel),
        GeneralConv2d conv => ReferenceConvolution.General(x[0], Of(node, "weight"), conv.Bias ? Of(node, "bias") : null, conv),
        LeakyRelu leaky => x[0].Like().Fill((n, r, s, c) => x[0][n, r, s, c] * (x[0][n, r, s, c] > 0 ? 1 : leaky.Slope)),
        PRelu => x[0].Like().Fill((n, r, s, c) => x[0][n, r, s, c] * (x[0][n, r, s, c] > 0 ? 1 : Of(node, "weight")[c])),
        Tanh => x[0].Like().Fill((n, r, s, c) => Math.Tanh(x[0][n, r, s, c])),
        Clip clip => x[0].Like().Fill((n, r, s, c) => Math.Min(Math.Max(x[0][n, r, s, c], clip.Min), clip.Max)),
        Multiply => x[0].Like().Fill((n, r, s, c) => x[0][n, r, s, c] * x[1][n, r, s, c]),
        BatchNorm => Normalize(node, x[0]),
        Relu => x[0].Like().Fill((n, r, s, c) => Math.Max(x[0][n, r, s, c], 0)),
        Sigmoid => x[0].Like().Fill((n, r, s, c) => 1 / (1 + Math.Exp(-x[0][n, r, s, c]))),
        MaxPool => ReferenceResampling.MaxPool(x[0]),
        Upsample => ReferenceResampling.Upsample(x[0]),
        PixelShuffle => ReferenceResampling.Shuffle(x[0]),
        PixelUnshuffle => ReferenceResampling.Unshuffle(x[0]),
        Add => x[0].Like().Fill((n, r, s, c) => x[0][n, r, s, c] + x[1][n, r, s, c]),
        Subtract => x[0].Like().Fill((n, r, s, c) => x[0][n, r, s, c] - x[1][n, r, s, c]),
        Concat => Join(x),
        _ => throw new NotSupportedException(node.Layer.Operation),
    };

    private Volume Normalize(Node node, Volume x)
    {
        var (mean, variance, _) = _training ? ReferenceNorm.Statistics(x) : (Of(node, "running_mean"), Of(node, "running_var"), 0);
        return ReferenceNorm.Forward(x, mean, variance, Of(node, "weight"), Of(node, "bias"));
    }

    private static Volume Join(Volume[] x)
    {
        var y = new Volume(x[0].Images, x[0].Height, x[0].Width, x.Sum(v => v.Channels));
        int first = 0;
        foreach (Volume part in x)
        {
            int offset = first;
            part.ForEach((n, r, s, c) => y[n, r, s, offset + c] = part[n, r, s, c]);
            first += part.Channels;
        }

        return y;
    }

    private void Backward(Node node, Volume[] gradients, Dictionary<string, double[]> gradient)
    {
        Volume dy = gradients[node.Index], y = _values[node.Index];
        Volume[] x = [.. node.Inputs.Select(i => _values[i])], dx = [.. node.Inputs.Select(i => gradients[i])];
        switch (node.Layer)
        {
            case Conv2d conv:
                ReferenceConvolution.Backward(
                    dy, x[0], Of(node, "weight"), conv.Kernel, dx[0], gradient[$"{node.Name}.weight"], conv.Bias
                        ? gradient[$"{node.Name}.bias"] : null);
                break;
            case BatchNorm:
                ReferenceNorm.Backward(dy, x[0], Of(node, "weight"), dx[0], gradient[$"{node.Name}.weight"], gradient[$"{node.Name}.bias"]);
                break;
            case Relu:
                dy.ForEach((n, r, s, c) => dx[0][n, r, s, c] += y[n, r, s, c] > 0 ? dy[n, r, s, c] : 0);
                break;
            case Sigmoid:
                dy.ForEach((n, r, s, c) => dx[0][n, r, s, c] += dy[n, r, s, c] * y[n, r, s, c] * (1 - y[n, r, s, c]));
                break;
            case MaxPool:
                ReferenceResampling.MaxPoolBackward(dy, x[0], dx[0]);
                break;
            case Upsample:
                ReferenceResampling.UpsampleBackward(dy, dx[0]);
                break;
            case PixelShuffle:
                ReferenceResampling.ShuffleBackward(dy, dx[0]);
                break;
            case PixelUnshuffle:
                ReferenceResampling.UnshuffleBackward(dy, dx[0]);
                break;
            case Add or Subtract:
                int sign = node.Layer is Add ? 1 : -1;
                dy.ForEach((n, r, s, c) => dx[0][n, r, s, c] += dy[n, r, s, c]);
                dy.ForEach((n, r, s, c) => dx[1][n, r, s, c] += sign * dy[n, r, s, c]);
                break;
            case Concat:
                Split(dy, dx);
                break;
        }
    }

    private static void Split(Volume dy, Volume[] dx)
    {
        int first = 0;
        foreach (Volume part in dx)
        {
            int offset = first;
            part.ForEach((n, r, s, c) => part[n, r, s, c] += dy[n, r, s, offset + c]);
            first += part.Channels;
        }
    }

    private double[] Of(Node node, string parameter) => _weights[$"{node.Name}.{parameter}"];
}
