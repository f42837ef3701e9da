using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;

namespace Hush.Learning.Plans;

/// <summary>How long each value of a network, its gradient and what belongs to filters are needed.</summary>
/// <remarks>
/// In inference a value dies with its last reader, and others of its shape may take its memory. In training without batch normalization an
/// image passes forward and backward in one go, so only the images at hand have numbers. Each batch normalization cuts that way in two.
/// What is written and read between the same two cuts need not be kept for the batch either: if it is cheap to compute, the backward pass
/// computes it once more. Gradients that cross a cut die at the next one. Times are sections, the layers between two cuts: the backward
/// pass comes through them in the opposite order, which changes nothing about who meets whom. A section has two times: in the backward pass
/// an image first passes the normalization at its end, so that the gradient it comes with is free when the section's other gradients are
/// written.
/// </remarks>
internal sealed class Lifetimes
{
    private readonly Network _network;
    private readonly IReadOnlyList<IReadOnlyList<int>> _readers;
    private readonly bool _training;
    private readonly int[] _section;        // of each node: how many normalizations there are up to it

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

    /// <summary>Whether normalizations cut the way of an image; without them all that it needs is local.</summary>
    public bool HasNormalisations => LastSection > 0;

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
        return isCheap && isLocal && !IsGiven(producer) ? During(section, section) : Storage.Kept;
    }

    /// <summary>Of a value's gradient.</summary>
    /// <param name="value">The node whose result it is.</param>
    /// <param name="producer">The node at whose place it is computed.</param>
    public Storage Gradient(Node value, Node producer)
    {
        if (LastSection == 0)
            return Storage.Local;
        var times = new List<int> { Body(_section[producer.Index]) };
        if (producer.Layer is BatchNorm)
            times.Add(End(_section[producer.Index] - 1));
        if (value.Index == _network.Output.Index)
            times.Add(Body(LastSection));
        times.AddRange(_readers[value.Index].Select(r => IsNorm(r) ? End(_section[r] - 1) : Body(_section[r])));
        return new Storage(times.Min() / 2 != times.Max() / 2, times.Min(), times.Max());
    }

    /// <summary>
    /// Of what belongs to a step's filters: they are made ready a section ahead, and gradients are added up a section later.
    /// </summary>
    /// <param name="producer">The step's node.</param>
    public FilterStorage Filters(Node producer)
    {
        if (!_training || LastSection == 0)
            return FilterStorage.Local;
        int section = _section[producer.Index];
        Storage fromBefore = During(section - 1, section);
        return new FilterStorage(fromBefore, section == LastSection ? fromBefore : During(section, section + 1), fromBefore);
    }

    private static int Body(int section) => 2 * section;

    private static int End(int section) => (2 * section) + 1;

    private static Storage During(int first, int last) => new(false, Body(first), End(last));

    private static bool IsGiven(Node node) => node.Layer is ImageInput or ScalarInput;

    private bool IsNorm(int node) => _network.Nodes[node].Layer is BatchNorm;
}
