using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;

namespace Hush.Learning.Plans.Graph;

/// <summary>Which layers read the output of a layer, and which outputs need a gradient.</summary>
internal sealed class DataFlow
{
    private readonly List<int>[] _consumers;
    private readonly bool[] _needsGradient;

    /// <summary>Analyzes a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="training">True if the plan computes gradients.</param>
    public DataFlow(Network network, bool training)
    {
        (Network, Training) = (network, training);
        _consumers = [.. network.Nodes.Select(_ => new List<int>())];
        _needsGradient = new bool[network.Nodes.Count];
        foreach (Node node in network.Nodes)
        {
            foreach (int input in node.Inputs)
                _consumers[input].Add(node.Index);
            _needsGradient[node.Index] =
                training && (node.Layer.Parameters(node.Name).Count > 0 || node.Inputs.Any(i => _needsGradient[i]));
        }

        HasNormalizations = network.Nodes.Any(n => n.Layer is BatchNorm);
    }

    public Network Network { get; }

    /// <summary>True if the plan computes gradients.</summary>
    public bool Training { get; }

    /// <summary>True if the network has batch normalizations.</summary>
    public bool HasNormalizations { get; }

    /// <summary>The nodes that consume a node's output. A node that consumes it twice is listed twice.</summary>
    public IReadOnlyList<int> ConsumersOf(Node node) => _consumers[node.Index];

    /// <summary>
    /// For each consumer, the node at whose position the output is actually read: if a consumer is fused into the following
    /// convolution, that convolution. (A sum that is fused into the preceding convolution is computed earlier.)
    /// </summary>
    public IEnumerable<int> ReadPositions(Node node) =>
        _consumers[node.Index].Select(c => IsFusedIntoConvolution(Network.Nodes[c]) ? _consumers[c][0] : c);

    /// <summary>The only consumer of a node; null if there are several or if the node is the output of the network.</summary>
    public Node? OnlyConsumer(Node node) =>
        node != Network.Output && _consumers[node.Index] is [int only] ? Network.Nodes[only] : null;

    /// <summary>True if this upsampling or pixel unshuffle is fused into the convolution that follows.</summary>
    public bool IsFusedIntoConvolution(Node node) => (node.Layer, OnlyConsumer(node)?.Layer) switch
    {
        (Upsample, Conv2d { Kernel: 3 }) => true,
        (PixelUnshuffle, Conv2d { Kernel: 1 }) => true,
        _ => false,
    };

    /// <summary>
    /// Rows and columns around a node's output that windows may read: one, or the largest radius of its consumers. A concatenation shares
    /// its memory with its inputs.
    /// </summary>
    public int HaloOf(Node node)
    {
        int halo = node.Layer is Concat ? node.Inputs.Max(i => HaloOfConsumers(Network.Nodes[i])) : 1;
        return Math.Max(halo, HaloOfConsumers(node));
    }

    private int HaloOfConsumers(Node node) =>
        _consumers[node.Index].Select(c => Network.Nodes[c].Layer is IConvolution conv ? conv.Radius : 1).DefaultIfEmpty(1).Max();

    /// <summary>True if all consumers are batch normalizations.</summary>
    public bool IsConsumedByNormalizationsOnly(Node node) =>
        node != Network.Output && _consumers[node.Index].All(c => Network.Nodes[c].Layer is BatchNorm);

    /// <summary>True if a learned parameter precedes or belongs to the node, in training.</summary>
    public bool NeedsGradient(Node node) => _needsGradient[node.Index];
}
