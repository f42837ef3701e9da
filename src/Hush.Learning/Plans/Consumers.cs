using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;

namespace Hush.Learning.Plans;

/// <summary>The consumers of each node in a network.</summary>
internal sealed class Consumers
{
    private readonly Network _network;
    private readonly List<int>[] _consumers;

    public Consumers(Network network)
    {
        _network = network;
        _consumers = [.. network.Nodes.Select(_ => new List<int>())];
        foreach (Node node in network.Nodes)
        {
            foreach (int input in node.Inputs)
                _consumers[input].Add(node.Index);
        }
    }

    /// <summary>The nodes that consume a node's output. A node that consumes it twice is listed twice.</summary>
    public IReadOnlyList<int> Of(int node) => _consumers[node];

    /// <summary>
    /// For each consumer, the node at whose position the output is actually read: if a consumer is fused into the following
    /// convolution, that convolution. (A sum that is fused into the preceding convolution is computed earlier.)
    /// </summary>
    public IEnumerable<int> PlacesOf(int node) => _consumers[node].Select(r => IsFused(_network.Nodes[r]) ? _consumers[r][0] : r);

    /// <summary>The only consumer of a node; null if there are several or if the node is the output of the network.</summary>
    public Node? Only(Node node) =>
        node.Index != _network.Output.Index && _consumers[node.Index] is [int only] ? _network.Nodes[only] : null;

    /// <summary>True if this upsampling or pixel unshuffle is fused into the convolution that follows.</summary>
    public bool IsFused(Node node) => (node.Layer, Only(node)?.Layer) switch
    {
        (Upsample, Conv2d { Kernel: 3 }) => true,
        (PixelUnshuffle, Conv2d { Kernel: 1 }) => true,
        _ => false,
    };

    /// <summary>True if all consumers are batch normalizations.</summary>
    public bool AreNormalizations(Node node) =>
        node.Index != _network.Output.Index && _consumers[node.Index].All(r => _network.Nodes[r].Layer is BatchNorm);
}
