using System.Diagnostics;
using System.Runtime.InteropServices;
using Hush.Learning.Losses;
using Hush.Learning.Networks;
using Hush.Numerics;
using Hush.Numerics.Threading;

namespace Hush.Learning.Plans;

/// <summary>
/// A network made ready to learn from batches of one size: every activation and gradient has its place, every step calls a kernel
/// forward and one backward, and a training step allocates nothing.
/// </summary>
/// <remarks>
/// A batch is cut into chunks by its size alone; a worker takes a few images of a chunk at a time through as many layers as it can while
/// they are in the cache (see <see cref="Segment"/>), and their weight gradients are added to the chunk's own sums. Chunks are added in
/// their order at the end. So the bytes do not depend on the number of threads. Without batch normalization images pass the whole network
/// forward and backward in one go, and memory for those few a worker is enough; each batch normalization cuts the way in two.
/// </remarks>
public sealed unsafe class TrainingPlan : IDisposable
{
    private const int FewestChunks = 4, MostChunks = 16, FewestImages = 4, MostImages = 8;

    private readonly Shape _batch;
    private readonly WorkerTeam _team;
    private readonly Workspace _memory;
    private readonly ILoss _loss;
    private readonly PixelBuffer _image, _estimate, _estimateGradient;
    private readonly PixelBuffer[] _scalars;
    private readonly IBatchStep[] _batchSteps;
    private readonly Phase[] _phases;
    private readonly int _forwardPhases;
    private readonly int _chunks, _together;
    private readonly nint _noisy, _clean;
    private readonly float[] _scalarValues;
    private readonly double[] _losses;
    private readonly Action<int, int> _phaseBody;

    private Weights? _weights, _gradient;
    private ITrainingSamples? _samples;
    private Phase? _phase;                      // none before the first and behind the last
    private Preparation[] _filters = [];        // that the next phase reads
    private IFilterStep[] _learned = [];        // by the phase before
    private int _images;

    /// <summary>Plans a network.</summary>
    /// <param name="network">The description.</param>
    /// <param name="batch">The largest batch, [N, H, W, C]; a step may have fewer images.</param>
    /// <param name="loss">What is minimised: its mean over all values of the batch.</param>
    /// <param name="team">Who computes. The caller keeps and disposes it.</param>
    /// <param name="mode">How convolutions may be computed.</param>
    /// <exception cref="ShapeException">The batch's channels are not the network's, or it is empty.</exception>
    /// <exception cref="ArgumentException">The network has nothing to learn.</exception>
    public TrainingPlan(Network network, Shape batch, ILoss loss, WorkerTeam team, ConvolutionMode mode = ConvolutionMode.Fast)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(team);
        Network = network;
        (_batch, _loss, _team, _memory) = (batch, loss, team, new Workspace(team.Count));
        if (batch.C == network.Channels && batch.Count < 1)
            throw new ShapeException($"A training batch has at least one image of at least one pixel, but this one is {batch}. Choose a " +
                "larger batch or patch.");
        if (batch.C != network.Channels)
            throw new ShapeException($"The network takes images of {network.Channels} channels, but the batch is {batch}. Convert the " +
                "images or choose another network.");

        (_chunks, _together) = Cut(batch.N);
        bool batchwise = network.Nodes.Any(n => n.Layer is Networks.Layers.BatchNorm);
        KeepsBatch = batchwise;
        int local = team.Count * _together, slots = batchwise ? batch.N : local;
        int height = AlignUp(batch.H, network.Alignment), width = AlignUp(batch.W, network.Alignment);
        var plan = new PlanBuilder(network, new PlanContext(_memory, Training: true, mode, batch.N, local, FilterStorage.Local), height, width, _chunks);
        PixelBuffer gradient = plan.Estimate.Gradient ?? throw new ArgumentException("The network learns nothing: no layer before its " +
            "result has weights. Give it a convolution.", nameof(network));
        (_image, _estimate, _estimateGradient) = (plan.Image.Data, plan.Estimate.Data, gradient);
        _scalars = [.. plan.Scalars.Select(s => s.Data)];
        _batchSteps = [.. plan.Steps.OfType<IBatchStep>()];
        _noisy = _memory.Reserve((nint)(slots * batch.ImageCount));
        _clean = _memory.Reserve((nint)(slots * batch.ImageCount));
        _scalarValues = new float[slots];
        _losses = new double[batch.N];
        (_phases, _forwardPhases) = Phase.Sequence(plan.Steps, _together);
        _memory.Allocate();
        _phaseBody = RunItem;
    }

    /// <summary>What was planned.</summary>
    public Network Network { get; }

    /// <summary>Whether activations of a whole batch are in memory, as batch normalization needs it.</summary>
    public bool KeepsBatch { get; }

    /// <summary>
    /// For profiles: is told after each operation how long it took, in ticks of <see cref="Stopwatch"/>; on every worker.
    /// </summary>
    internal Action<Operation, long>? OperationDone { get; set; }

    /// <summary>Bytes of the plan's memory.</summary>
    internal long Bytes => _memory.Length * (long)sizeof(float);

    /// <summary>One forward and backward pass.</summary>
    /// <param name="weights">The network's weights; running statistics are updated.</param>
    /// <param name="samples">The batch's images.</param>
    /// <param name="images">Images in this batch, at most the planned number.</param>
    /// <param name="gradient">Receives d loss / d weights.</param>
    /// <returns>The mean loss over all values of the batch.</returns>
    public double Step(Weights weights, ITrainingSamples samples, int images, Weights gradient)
    {
        Begin(weights, samples, images);
        _gradient = gradient;
        for (int phase = -1; phase <= _phases.Length; phase++)
            Run(phase, _phases.Length, Networks.Layers.BatchNorm.Momentum);
        foreach (IBatchStep step in _batchSteps)
            step.CollectGradient(gradient, worker: 0);
        double sum = 0;
        for (int i = 0; i < images; i++)
            sum += _losses[i];
        return sum / ((double)images * _batch.ImageCount);
    }

    /// <summary>
    /// Measures the running statistics anew for given weights, over some batches: the mean of the batches' statistics. Averaged weights
    /// need it, since statistics of the weights they were averaged from do not fit them.
    /// </summary>
    /// <param name="weights">The weights; only their running statistics are changed.</param>
    /// <param name="samples">The images of each batch.</param>
    /// <param name="images">Images in each batch.</param>
    public void MeasureStatistics(Weights weights, IReadOnlyList<ITrainingSamples> samples, int images)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (_batchSteps.Length == 0)
            return;
        for (int b = 0; b < samples.Count; b++)
        {
            Begin(weights, samples[b], images);
            for (int phase = -1; phase < _forwardPhases; phase++)
                Run(phase, _forwardPhases, 1.0 / (b + 1));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    /// <summary>How a batch is cut: into how many chunks, and how many images of one go together at most.</summary>
    internal static (int Chunks, int Together) Cut(int images)
    {
        int chunks = Math.Clamp(images / FewestImages, Math.Min(images, FewestChunks), MostChunks);
        return (chunks, Math.Min((images + chunks - 1) / chunks, MostImages));
    }

    internal static int AlignUp(int extent, int alignment) => (extent + alignment - 1) / alignment * alignment;

    private void Begin(Weights weights, ITrainingSamples samples, int images)
    {
        if (images < 1 || images > _batch.N)
            throw new ShapeException($"A step has {images} images, but the plan is for 1 to {_batch.N}. Plan for the largest batch.");
        (_weights, _samples, _images) = (weights, samples, images);
        foreach (IBatchStep step in _batchSteps)
            step.Prepare(weights, worker: 0);
    }

    /// <summary>
    /// Takes all images through a phase. Beside them, filters for the next phase are made ready and the gradients of the phase before are
    /// added up: both need memory for two phases alone, and no wait of their own.
    /// </summary>
    private void Run(int phase, int end, double momentum)
    {
        _phase = phase >= 0 && phase < end ? _phases[phase] : null;
        _filters = phase + 1 < end ? _phases[phase + 1].Filters : [];
        _learned = phase > 0 ? _phases[phase - 1].Learning : [];
        _team.Run(_filters.Length + _learned.Length + (_phase is null ? 0 : _chunks), _phaseBody);
        if (_phase is { Conclusion: { } step, ConcludesForward: true })
            step.ConcludeForward(_images, momentum);
        else
            _phase?.Conclusion?.ConcludeBackward(_images);
    }

    private void RunItem(int item, int worker)
    {
        if (item < _filters.Length)
            _filters[item].Run(_weights!, worker);
        else if (item < _filters.Length + _learned.Length)
            _learned[item - _filters.Length].CollectGradient(_gradient!, worker);
        else
            RunChunk(_phase!.Value, item - _filters.Length - _learned.Length, worker);
    }

    private void RunChunk(in Phase phase, int chunk, int worker)
    {
        int end = (int)((chunk + 1L) * _images / _chunks);
        foreach (IFilterStep step in phase.Learning)
            step.BeginGradient(chunk, worker);
        for (int image = (int)((long)chunk * _images / _chunks); image < end; image += _together)
            RunImages(phase, image, Math.Min(_together, end - image), chunk, worker);

        foreach (IFilterStep step in phase.Learning)
            step.EndGradient(chunk, worker);
    }

    private void RunImages(in Phase phase, int first, int images, int chunk, int worker)
    {
        var place = new Place(first, worker * _together);
        foreach (Segment segment in phase.Segments)
        {
            for (int i = 0; i < images; i += segment.Images)
            {
                foreach (Operation operation in segment.Operations)
                {
                    long start = OperationDone is null ? 0 : Stopwatch.GetTimestamp();
                    Perform(operation, place + i, Math.Min(segment.Images, images - i), chunk, worker);
                    OperationDone?.Invoke(operation, Stopwatch.GetTimestamp() - start);
                }
            }
        }
    }

    private void Perform(in Operation operation, Place place, int images, int chunk, int worker)
    {
        switch (operation)
        {
            case { Kind: OperationKind.Forward, Step: IFilterStep step }:
                step.ForwardImages(place, images, worker);
                break;
            case { Kind: OperationKind.Backward, Step: IFilterStep step }:
                step.BackwardImages(place, images, chunk, worker);
                break;
            default:
                for (int i = 0; i < images; i++)
                    Perform(operation, place + i, chunk, worker);
                break;
        }
    }

    private void Perform(in Operation operation, Place place, int chunk, int worker)
    {
        switch (operation.Kind)
        {
            case OperationKind.Load:
                Load(place);
                break;
            case OperationKind.Forward:
                operation.Step!.Forward(place, 0, operation.Step.Rows, worker);
                break;
            case OperationKind.GatherForward:
                operation.BatchStep!.GatherForward(place, chunk);
                break;
            case OperationKind.Loss:
                _losses[place.Image] = Judge(place);
                break;
            case OperationKind.GatherBackward:
                operation.BatchStep!.GatherBackward(place, chunk);
                break;
            default:
                operation.Step!.Backward(place, chunk, worker);
                break;
        }
    }

    private void Load(Place place)
    {
        int slot = Slot(place);
        float* noisy = Dense(_noisy, slot);
        _samples!.Read(place.Image, Span(noisy), Span(Dense(_clean, slot)), out _scalarValues[slot]);
        ImageTransfer.Load(noisy, _batch.H, _batch.W, _image, place, 0, _image.Height);
        foreach (PixelBuffer scalar in _scalars)
            ImageTransfer.Fill(scalar, place, _scalarValues[slot], 0, scalar.Height);
    }

    /// <summary>The image's summed loss; its gradient goes to the estimate's. What was continued beyond the image does not count.</summary>
    private double Judge(Place place)
    {
        float scale = (float)(1.0 / ((double)_images * _batch.ImageCount));
        float* clean = Dense(_clean, Slot(place));
        int length = _batch.W * _batch.C;
        double sum = 0;
        for (int row = 0; row < _batch.H; row++)
        {
            sum += _loss.Evaluate(
                new ReadOnlySpan<float>(_estimate.Row(place, row), length),
                new ReadOnlySpan<float>(clean + ((nint)row * length), length),
                new Span<float>(_estimateGradient.Row(place, row), length),
                scale);
        }

        return sum;
    }

    /// <summary>Where the pair of images is kept: until the loss, which may be phases later.</summary>
    private int Slot(Place place) => KeepsBatch ? place.Image : place.Local;

    private float* Dense(nint offset, int slot) => _memory.At(offset) + (nint)(slot * _batch.ImageCount);

    private Span<float> Span(float* dense) => MemoryMarshal.CreateSpan(ref *dense, checked((int)_batch.ImageCount));
}
