using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans;
using Hush.Numerics.Random;

namespace Hush.Learning.Training;

/// <summary>
/// Units between two convolutions, conv(relu(conv(x))), whose rectifier has fallen silent: with no result they have no gradient either, so
/// they learn nothing any more and the network computes with fewer channels than it is paid for. They are drawn again, and as what reads
/// them begins at zero the network gives what it gave before. Sokar, Agarwal, Castro, Evci: The dormant neuron phenomenon in deep
/// reinforcement learning, ICML 2023, algorithm 1, for units without any result.
/// </summary>
internal sealed class DormantUnits
{
    private readonly Network _network;
    private readonly Pair[] _pairs;

    /// <summary>
    /// Finds the units of a network: channels of a convolution that a rectifier alone reads, which a convolution alone reads. A network
    /// with batch normalization has none: looking for silent ones would move its statistics, and a normalization centers what a rectifier
    /// reads.
    /// </summary>
    public DormantUnits(Network network)
    {
        _network = network;
        if (network.Nodes.Any(n => n.Layer is BatchNorm))
        {
            _pairs = [];
            return;
        }

        var readers = new Readers(network);
        _pairs =
        [
            .. from node in network.Nodes
               where node.Layer is Conv2d && readers.Only(node) is { Layer: Relu } relu && readers.Only(relu) is { Layer: Conv2d }
               select new Pair(node, readers.Only(readers.Only(node)!)!),
        ];
    }

    /// <summary>Whether there are any, silent or not.</summary>
    public bool Exist => _pairs.Length > 0;

    /// <summary>Takes every unit for silent, until it is seen to have a gradient.</summary>
    public void Begin()
    {
        foreach (Pair pair in _pairs)
            pair.Fires.AsSpan().Clear();
    }

    /// <summary>Looks at the gradient of a batch.</summary>
    public void Observe(Weights gradient)
    {
        foreach (Pair pair in _pairs)
        {
            ReadOnlySpan<float> filters = gradient[pair.Filters], biases = pair.Bias is { } bias ? gradient[bias] : [];
            for (int unit = 0; unit < pair.Fires.Length; unit++)
            {
                // A unit that reads nothing but silence has no gradient in its filters, and may still fire by its bias.
                pair.Fires[unit] |= filters.Slice(unit * pair.FilterLength, pair.FilterLength).ContainsAnyExcept(0f) || (biases.Length > 0 && biases[unit] != 0);
            }
        }
    }

    /// <summary>
    /// Draws the filters of silent units as a network's first ones are drawn, with biases of zero, and clears what reads them.
    /// </summary>
    /// <param name="weights">The network's weights, or averages of them.</param>
    /// <param name="seed">Decides the filters, with <paramref name="epoch"/>.</param>
    /// <param name="epoch">The epoch before which it is done, from 0.</param>
    public void Redraw(Weights weights, ulong seed, int epoch)
    {
        for (int i = 0; i < _network.Parameters.Count; i++)
        {
            Parameter parameter = _network.Parameters[i];
            if (Array.Find(_pairs, p => p.Filters == parameter.Name) is not { } pair || !pair.Fires.Contains(false))
                continue;
            float[] fresh = new float[parameter.Count];
            Weights.Draw(parameter, fresh, new RandomKey(seed, RandomPurpose.Weights, (uint)epoch + 1, (uint)i));
            for (int unit = 0; unit < pair.Fires.Length; unit++)
            {
                if (!pair.Fires[unit])
                    pair.Replace(weights, unit, fresh);
            }
        }
    }

    /// <summary>Two convolutions with a rectifier between them; a unit is a channel of the first.</summary>
    private sealed class Pair(Node first, Node second)
    {
        private readonly Conv2d _first = (Conv2d)first.Layer, _second = (Conv2d)second.Layer;

        public string Filters { get; } = $"{first.Name}.weight";

        public string? Bias { get; } = ((Conv2d)first.Layer).Bias ? $"{first.Name}.bias" : null;

        public bool[] Fires { get; } = new bool[first.Channels];

        public int FilterLength => _first.Input * _first.Kernel * _first.Kernel;

        public void Replace(Weights weights, int unit, ReadOnlySpan<float> fresh)
        {
            fresh.Slice(unit * FilterLength, FilterLength).CopyTo(weights[Filters][(unit * FilterLength)..]);
            if (Bias is { } bias)
                weights[bias][unit] = 0;
            Span<float> readers = weights[$"{second.Name}.weight"];
            int window = _second.Kernel * _second.Kernel;
            for (int at = unit * window; at < readers.Length; at += _second.Input * window)
                readers.Slice(at, window).Clear();
        }
    }
}
