using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Plans.Steps;
using Hush.Learning.Plans.Steps.Convolutions;
using Hush.Learning.Plans.Steps.Convolutions.Algorithms;
using Hush.Numerics;

namespace Hush.Learning.Plans;

/// <summary>
/// Turns a network into steps with memory: infers sizes, fuses layers, and lets the inputs of concatenations be computed in place.
/// </summary>
internal sealed class PlanBuilder
{
    private readonly Network _network;
    private readonly PlanContext _context;
    private readonly int _chunks;
    private readonly int _height, _width;
    private readonly Consumers _consumers;
    private readonly HashSet<int> _fused = [];
    private readonly Dictionary<int, PlannedValue> _values = [];
    private readonly List<(int Concat, int Input, PlannedValue Piece)> _copies = [];     // inputs of concatenations that are not in place
    private readonly bool[] _needsGradient;
    private readonly LivenessAnalysis _liveness;

    /// <summary>Plans a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="context">Settings shared by all steps.</param>
    /// <param name="height">Image height, a multiple of the network's alignment.</param>
    /// <param name="width">Image width, a multiple of the network's alignment.</param>
    /// <param name="chunks">Number of chunks of a training batch; 0 for inference.</param>
    public PlanBuilder(Network network, PlanContext context, int height, int width, int chunks)
    {
        (_network, _context, _height, _width, _chunks) = (network, context, height, width, chunks);
        _consumers = new Consumers(network);
        _liveness = new LivenessAnalysis(network, [.. network.Nodes.Select(n => _consumers.PlacesOf(n.Index).ToArray())], Training);
        _needsGradient = new bool[network.Nodes.Count];
        foreach (Node node in network.Nodes)
            _needsGradient[node.Index] = Training
                && (node.Layer.Parameters(node.Name).Count > 0 || node.Inputs.Any(i => _needsGradient[i]));

        foreach (Node node in network.Nodes.Where(n => n.Layer is Concat))
            PlaceInputs(node);
        foreach (Node node in network.Nodes.Where(n => !_fused.Contains(n.Index)))
            Plan(node);
        Estimate = Training ? Dense(network.Output) : _values[network.Output.Index];
        if (Training)
        {
            Estimate.ClaimGradient();       // the loss writes it first, all other consumers of the estimate accumulate
            foreach (IStep step in Enumerable.Reverse(Steps))
                step.ClaimGradients();
        }
    }

    /// <summary>All steps in the order of the forward pass.</summary>
    public List<IStep> Steps { get; } = [];

    /// <summary>The noisy input image.</summary>
    public PlannedValue Image => _values[_network.Nodes.First(n => n.Layer is ImageInput).Index];

    /// <summary>The scalar inputs.</summary>
    public IEnumerable<PlannedValue> Scalars => _network.Nodes.Where(n => n.Layer is ScalarInput).Select(n => _values[n.Index]);

    /// <summary>The output of the network. In training it is dense, as the loss requires.</summary>
    public PlannedValue Estimate { get; }

    private Arena Memory => _context.Memory;

    private bool Training => _context.Training;

    /// <summary>The output of a node. It must not be fused into another step.</summary>
    public PlannedValue ResultOf(Node node) => _values[node.Index];

    /// <summary>
    /// Allocates the output of a concatenation and lets its inputs be computed there. An input is copied instead if it is an
    /// input of the network, if it is concatenated more than once, or if it is also read after the concatenation (its gradient
    /// would be written twice).
    /// </summary>
    private void PlaceInputs(Node concat)
    {
        int stride = 0;
        var slots = new List<int>();
        foreach (int input in concat.Inputs)
        {
            int channels = _network.Nodes[input].Channels;
            slots.AddRange(Enumerable.Range(stride, channels));
            stride += Align.Up(channels);
        }

        PlannedValue whole = Keep(concat, [.. slots], stride);
        _values[concat.Index] = whole;
        int first = 0;
        for (int place = 0; place < concat.Inputs.Count; place++)
        {
            int input = concat.Inputs[place], channels = _network.Nodes[input].Channels;
            bool inPlace = !_values.ContainsKey(input)
                && _network.Nodes[input].Layer is not (ImageInput or ScalarInput)
                && _consumers.PlacesOf(input).All(place => place <= concat.Index)
                && _consumers.Of(input).Count(r => r == concat.Index) == 1;
            FeatureMap? gradient = _needsGradient[input] ? whole.Gradient?.View(first, channels) : null;
            var piece = new PlannedValue(whole.Data.View(first, channels), gradient);
            if (inPlace)
            {
                _values[input] = piece;
                whole.Pieces.Add(piece);
            }
            else
            {
                _copies.Add((concat.Index, input, piece));
            }

            first += Align.Up(channels);
        }
    }

    private void Plan(Node node)
    {
        switch (node.Layer)
        {
            case ImageInput or ScalarInput:
                Result(node, node);
                break;
            case Conv2d:
                PlanConvolution(node);
                break;
            case BatchNorm:
                PlanNormalization(node);
                break;
            case Upsample or PixelUnshuffle when _consumers.IsFused(node):
                break;
            case Upsample:
                AddAlike(node, (x, y) => new UpsampleStep(node.Name, x, y));
                break;
            case MaxPool:
                AddAlike(node, (x, y) => new MaxPoolStep(node.Name, x, y));
                break;
            case Relu or Sigmoid:
                AddAlike(node, (x, y) => new ActivationStep(node.Name, x, y, node.Layer is Sigmoid));
                break;
            case PixelShuffle or PixelUnshuffle:
                Steps.Add(new PixelShuffleStep(node.Name, Plain(node, 0), Result(node, node), node.Layer is PixelShuffle));
                break;
            case Add or Subtract:
                Steps.Add(new SumStep(node.Name, Plain(node, 0), Plain(node, 1), Result(node, node), node.Layer is Subtract));
                break;
            case Concat:
                foreach (var (_, input, piece) in _copies.Where(p => p.Concat == node.Index))
                    Steps.Add(new CopyStep($"{node.Name} of {_network.Nodes[input].Name}", _values[input], piece));
                break;
            default:
                throw new NotSupportedException($"Layer '{node.Name}' ({node.Layer.Operation}) is not supported by plans. Use another " +
                    "layer.");
        }
    }

    private void PlanConvolution(Node node)
    {
        var layer = (Conv2d)node.Layer;
        Node source = _network.Nodes[node.Inputs[0]], last = node;
        bool fuses = _consumers.IsFused(source), shuffles = false;
        string? norm = null;
        if (!Training && _consumers.Only(last) is { Layer: BatchNorm } batchNorm)
        {
            last = Fuse(batchNorm);
            norm = batchNorm.Name;
        }
        else if (!fuses && layer.Kernel == 1 && _consumers.Only(last) is { Layer: PixelShuffle } shuffle)
        {
            last = Fuse(shuffle);
            shuffles = true;
        }

        PlannedValue x = _values[fuses ? source.Inputs[0] : source.Index];
        PlannedValue? addend = _consumers.Only(last) is { Layer: Add } sum ? Addend(sum, last, node, x) : null;
        if (addend != null)
            last = Fuse(_consumers.Only(last)!);
        bool relu = _consumers.Only(last) is { Layer: Relu };
        if (relu)
            last = Fuse(_consumers.Only(last)!);
        PlannedValue y = Result(last, node, addend?.Gradient);
        PlanContext plan = _context with { Filters = _liveness.Filters(node) };
        IConvolutionForm form = (fuses, source.Layer) switch
        {
            (true, Upsample)
                when AlgorithmChoice.IsWinograd(x.Data, y.Data, plan.Mode) && AlgorithmChoice.IsWinograd(y.Data, x.Data, plan.Mode) =>
                new SameForm(layer, x, y, plan, upsampled: true),
            (true, Upsample) => new UpsampledForm(layer, x, y, plan),
            (true, PixelUnshuffle) => new UnshuffledForm(layer, x, y, plan),
            _ when shuffles => new ShuffledForm(layer, x, y, plan),
            _ => new SameForm(layer, x, y, plan),
        };
        Steps.Add(new ConvolutionStep(node, x, y, form, norm, addend, relu, plan, _chunks));
    }

    /// <summary>
    /// The other input of an addition that can be fused into the preceding convolution; null if fusing is not possible. It must
    /// be computed before the convolution and have the layout of the sum. In training, both share one gradient buffer. The sum
    /// must therefore have consumers, which write that gradient, and all other consumers of the input must come before the
    /// convolution, so that in the backward pass they accumulate their gradients after the convolution has used it. Not in
    /// networks with batch normalization, where gradients that cross a barrier need their own memory, nor at the output, where
    /// the loss writes the gradient inside the image only and relies on zeros around it.
    /// </summary>
    private PlannedValue? Addend(Node sum, Node branch, Node convolution, PlannedValue x)
    {
        Node other = _network.Nodes[sum.Inputs[0] == branch.Index ? sum.Inputs[1] : sum.Inputs[0]];
        Node end = _consumers.Only(sum) is { Layer: Relu } relu ? relu : sum;
        if (other.Index > convolution.Index || _values.ContainsKey(sum.Index) || _values.ContainsKey(end.Index))
            return null;
        PlannedValue value = _values[other.Index];
        if (!IsPlain(value) || value.Data.Stride != FeatureMap.SlotsFor(sum.Channels))
            return null;
        if (!Training)
            return value;
        bool isReadBefore = other.Index != _network.Output.Index
            && _consumers.PlacesOf(other.Index).All(place => place < convolution.Index || place == sum.Index);
        bool isWritten = end.Index != _network.Output.Index && _consumers.Of(end.Index).Count > 0;
        return value != x && value.Gradient != null && isReadBefore && isWritten && !_liveness.HasNormalizations ? value : null;
    }

    private void PlanNormalization(Node node)
    {
        bool relu = _consumers.Only(node) is { Layer: Relu };
        Node last = relu ? Fuse(_consumers.Only(node)!) : node;
        var (x, y) = Alike(node, last);
        Steps.Add(Training
            ? new BatchNormStep(node, x, y, relu, Memory, _chunks)
            : new RunningNormStep(node, x, y, relu, Memory));
    }

    private Node Fuse(Node node)
    {
        _fused.Add(node.Index);
        return node;
    }

    private PlannedValue Input(Node node, int place = 0) => _values[node.Inputs[place]];

    /// <summary>An input whose channels are in slots 0, 1, 2, ...; copied if necessary.</summary>
    private PlannedValue Plain(Node node, int place)
    {
        PlannedValue value = Input(node, place);
        if (IsPlain(value))
            return value;
        Node input = _network.Nodes[node.Inputs[place]];
        PlannedValue plain = Keep(input, [.. Enumerable.Range(0, input.Channels)], FeatureMap.SlotsFor(input.Channels));
        Steps.Add(new CopyStep($"{node.Name} of {input.Name}", value, plain));
        return plain;
    }

    /// <summary>The output of a node without unused slots; copied if necessary.</summary>
    private PlannedValue Dense(Node node)
    {
        PlannedValue value = _values[node.Index];
        if (value.Data.Stride == node.Channels)
            return value;
        PlannedValue dense = Keep(node, [.. Enumerable.Range(0, node.Channels)], node.Channels);
        Steps.Add(new CopyStep($"loss of {node.Name}", value, dense));
        return dense;
    }

    private void AddAlike(Node node, Func<PlannedValue, PlannedValue, IStep> create)
    {
        var (x, y) = Alike(node, node);
        Steps.Add(create(x, y));
    }

    /// <summary>
    /// The input of the first and the output of the last of several fused nodes that process each slot independently: both have their
    /// channels in the same slots. If the output is part of a concatenation, its slots are fixed, so the input is copied instead.
    /// </summary>
    private (PlannedValue X, PlannedValue Y) Alike(Node first, Node last)
    {
        PlannedValue x = Input(first);
        if (IsPlain(x) || _values.ContainsKey(last.Index))
            return (Plain(first, 0), Result(last, first));
        return (x, _values[last.Index] = Allocate(last, first, x.Data.Slots, x.Data.Stride));
    }

    private static bool IsPlain(PlannedValue value) => value.Data.Slots[^1] == value.Data.Slots.Length - 1;

    /// <summary>The output of several fused nodes: part of a concatenation, or newly allocated.</summary>
    private PlannedValue Result(Node last, Node first, FeatureMap? gradient = null) =>
        _values.TryGetValue(last.Index, out PlannedValue? placed)
        ? placed
        : _values[last.Index] =
        Allocate(last, first, [.. Enumerable.Range(0, last.Channels)], FeatureMap.SlotsFor(last.Channels), gradient);

    private PlannedValue Allocate(Node last, Node first, int[] slots, int stride, FeatureMap? gradient = null) =>
        Allocate(
            last,
            slots,
            stride,
            _context.InWaves ? LiveRange.Local : _liveness.Data(last, first),
            _liveness.Gradient(last, first),
            gradient,
            halo: !(Training && _consumers.AreNormalizations(last)));      // normalizations use no windows, so their input needs no halo

    /// <summary>Allocates memory that is not shared.</summary>
    private PlannedValue Keep(Node node, int[] slots, int stride)
    {
        LiveRange storage = Training ? LiveRange.Kept : LiveRange.Local;
        return Allocate(node, slots, stride, storage, storage, null, halo: true);
    }

    private PlannedValue Allocate(Node node, int[] slots, int stride, LiveRange data, LiveRange gradient, FeatureMap? shared, bool halo)
    {
        var (height, width) = SizeOf(node);
        FeatureMap numbers = FeatureMap.Create(_context, data, height, width, slots, stride, halo);
        FeatureMap? own = shared is null && _needsGradient[node.Index]
            ? FeatureMap.Create(_context, gradient, height, width, slots, stride)
            : shared;
        return new PlannedValue(numbers, own);
    }

    private (int Height, int Width) SizeOf(Node node) => (_height >> node.Level, _width >> node.Level);
}
