using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans.Graph;

namespace Hush.Learning.Plans.Memory;

/// <summary>Liveness analysis: the live ranges of feature maps, their gradients, and the memory of filters.</summary>
/// <remarks>
/// <para>
/// In inference, a value is live until its last consumer has read it; then another value of the same shape can use its memory. In
/// training without batch normalization, an image goes forward and backward without waiting for others, so only the images in
/// flight have memory. Each batch normalization is a barrier, which all images of the batch reach before any continues. A value
/// that is written and read between the same two barriers is not kept for the whole batch either: if it is cheap, the backward
/// pass computes it again. Gradients that cross a barrier are live until the next one.
/// </para>
/// <para>
/// Time is counted in sections, the layers between two barriers. The backward pass visits the sections in reverse order, which
/// does not change which live ranges overlap. A section has two points in time, because the backward pass of a section starts
/// with the normalization at its end: the gradient that this normalization reads is no longer needed when the other gradients of
/// the section are written.
/// </para>
/// </remarks>
internal sealed class LivenessAnalysis
{
    private readonly DataFlow _flow;
    private readonly int[] _section;        // per node: the number of normalizations up to it

    public LivenessAnalysis(DataFlow flow)
    {
        _flow = flow;
        int norms = 0;
        _section = [.. flow.Network.Nodes.Select(n => n.Layer is BatchNorm ? ++norms : norms)];
    }

    private int LastSection => _section[^1];

    /// <summary>The live range of a feature map.</summary>
    /// <param name="value">The node whose output it is.</param>
    /// <param name="producer">The node at whose position it is computed.</param>
    public LiveRange Data(Node value, Node producer)
    {
        bool isOutput = value == _flow.Network.Output;
        if (!_flow.Training)
        {
            int first = IsGiven(producer) ? int.MinValue : producer.Index;
            return new LiveRange(false, first, isOutput ? int.MaxValue : _flow.ReadPositions(value).DefaultIfEmpty(first).Max());
        }

        if (LastSection == 0)
            return LiveRange.Local;
        int section = _section[producer.Index];
        bool isCheap = producer.Layer is not Conv2d || section == LastSection;
        bool isLocal = _flow.ReadPositions(value).All(r => !IsNorm(r) && _section[r] == section) && (!isOutput || section == LastSection);
        return isCheap && isLocal && !IsGiven(producer) ? During(section, section) : LiveRange.Kept;
    }

    /// <summary>The live range of a gradient.</summary>
    /// <param name="value">The node whose output gradient it is.</param>
    /// <param name="producer">The node at whose position the output is computed.</param>
    public LiveRange Gradient(Node value, Node producer)
    {
        if (LastSection == 0)
            return LiveRange.Local;
        var times = new List<int> { Body(_section[producer.Index]) };
        if (producer.Layer is BatchNorm)
            times.Add(End(_section[producer.Index] - 1));
        if (value == _flow.Network.Output)
            times.Add(Body(LastSection));
        times.AddRange(_flow.ReadPositions(value).Select(r => IsNorm(r) ? End(_section[r] - 1) : Body(_section[r])));
        return new LiveRange(times.Min() / 2 != times.Max() / 2, times.Min(), times.Max());
    }

    /// <summary>
    /// The live ranges of a step's filters. They are prepared one section ahead, and their gradients are reduced one section later.
    /// </summary>
    /// <param name="producer">The node of the step.</param>
    public FilterLiveRanges Filters(Node producer)
    {
        if (!_flow.Training || LastSection == 0)
            return FilterLiveRanges.Local;
        int section = _section[producer.Index];
        LiveRange fromBefore = During(section - 1, section);
        return new FilterLiveRanges(fromBefore, section == LastSection ? fromBefore : During(section, section + 1), fromBefore);
    }

    private static int Body(int section) => 2 * section;

    private static int End(int section) => (2 * section) + 1;

    private static LiveRange During(int first, int last) => new(false, Body(first), End(last));

    private static bool IsGiven(Node node) => node.Layer is ImageInput or ScalarInput;

    private bool IsNorm(int node) => _flow.Network.Nodes[node].Layer is BatchNorm;
}
