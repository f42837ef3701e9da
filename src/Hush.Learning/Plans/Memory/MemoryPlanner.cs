using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans.Graph;

namespace Hush.Learning.Plans.Memory;

/// <summary>Gives every output and gradient of a network its memory in the arena.</summary>
internal sealed class MemoryPlanner
{
    private readonly DataFlow _flow;
    private readonly ChannelLayouts _layouts;
    private readonly LivenessAnalysis _liveness;
    private readonly PlanContext _context;
    private readonly int _height, _width;
    private readonly Dictionary<int, PlannedValue> _values = [];
    private readonly List<(Node Concat, Node Input, PlannedValue Piece)> _copies = [];

    /// <summary>Allocates the outputs of concatenations, which contain some of their inputs.</summary>
    /// <param name="flow">The network.</param>
    /// <param name="layouts">The layout of each output.</param>
    /// <param name="context">Settings shared by all steps.</param>
    /// <param name="height">Image height, a multiple of the network's alignment.</param>
    /// <param name="width">Image width, a multiple of the network's alignment.</param>
    public MemoryPlanner(DataFlow flow, ChannelLayouts layouts, PlanContext context, int height, int width)
    {
        (_flow, _layouts, _context, _height, _width) = (flow, layouts, context, height, width);
        _liveness = new LivenessAnalysis(flow);
        foreach (Node concat in flow.Network.Nodes.Where(n => n.Layer is Concat))
            Divide(concat);
    }

    /// <summary>The output of a node that was allocated before.</summary>
    public PlannedValue this[int node] => _values[node];

    /// <summary>The output of a step: a part of a concatenation, or newly allocated.</summary>
    /// <param name="layer">The layers of the step.</param>
    /// <param name="gradient">Existing memory for the gradient of the output.</param>
    public PlannedValue Output(FusedLayer layer, FeatureMap? gradient = null)
    {
        Node last = layer.Last;
        if (_values.TryGetValue(last.Index, out PlannedValue? placed))
            return placed;
        LiveRange data = _context.Streaming ? LiveRange.Local : _liveness.Data(last, layer.Main);
        bool hasHalo = !(_flow.Training && _flow.IsConsumedByNormalizationsOnly(last));      // normalizations use no windows
        int halo = hasHalo ? _flow.HaloOf(last) : 0;
        return _values[last.Index] =
            Allocate(last, _layouts[last], data, _liveness.Gradient(last, layer.Main), gradient, halo);
    }

    /// <summary>Memory for a copy of a node's output in another layout.</summary>
    public PlannedValue Copy(Node node, ChannelLayout layout) => AllocateUnshared(node, layout);

    /// <summary>The inputs of a concatenation that must be copied, and where to.</summary>
    public IEnumerable<(Node Input, PlannedValue Piece)> CopiesInto(Node concat) =>
        _copies.Where(c => c.Concat == concat).Select(c => (c.Input, c.Piece));

    /// <summary>The live ranges of a convolution's filters.</summary>
    public FilterLiveRanges FiltersOf(Node convolution) => _liveness.Filters(convolution);

    private void Divide(Node concat)
    {
        PlannedValue whole = AllocateUnshared(concat, _layouts[concat]);
        _values[concat.Index] = whole;
        foreach (ConcatInput input in _layouts.InputsOf(concat))
        {
            int channels = input.Node.Channels;
            FeatureMap? gradient = _flow.NeedsGradient(input.Node) ? whole.Gradient?.View(input.FirstSlot, channels) : null;
            var piece = new PlannedValue(whole.Data.View(input.FirstSlot, channels), gradient);
            if (input.InPlace)
            {
                _values[input.Node.Index] = piece;
                whole.Pieces.Add(piece);
            }
            else
            {
                _copies.Add((concat, input.Node, piece));
            }
        }
    }

    private PlannedValue AllocateUnshared(Node node, ChannelLayout layout)
    {
        LiveRange range = _flow.Training ? LiveRange.Kept : LiveRange.Local;
        return Allocate(node, layout, range, range, null, _flow.HaloOf(node));
    }

    private PlannedValue Allocate(Node node, ChannelLayout layout, LiveRange data, LiveRange gradient, FeatureMap? shared, int halo)
    {
        int height = _height >> node.Level, width = _width >> node.Level;
        FeatureMap values = FeatureMap.Create(_context, data, height, width, layout, halo);
        FeatureMap? own = shared is null && _flow.NeedsGradient(node)
            ? FeatureMap.Create(_context, gradient, height, width, layout)
            : shared;
        return new PlannedValue(values, own);
    }
}
