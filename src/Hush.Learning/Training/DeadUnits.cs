using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans.Graph;
using Hush.Numerics.Random;

namespace Hush.Learning.Training;

/// <summary>
/// Dead ReLU units between two convolutions, conv(relu(conv(x))): a unit whose output is always 0 has no gradient and never
/// recovers, which wastes capacity. This class reinitializes such units. Their outgoing weights are set to zero, so the output of
/// the network does not change. Sokar, Agarwal, Castro, Evci: The dormant neuron phenomenon in deep reinforcement learning, ICML
/// 2023, algorithm 1, with a threshold of 0.
/// </summary>
internal sealed class DeadUnits
{
    private readonly Network _network;
    private readonly Pair[] _pairs;

    /// <summary>
    /// Finds the units of a network: the channels of convolutions whose only consumer is a ReLU whose only consumer is a
    /// convolution. None in networks with batch normalization: the passes that detect dead units would change its
    /// statistics, and it centers the input of each ReLU anyway.
    /// </summary>
    public DeadUnits(Network network)
    {
        _network = network;
        var flow = new DataFlow(network, training: true);
        _pairs = flow.HasNormalizations ? [] :
        [
            .. from node in network.Nodes
               where node.Layer is Conv2d
               let next = flow.OnlyConsumer(node) is { Layer: Relu } relu ? flow.OnlyConsumer(relu) : null
               where next is { Layer: Conv2d }
               select new Pair(node, next),
        ];
    }

    /// <summary>True if the network has such units, dead or alive.</summary>
    public bool Exist => _pairs.Length > 0;

    /// <summary>Marks all units as dead until they are observed to have a gradient.</summary>
    public void Begin()
    {
        foreach (Pair pair in _pairs)
            pair.HasGradient.AsSpan().Clear();
    }

    /// <summary>Marks the units that have a gradient in this batch as alive.</summary>
    public void Observe(Weights gradient)
    {
        foreach (Pair pair in _pairs)
        {
            ReadOnlySpan<float> filters = gradient[pair.Filters], biases = pair.Bias is { } bias ? gradient[bias] : [];
            for (int unit = 0; unit < pair.HasGradient.Length; unit++)
            {
                // If all inputs of a unit are dead, its filters have no gradient, but its bias may still activate it.
                pair.HasGradient[unit] |= filters.Slice(unit * pair.FilterLength, pair.FilterLength).ContainsAnyExcept(0f)
                    || (biases.Length > 0 && biases[unit] != 0);
            }
        }
    }

    /// <summary>
    /// Reinitializes the filters of dead units like those of a new network, with biases of zero, and sets their outgoing weights to zero.
    /// </summary>
    /// <param name="weights">The network's weights, or averages of them.</param>
    /// <param name="seed">Random seed; the filters also depend on the epoch.</param>
    /// <param name="epoch">Index of the epoch that follows, from 0.</param>
    public void Reinitialize(Weights weights, ulong seed, int epoch)
    {
        for (int i = 0; i < _network.Parameters.Count; i++)
        {
            Parameter parameter = _network.Parameters[i];
            if (Array.Find(_pairs, p => p.Filters == parameter.Name) is not { } pair || !pair.HasGradient.Contains(false))
                continue;
            float[] fresh = new float[parameter.Count];
            Weights.Draw(parameter, fresh, new RandomKey(seed, RandomPurpose.Weights, (uint)epoch + 1, (uint)i));
            for (int unit = 0; unit < pair.HasGradient.Length; unit++)
            {
                if (!pair.HasGradient[unit])
                    pair.Replace(weights, unit, fresh);
            }
        }
    }

    /// <summary>Two convolutions with a ReLU between them. A unit is an output channel of the first.</summary>
    private sealed class Pair(Node first, Node second)
    {
        private readonly Conv2d _first = (Conv2d)first.Layer, _second = (Conv2d)second.Layer;

        public string Filters { get; } = $"{first.Name}.weight";

        public string? Bias { get; } = ((Conv2d)first.Layer).Bias ? $"{first.Name}.bias" : null;

        public bool[] HasGradient { get; } = new bool[first.Channels];

        public int FilterLength => _first.InChannels * _first.Kernel * _first.Kernel;

        public void Replace(Weights weights, int unit, ReadOnlySpan<float> fresh)
        {
            fresh.Slice(unit * FilterLength, FilterLength).CopyTo(weights[Filters][(unit * FilterLength)..]);
            if (Bias is { } bias)
                weights[bias][unit] = 0;
            Span<float> consumers = weights[$"{second.Name}.weight"];
            int window = _second.Kernel * _second.Kernel;
            for (int at = unit * window; at < consumers.Length; at += _second.InChannels * window)
                consumers.Slice(at, window).Clear();
        }
    }
}
