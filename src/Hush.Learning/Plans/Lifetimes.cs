using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;

namespace Hush.Learning.Plans;

/// <summary>How long each value of a network and its gradient are needed.</summary>
/// <remarks>
/// In inference a value dies with its last reader, and others of its shape may take its memory. In training without batch normalisation an
/// image passes forward and backward in one go, so only the images at hand have numbers. Each batch normalisation cuts that way in two. What
/// is written and read between the same two cuts need not be kept for the batch either: if it is cheap to compute, the backward pass computes
/// it once more. Gradients that cross a cut die at the next one. Times are sections, the layers between two cuts: the backward pass comes
/// through them in the opposite order, which changes nothing about who meets whom.
/// </remarks>
internal sealed class Lifetimes
{
    private readonly Network _network;
    private readonly IReadOnlyList<IReadOnlyList<int>> _readers;
    private readonly bool _training;
    private readonly int[] _section;        // of each node: how many normalisations there are up to it

    /// <summary>Studies a network.</summary>
    /// <param name="network">The description.</param>
    /// <param name="readers">For each node the nodes at whose place its value is really read.</param>
    /// <param name="training">Whether there will be gradients.</param>
    public Lifetimes(Network network, IReadOnlyList<IReadOnlyList<int>> readers, bool training)
    {
        (_network, _readers, _training) = (network, readers, training);
        int norms = 0;
        _section = [.. network.Nodes.Select(n => n.Layer is BatchNorm ? ++norms : norms)];
    }

    private int LastSection => _section[^1];

    /// <summary>Of a value's numbers.</summary>
    /// <param name="value">The node whose result it is.</param>
    /// <param name="producer">The node at whose place it is computed.</param>
    public Storage Data(Node value, Node producer)
    {
        bool isOutput = value.Index == _network.Output.Index;
        if (!_training)
        {
            int first = IsGiven(producer) ? int.MinValue : producer.Index;
            return new Storage(false, first, isOutput ? int.MaxValue : _readers[value.Index].DefaultIfEmpty(first).Max());
        }

        if (LastSection == 0)
            return Storage.Local;
        int section = _section[producer.Index];
        bool isCheap = producer.Layer is not Conv2d || section == LastSection;
        bool isLocal = _readers[value.Index].All(r => !IsNorm(r) && _section[r] == section) && (!isOutput || section == LastSection);
        return isCheap && isLocal && !IsGiven(producer) ? new Storage(false, section, section) : Storage.Kept;
    }

    /// <summary>Of a value's gradient.</summary>
    /// <param name="value">The node whose result it is.</param>
    /// <param name="producer">The node at whose place it is computed.</param>
    public Storage Gradient(Node value, Node producer)
    {
        if (LastSection == 0)
            return Storage.Local;
        var sections = new List<int> { _section[producer.Index] };
        if (producer.Layer is BatchNorm)
            sections.Add(_section[producer.Index] - 1);
        if (value.Index == _network.Output.Index)
            sections.Add(LastSection);
        sections.AddRange(_readers[value.Index].Select(r => IsNorm(r) ? _section[r] - 1 : _section[r]));
        return new Storage(sections.Min() != sections.Max(), sections.Min(), sections.Max());
    }

    /// <summary>Of the sums that a step makes in the backward pass.</summary>
    /// <param name="producer">The step's node.</param>
    public Storage Sums(Node producer) => LastSection == 0
        ? Storage.Local
        : new Storage(false, _section[producer.Index], _section[producer.Index]);

    private static bool IsGiven(Node node) => node.Layer is ImageInput or ScalarInput;

    private bool IsNorm(int node) => _network.Nodes[node].Layer is BatchNorm;
}
