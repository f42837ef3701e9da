using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans.Graph;
using Hush.Learning.Plans.Memory;
using Hush.Learning.Plans.Steps;
using Hush.Learning.Plans.Steps.Convolutions;
using Hush.Learning.Plans.Steps.Convolutions.Algorithms;

namespace Hush.Learning.Plans;

/// <summary>
/// Turns a network into steps: lays out channels, fuses layers, plans the memory, and creates a step for each fused layer.
/// </summary>
internal sealed class PlanBuilder
{
    private readonly Network _network;
    private readonly PlanContext _context;
    private readonly BatchChunks? _chunks;
    private readonly MemoryPlanner _memory;

    /// <summary>Plans a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="context">Settings shared by all steps.</param>
    /// <param name="height">Image height, a multiple of the network's alignment.</param>
    /// <param name="width">Image width, a multiple of the network's alignment.</param>
    /// <param name="chunks">The chunks of a training batch; null for inference.</param>
    public PlanBuilder(Network network, PlanContext context, int height, int width, BatchChunks? chunks)
    {
        (_network, _context, _chunks) = (network, context, chunks);
        if (context.Training && network.Nodes.FirstOrDefault(n => !n.Layer.IsTrainable) is { } frozen)
            throw new ArgumentException($"Layer '{frozen.Name}' ({frozen.Layer.Operation}) is for inference only. Train a network " +
                "without it.", nameof(network));
        var flow = new DataFlow(network, context.Training);
        var layouts = new ChannelLayouts(flow);
        _memory = new MemoryPlanner(flow, layouts, context, height, width);
        foreach (FusedLayer layer in FusionPass.Run(flow, layouts))
            AddSteps(layer);
        Estimate = context.Training ? Dense(network.Output) : _memory[network.Output.Index];
        if (!context.Training)
            return;
        chunks!.Sums.Place();
        Estimate.ClaimGradient();       // the loss writes it first, all other consumers of the estimate accumulate
        foreach (IStep step in Enumerable.Reverse(Steps))
            step.ClaimGradients();
    }

    /// <summary>All steps in the order of the forward pass.</summary>
    public List<IStep> Steps { get; } = [];

    /// <summary>The noisy input image.</summary>
    public PlannedValue Image => _memory[_network.Nodes.First(n => n.Layer is ImageInput).Index];

    /// <summary>The scalar inputs.</summary>
    public IEnumerable<PlannedValue> Scalars => _network.Nodes.Where(n => n.Layer is ScalarInput).Select(n => _memory[n.Index]);

    /// <summary>The output of the network. In training it is dense, as the loss requires.</summary>
    public PlannedValue Estimate { get; }

    /// <summary>The output of a node. It must not be fused into another step.</summary>
    public PlannedValue OutputOf(Node node) => _memory[node.Index];

    private void AddSteps(FusedLayer layer)
    {
        Node node = layer.Main;
        switch (node.Layer)
        {
            case ImageInput or ScalarInput:
                _memory.Output(layer);
                break;
            case IConvolution:
                Steps.Add(Convolution(layer));
                break;
            case BatchNorm:
                AddPerSlot(layer, (x, y) => _context.Training
                    ? new BatchNormStep(node, x, y, layer.Relu, _context.Memory, _chunks!)
                    : new RunningNormStep(node, x, y, layer.Relu, _context.Memory));
                break;
            case Upsample:
                AddPerSlot(layer, (x, y) => new UpsampleStep(node.Name, x, y));
                break;
            case MaxPool:
                AddPerSlot(layer, (x, y) => new MaxPoolStep(node.Name, x, y));
                break;
            case Relu or Sigmoid or Tanh or Clip:
                AddPerSlot(layer, (x, y) => new ActivationStep(node, x, y));
                break;
            case LeakyRelu or PRelu:
                AddPerSlot(layer, (x, y) => new RectifierStep(node, x, y, _context.Memory));
                break;
            case Multiply:
                Steps.Add(new ProductStep(node.Name, Plain(node, 0), Plain(node, 1), _memory.Output(layer)));
                break;
            case PixelShuffle or PixelUnshuffle:
                Steps.Add(new PixelShuffleStep(node.Name, Plain(node, 0), _memory.Output(layer), node.Layer is PixelShuffle));
                break;
            case Add or Subtract:
                Steps.Add(new SumStep(node.Name, Plain(node, 0), Plain(node, 1), _memory.Output(layer), node.Layer is Subtract));
                break;
            case Concat:
                foreach (var (input, piece) in _memory.CopiesInto(node))
                    Steps.Add(new CopyStep($"{node.Name} of {input.Name}", _memory[input.Index], piece));
                break;
            default:
                throw new NotSupportedException($"Layer '{node.Name}' ({node.Layer.Operation}) is not supported by plans. Use another " +
                    "layer.");
        }
    }

    private ConvolutionStep Convolution(FusedLayer fused)
    {
        PlannedValue x = _memory[fused.Input];
        if (fused.Main.Layer is GeneralConv2d { Border: not BorderMode.Zero } bordered)
            x = WithBorder(fused.Main, bordered);
        PlannedValue? addend = fused.Addend is { } other ? _memory[other.Index] : null;
        PlannedValue y = _memory.Output(fused, addend?.Gradient);
        PlanContext plan = _context with { Filters = _memory.FiltersOf(fused.Main) };
        IConvolutionLowering form = fused.Main.Layer is GeneralConv2d general
            ? new GeneralLowering(general, x, y, plan)
            : Lowering(fused, (Conv2d)fused.Main.Layer, x, y, plan);
        return new ConvolutionStep(fused.Main, x, y, form, fused.Normalization?.Name, addend, fused.Relu, plan, _chunks);
    }

    private static IConvolutionLowering Lowering(FusedLayer fused, Conv2d layer, PlannedValue x, PlannedValue y, PlanContext plan) =>
        fused.Before?.Layer switch
        {
            Upsample
                when AlgorithmChoice.IsWinograd(x.Data, y.Data, plan.Mode) && AlgorithmChoice.IsWinograd(y.Data, x.Data, plan.Mode) =>
                new PlainLowering(layer, x, y, plan, upsampled: true),
            Upsample => new UpsampledLowering(layer, x, y, plan),
            PixelUnshuffle => new UnshuffledLowering(layer, x, y, plan),
            _ when fused.Shuffles => new ShuffledLowering(layer, x, y, plan),
            _ => new PlainLowering(layer, x, y, plan),
        };

    /// <summary>A copy of the input of a convolution with what is outside the image.</summary>
    private PlannedValue WithBorder(Node convolution, GeneralConv2d layer)
    {
        Node input = _network.Nodes[convolution.Inputs[0]];
        PlannedValue copy = _memory.Copy(input, ChannelLayout.Plain(input.Channels));
        Steps.Add(new BorderStep($"border of {convolution.Name}", _memory[input.Index], copy, layer.Border));
        return copy;
    }

    /// <summary>
    /// Adds a step that processes each slot independently, so that input and output must have their channels in the same slots. If the
    /// output is part of a concatenation, its slots are fixed, and the input may have to be copied.
    /// </summary>
    private void AddPerSlot(FusedLayer layer, Func<PlannedValue, PlannedValue, IStep> create)
    {
        PlannedValue y = _memory.Output(layer), x = _memory[layer.Input];
        if (!x.Data.Slots.AsSpan().SequenceEqual(y.Data.Slots))
            x = Plain(layer.Main, 0);
        Steps.Add(create(x, y));
    }

    /// <summary>An input whose channels are in slots 0, 1, 2, ...; copied if necessary.</summary>
    private PlannedValue Plain(Node node, int index)
    {
        Node input = _network.Nodes[node.Inputs[index]];
        PlannedValue value = _memory[input.Index];
        return value.Data.Layout.IsPlain ? value : Copy(value, input, ChannelLayout.Plain(input.Channels), node.Name);
    }

    /// <summary>The output of a node without unused slots; copied if necessary.</summary>
    private PlannedValue Dense(Node node)
    {
        PlannedValue value = _memory[node.Index];
        return value.Data.Stride == node.Channels ? value : Copy(value, node, ChannelLayout.Dense(node.Channels), "loss");
    }

    private PlannedValue Copy(PlannedValue value, Node node, ChannelLayout layout, string consumer)
    {
        PlannedValue copy = _memory.Copy(node, layout);
        Steps.Add(new CopyStep($"{consumer} of {node.Name}", value, copy));
        return copy;
    }
}
