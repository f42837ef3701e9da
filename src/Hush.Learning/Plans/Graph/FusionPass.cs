using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;

namespace Hush.Learning.Plans.Graph;

/// <summary>Decides which layers are computed in one step.</summary>
internal sealed class FusionPass
{
    private readonly DataFlow _flow;
    private readonly ChannelLayouts _layouts;

    private FusionPass(DataFlow flow, ChannelLayouts layouts) => (_flow, _layouts) = (flow, layouts);

    /// <summary>The layers of a network in the order of the forward pass.</summary>
    public static IReadOnlyList<FusedLayer> Run(DataFlow flow, ChannelLayouts layouts)
    {
        var pass = new FusionPass(flow, layouts);
        var layers = new List<FusedLayer>();
        var fused = new HashSet<Node>();
        foreach (Node node in flow.Network.Nodes)
        {
            if (fused.Contains(node) || flow.IsFusedIntoConvolution(node))
                continue;
            FusedLayer layer = node.Layer switch
            {
                IConvolution => pass.Convolution(node),
                BatchNorm => pass.WithRelu(new FusedLayer(node, node)),
                _ => new FusedLayer(node, node),
            };
            layers.Add(layer);
            for (Node end = node; end != layer.Last; fused.Add(end))
                end = flow.OnlyConsumer(end)!;
        }

        return layers;
    }

    private FusedLayer Convolution(Node node)
    {
        Node source = _flow.Network.Nodes[node.Inputs[0]];
        var layer = new FusedLayer(node, node) { Before = _flow.IsFusedIntoConvolution(source) ? source : null };
        Node? next = _flow.OnlyConsumer(node);
        if (!_flow.Training && next is { Layer: BatchNorm })
            layer = layer with { Last = next, Normalization = next };
        else if (layer.Before is null && node.Layer is Conv2d { Kernel: 1 } && next is { Layer: PixelShuffle })
            layer = layer with { Last = next, Shuffles = true };
        if (_flow.OnlyConsumer(layer.Last) is { Layer: Add } sum && AddendOf(sum, layer) is { } addend)
            layer = layer with { Last = sum, Addend = addend };
        return WithRelu(layer);
    }

    private FusedLayer WithRelu(FusedLayer layer) =>
        _flow.OnlyConsumer(layer.Last) is { Layer: Relu } relu ? layer with { Last = relu, Relu = true } : layer;

    /// <summary>
    /// The other input of an addition that can be fused into the preceding convolution; null if fusing is not possible. It must
    /// be computed before the convolution and have the layout of the sum. In training, both share one gradient buffer. The sum
    /// must therefore have consumers, which write that gradient, and all other consumers of the input must come before the
    /// convolution, so that in the backward pass they accumulate their gradients after the convolution has used it. Not in
    /// networks with batch normalization, where gradients that cross a barrier need their own memory, nor at the output, where
    /// the loss writes the gradient inside the image only and relies on zeros around it.
    /// </summary>
    private Node? AddendOf(Node sum, FusedLayer layer)
    {
        Node convolution = layer.Main, output = _flow.Network.Output;
        Node other = _flow.Network.Nodes[sum.Inputs[0] == layer.Last.Index ? sum.Inputs[1] : sum.Inputs[0]];
        Node end = _flow.OnlyConsumer(sum) is { Layer: Relu } relu ? relu : sum;
        if (other.Index > convolution.Index || _layouts.IsPartOfConcat(sum) || _layouts.IsPartOfConcat(end))
            return null;
        if (!_layouts[other].IsPlain || _layouts[other].Stride != ChannelLayout.Plain(sum.Channels).Stride
            || _flow.HaloOf(other) != _flow.HaloOf(end))
            return null;
        if (!_flow.Training)
            return other;
        bool isReadBefore = other != output
            && _flow.ReadPositions(other).All(position => position < convolution.Index || position == sum.Index);
        bool isWritten = end != output && _flow.ConsumersOf(end).Count > 0;
        bool sharesGradient = other.Index != layer.Input && _flow.NeedsGradient(other) && isReadBefore && isWritten;
        return sharesGradient && !_flow.HasNormalizations ? other : null;
    }
}
