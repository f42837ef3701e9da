using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;

namespace Hush.Learning.Plans;

/// <summary>Who reads each value of a network, and where.</summary>
internal sealed class Readers
{
    private readonly Network _network;
    private readonly List<int>[] _readers;

    /// <summary>Studies a network.</summary>
    public Readers(Network network)
    {
        _network = network;
        _readers = [.. network.Nodes.Select(_ => new List<int>())];
        foreach (Node node in network.Nodes)
        {
            foreach (int input in node.Inputs)
                _readers[input].Add(node.Index);
        }
    }

    /// <summary>The nodes that read a node's value; twice where they do so twice.</summary>
    public IReadOnlyList<int> Of(int node) => _readers[node];

    /// <summary>
    /// For each of them the node by whose place it is read at the latest: the convolution's, where one takes the reader over. (A sum that
    /// is taken over is computed before its own place.)
    /// </summary>
    public IEnumerable<int> PlacesOf(int node) => _readers[node].Select(r => IsTakenOver(_network.Nodes[r]) ? _readers[r][0] : r);

    /// <summary>The node that alone reads this one; none if several do or if this is the estimate.</summary>
    public Node? Only(Node node) => node.Index != _network.Output.Index && _readers[node.Index] is [int only] ? _network.Nodes[only] : null;

    /// <summary>Whether the convolution behind this rearrangement of pixels takes it over.</summary>
    public bool IsTakenOver(Node node) => (node.Layer, Only(node)?.Layer) switch
    {
        (Upsample, Conv2d { Kernel: 3 }) => true,
        (PixelUnshuffle, Conv2d { Kernel: 1 }) => true,
        _ => false,
    };

    /// <summary>Whether it is read by normalizations and by nobody else.</summary>
    public bool AreNormalisations(Node node) =>
        node.Index != _network.Output.Index && _readers[node.Index].All(r => _network.Nodes[r].Layer is BatchNorm);
}
