using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans.Memory;
using Hush.Numerics;

namespace Hush.Learning.Plans.Graph;

/// <summary>Where the channels of an output are in a pixel of its feature map.</summary>
/// <param name="Slots">The slot of each channel.</param>
/// <param name="Stride">Slots per pixel.</param>
internal sealed record ChannelLayout(int[] Slots, int Stride)
{
    /// <summary>True if the channels are in slots 0, 1, 2, ...</summary>
    public bool IsPlain => Slots[^1] == Slots.Length - 1;

    /// <summary>Channels in slots 0, 1, 2, ...</summary>
    public static ChannelLayout Plain(int channels) => Plain(channels, FeatureMap.SlotsFor(channels));

    /// <summary>Channels in slots 0, 1, 2, ... without unused slots.</summary>
    public static ChannelLayout Dense(int channels) => Plain(channels, channels);

    /// <summary>Channels in slots 0, 1, 2, ... of a wider pixel.</summary>
    public static ChannelLayout Plain(int channels, int stride) => new([.. Enumerable.Range(0, channels)], stride);
}

/// <summary>An input of a concatenation.</summary>
/// <param name="Node">The input.</param>
/// <param name="FirstSlot">The slot of its first channel in the concatenation.</param>
/// <param name="InPlace">True if the input is computed there; false if it is copied.</param>
internal readonly record struct ConcatInput(Node Node, int FirstSlot, bool InPlace);

/// <summary>The layout of every output. Inputs of concatenations are computed in place where possible.</summary>
internal sealed class ChannelLayouts
{
    private readonly DataFlow _flow;
    private readonly ChannelLayout?[] _layouts;
    private readonly HashSet<int> _placed = [];
    private readonly Dictionary<int, ConcatInput[]> _concats = [];

    public ChannelLayouts(DataFlow flow)
    {
        _flow = flow;
        _layouts = new ChannelLayout[flow.Network.Nodes.Count];
        foreach (Node node in flow.Network.Nodes.Where(n => n.Layer is Concat))
            PlaceInputs(node);
        foreach (Node node in flow.Network.Nodes)
            _layouts[node.Index] ??= OfOutput(node);
    }

    /// <summary>The layout of a node's output.</summary>
    public ChannelLayout this[Node node] => _layouts[node.Index]!;

    /// <summary>The inputs of a concatenation, in order.</summary>
    public IReadOnlyList<ConcatInput> InputsOf(Node concat) => _concats[concat.Index];

    /// <summary>True if the output is a concatenation, or computed inside one.</summary>
    public bool IsPartOfConcat(Node node) => _placed.Contains(node.Index);

    /// <summary>
    /// Places the inputs of a concatenation one after the other. An input is copied if it is an input of the network, if it is
    /// concatenated more than once, or if it is also read after the concatenation (its gradient would be written twice).
    /// </summary>
    private void PlaceInputs(Node concat)
    {
        Node[] inputs = [.. concat.Inputs.Select(i => _flow.Network.Nodes[i])];
        var pieces = new List<ConcatInput>();
        var slots = new List<int>();
        int stride = inputs.Sum(i => Align.Up(i.Channels)), first = 0;
        foreach (Node input in inputs)
        {
            bool inPlace = input.Layer is not (ImageInput or ScalarInput)
                && _flow.ReadPositions(input).All(position => position <= concat.Index)
                && _flow.ConsumersOf(input).Count(c => c == concat.Index) == 1
                && _placed.Add(input.Index);
            if (inPlace)
                _layouts[input.Index] = ChannelLayout.Plain(input.Channels, stride);
            pieces.Add(new ConcatInput(input, first, inPlace));
            slots.AddRange(Enumerable.Range(first, input.Channels));
            first += Align.Up(input.Channels);
        }

        _placed.Add(concat.Index);
        _concats[concat.Index] = [.. pieces];
        _layouts[concat.Index] = new ChannelLayout([.. slots], stride);
    }

    /// <summary>Layers that process each slot independently keep the layout of their input; the output of others is plain.</summary>
    private ChannelLayout OfOutput(Node node) =>
        node.Layer is BatchNorm or Upsample or MaxPool or Relu or Sigmoid or LeakyRelu or PRelu or Tanh or Clip
            && _layouts[node.Inputs[0]] is { IsPlain: false } input
            ? input
            : ChannelLayout.Plain(node.Channels);
}
