using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Hush.Learning.Distributed;
using Hush.Learning.Losses;
using Hush.Learning.Networks;
using Hush.Learning.Plans.Execution;
using Hush.Learning.Plans.Memory;
using Hush.Learning.Plans.Scheduling;
using Hush.Numerics;
using Hush.Numerics.Threading;

namespace Hush.Learning.Plans;

/// <summary>
/// A network prepared for training with batches of a fixed size. All activations and gradients are in one memory
/// arena, and a training step allocates no memory.
/// </summary>
/// <remarks>
/// A batch is divided into chunks, depending on its size only. A worker takes a few images of a chunk at a time through as many
/// layers as possible while they are in the cache (see <see cref="Segment"/>), and adds their weight gradients to the sums of the
/// chunk. At the end, the sums of the chunks are added in a fixed order (see <see cref="SumTree"/>). Results therefore do not depend
/// on the number of threads, or on the number of processes among which the chunks are divided.
/// Without batch normalization, images go through the whole network forward and backward at once, which needs memory only for the
/// images in flight. Each batch normalization is a barrier for the whole batch.
/// </remarks>
internal sealed unsafe class TrainingPlan : IPlanIO, IDisposable
{
    private const int MinChunks = 4, MaxChunks = 16, MinImages = 4, MaxImages = 8;

    private readonly Shape _batch;
    private readonly WorkerTeam _team;
    private readonly Arena _memory, _filterMemory;
    private readonly SharedMemory? _sharedFilters;  // if ranks share them; each packs some
    private readonly IExchange? _filtersPacked;
    private readonly ILoss _loss;
    private readonly FeatureMap _image, _estimate, _estimateGradient;
    private readonly FeatureMap[] _scalars;
    private readonly IBatchStep[] _batchSteps;
    private readonly Phase[] _phases;
    private readonly int _forwardPhases;
    private readonly ICommunicator _ranks;
    private readonly BatchChunks _chunks;
    private readonly GradientSums? _sums;           // null for a single process
    private readonly IFilterStep[] _filterSteps;    // in the order of the backward pass
    private readonly int[] _openChunks;             // per filter step: chunks of this rank without their gradient
    private readonly int _groupSize, _lossColumn;
    private readonly nint _noisy, _clean;
    private readonly float[] _scalarValues;
    private readonly double[] _losses;
    private readonly Action<int, int> _phaseBody, _collectBody;
    private readonly Action<IFilterStep, int> _shareGradient;

    private Weights? _weights, _gradient;
    private ITrainingSamples? _samples;
    private Phase? _phase;                      // null before the first phase and after the last
    private FilterPreparation[] _filters = [];        // needed by the next phase
    private IFilterStep[] _learned = [];        // weight gradients of the previous phase
    private int _images, _firstImage;       // images of the batch, and the first one of this rank

    /// <summary>Plans a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batch">Shape of the largest batch, [N, H, W, C]. Steps may have fewer images.</param>
    /// <param name="loss">The loss function. Training minimizes its mean over all values of the batch.</param>
    /// <param name="team">The worker threads. Not disposed by this class.</param>
    /// <param name="mode">The convolution algorithms.</param>
    /// <param name="ranks">The processes among which each batch is divided, at most <see cref="MaxRanks"/>; null for this one
    /// alone.</param>
    /// <exception cref="ShapeException">The batch is empty, or its number of channels differs from that of the network.</exception>
    /// <exception cref="ArgumentException">The network has no learned parameters before its output.</exception>
    public TrainingPlan(Network network, Shape batch, ILoss loss, WorkerTeam team, ConvolutionMode mode = ConvolutionMode.Fast,
        ICommunicator? ranks = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(team);
        Network = network;
        (_batch, _loss, _team, _memory) = (batch, loss, team, new Arena(team.Count));
        if (batch.C == network.Channels && batch.Count < 1)
            throw new ShapeException($"A training batch must have at least one image of at least one pixel, got {batch}. Use a " +
                "larger batch or patch.");
        if (batch.C != network.Channels)
            throw new ShapeException($"The network takes images with {network.Channels} channels, but the batch is {batch}. Convert the " +
                "images or choose another network.");

        (int chunks, _groupSize) = Divide(batch.N);
        _ranks = ranks ?? SingleProcess.Instance;
        _filterMemory = _ranks.Count > 1 ? new Arena(team.Count) : _memory;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_ranks.Count, chunks, nameof(ranks));
        _chunks = new BatchChunks(chunks, _ranks, _memory);
        _lossColumn = _chunks.Sums.Reserve(1);
        int own = _chunks.MaxImages(batch.N);
        bool batchwise = network.Nodes.Any(n => n.Layer is Networks.Layers.BatchNorm);
        StoresBatch = batchwise;
        int local = team.Count * _groupSize, slots = batchwise ? own : local;
        int height = Align.Up(batch.H, network.Alignment), width = Align.Up(batch.W, network.Alignment);
        var context = new PlanContext(_memory, Training: true, mode, own, local, FilterLiveRanges.Local) { FilterMemory = _filterMemory };
        var plan = new PlanBuilder(network, context, height, width, _chunks);
        FeatureMap gradient = plan.Estimate.Gradient ?? throw new ArgumentException("The network has nothing to train: no layer before " +
            "its output has weights. Add a convolution.", nameof(network));
        (_image, _estimate, _estimateGradient) = (plan.Image.Data, plan.Estimate.Data, gradient);
        _scalars = [.. plan.Scalars.Select(s => s.Data)];
        _batchSteps = [.. plan.Steps.OfType<IBatchStep>()];
        _noisy = _memory.Reserve((nint)(slots * batch.ImageCount));
        _clean = _memory.Reserve((nint)(slots * batch.ImageCount));
        _scalarValues = new float[slots];
        _losses = new double[own];
        (_phases, _forwardPhases) = Phase.Schedule(plan.Steps, _groupSize);
        _memory.Allocate();
        _filterSteps = [.. plan.Steps.OfType<IFilterStep>().Reverse()];
        _openChunks = new int[_filterSteps.Length];
        if (_ranks.Count > 1)
        {
            _sums = new GradientSums(_ranks, _chunks, [.. _filterSteps.Select(s => s.GradientLength)]);
            for (int step = 0; step < _filterSteps.Length; step++)
                _filterSteps[step].PlaceGradients(_sums.ChunkGradient(step), _sums.ChunkPitch);
            _sharedFilters = ShareFilters();
            _filtersPacked = _sharedFilters?.Signal(0);
        }

        (Executor, _phaseBody, _collectBody, _shareGradient) = (new Executor(this), RunItem, CollectSum, ShareGradient);
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>True if the activations of a whole batch are kept in memory, as batch normalization requires.</summary>
    public bool StoresBatch { get; }

    /// <summary>Executes the operations.</summary>
    internal Executor Executor { get; }

    /// <summary>Size of the memory arena, in bytes.</summary>
    internal long Bytes => _memory.Length * (long)sizeof(float);

    /// <summary>How long the last step waited for other ranks after its own passes, in ticks of <see cref="Stopwatch"/>.</summary>
    internal long WaitTicks { get; private set; }

    /// <summary>Runs one forward and backward pass.</summary>
    /// <param name="weights">The weights of the network. Updates their running statistics.</param>
    /// <param name="samples">The images of the batch.</param>
    /// <param name="images">Number of images, at most that of the planned batch.</param>
    /// <param name="gradient">Receives d loss / d weights.</param>
    /// <returns>The mean loss over all values of the batch.</returns>
    /// <exception cref="ShapeException">The number of images is out of range.</exception>
    public double Step(Weights weights, ITrainingSamples samples, int images, Weights gradient)
    {
        Begin(weights, samples, images);
        _gradient = gradient;
        Array.Fill(_openChunks, _chunks.Own);
        for (int phase = -1; phase <= _phases.Length; phase++)
            Run(phase, _phases.Length, Networks.Layers.BatchNorm.Momentum);
        if (_sums != null)
        {
            long start = Stopwatch.GetTimestamp();
            _chunks.AllGather(_chunks.Sums);
            _sums.Complete();
            WaitTicks = Stopwatch.GetTimestamp() - start;
            _team.Run(_filterSteps.Length, _collectBody);
        }

        foreach (IBatchStep step in _batchSteps)
            step.CollectGradient(gradient);
        return _chunks.Sums.Total(_lossColumn) / ((double)images * _batch.ImageCount);
    }

    /// <summary>Sends and receives the gradients of a step without computing them, for measurements. Call on all ranks.</summary>
    internal void ExchangeGradients()
    {
        for (int step = 0; step < _filterSteps.Length; step++)
            _sums!.Ready(step);
        _chunks.AllGather(_chunks.Sums);
        _sums!.Complete();
    }

    /// <summary>
    /// Measures the running statistics for given weights as the mean of the statistics of several batches. Needed for averaged
    /// weights, which have other statistics than the weights they were averaged from. Equivalent to torch.optim.swa_utils.update_bn.
    /// </summary>
    /// <param name="weights">The weights. Only their running statistics are changed.</param>
    /// <param name="samples">The images of each batch.</param>
    /// <param name="images">Number of images per batch.</param>
    /// <exception cref="ShapeException">The number of images is out of range.</exception>
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
    public void Dispose()
    {
        _memory.Dispose();
        _filterMemory.Dispose();
        _sharedFilters?.Dispose();
        _sums?.Dispose();
    }

    /// <summary>The maximum number of processes among which batches of so many images can be divided.</summary>
    public static int MaxRanks(int images) => Divide(images).Chunks;

    /// <summary>
    /// The number of chunks of a batch, and the maximum number of images of a chunk that go through the network together.
    /// </summary>
    internal static (int Chunks, int GroupSize) Divide(int images)
    {
        int chunks = Math.Clamp(images / MinImages, Math.Min(images, MinChunks), MaxChunks);
        return (chunks, Math.Min((images + chunks - 1) / chunks, MaxImages));
    }

    private SharedMemory? ShareFilters()
    {
        _filterMemory.AssignOffsets();
        SharedMemory? shared = _ranks.Share(_filterMemory.Length, signals: 1);
        if (shared == null)
            _filterMemory.Allocate();
        else
            _filterMemory.Use(shared.Floats);
        return shared;
    }

    private void Begin(Weights weights, ITrainingSamples samples, int images)
    {
        if (images < 1 || images > _batch.N)
            throw new ShapeException($"A step has {images} images, but the plan is for 1 to {_batch.N}. Plan for the largest batch.");
        (_weights, _samples, _images) = (weights, samples, images);
        _firstImage = _chunks.FirstImage(_chunks.First, images);
        foreach (IBatchStep step in _batchSteps)
            step.Prepare(weights, worker: 0);
    }

    /// <summary>
    /// Takes all images through a phase. At the same time, prepares the filters of the next phase and reduces the gradients of
    /// the previous one: their memory is then needed for two phases only, without another barrier.
    /// </summary>
    private void Run(int phase, int end, double momentum)
    {
        _phase = phase >= 0 && phase < end ? _phases[phase] : null;
        _filters = phase + 1 < end ? _phases[phase + 1].Filters : [];
        _learned = phase > 0 && _sums == null ? _phases[phase - 1].GradientSteps : [];
        _team.Run(_filters.Length + _learned.Length + (_phase is null ? 0 : _chunks.Own), _phaseBody);
        if (_filters.Length > 0 && _filtersPacked != null)
        {
            _filtersPacked.Start();
            Backoff.Await(_filtersPacked);
        }

        if (_phase?.Reduction is { } reduction)
            _chunks.AllGather(reduction.Sums);
        if (_phase is { Reduction: { } step, ReducesForward: true })
            step.ReduceForward(_images, momentum);
        else
            _phase?.Reduction?.ReduceBackward(_images);
    }

    private void RunItem(int item, int worker)
    {
        if (item < _filters.Length)
            PrepareFilters(item, worker);
        else if (item < _filters.Length + _learned.Length)
            ReduceGradient(_learned[item - _filters.Length], worker);
        else
            RunChunk(_phase!.Value, _chunks.First + item - _filters.Length - _learned.Length, worker);
    }

    // The filters are sorted by size, so each rank packs about as many weights.
    private void PrepareFilters(int item, int worker)
    {
        if (_sharedFilters == null || item % _ranks.Count == _ranks.Rank)
            _filters[item].Run(_weights!, worker);
        else
            _filters[item].RunWithoutFilters(_weights!);
    }

    private void RunChunk(in Phase phase, int chunk, int worker)
    {
        int first = _chunks.FirstImage(chunk, _images) - _firstImage, end = _chunks.FirstImage(chunk + 1, _images) - _firstImage;
        foreach (IFilterStep step in phase.GradientSteps)
            step.BeginGradient(chunk, worker);
        for (int image = first; image < end; image += _groupSize)
        {
            Executor.Run(phase.Segments, new ImageSlot(image, worker * _groupSize), Math.Min(_groupSize, end - image), chunk, worker,
                _sums != null && image + _groupSize >= end ? _shareGradient : null);
        }

        foreach (IFilterStep step in phase.GradientSteps)
            step.EndGradient(chunk, worker);
        if (_sums != null && first == end)
        {
            foreach (IFilterStep step in phase.GradientSteps)
                ShareGradient(step, worker);
        }

        double loss = 0;
        for (int image = first; image < end; image++)
            loss += _losses[image];
        _chunks.Sums.Row(chunk)[_lossColumn] = loss;
    }

    /// <summary>
    /// Exchanges gradients with other ranks while the backward pass continues, as soon as all chunks of this rank have them.
    /// </summary>
    /// <param name="step">The step whose gradient a chunk now has.</param>
    /// <param name="worker">Index of the worker thread.</param>
    private void ShareGradient(IFilterStep step, int worker)
    {
        int index = Array.IndexOf(_filterSteps, step);
        if (Interlocked.Decrement(ref _openChunks[index]) == 0)
            _sums!.Ready(index);
    }

    // For a single process. Several exchange the gradients of their chunks first.
    private void ReduceGradient(IFilterStep step, int worker)
    {
        Span<PartialSum> parts = stackalloc PartialSum[_chunks.Count];
        for (int chunk = 0; chunk < parts.Length; chunk++)
            parts[chunk] = new PartialSum(chunk, (nint)step.ChunkGradient(chunk));
        float* sum = step.ChunkGradient(0);
        SumTree.Sum(parts, 0, _chunks.Count, step.GradientLength, sum);
        step.CollectGradient(sum, _gradient!, worker);
    }

    // For several processes, after their sums were added.
    private void CollectSum(int step, int worker) =>
        _filterSteps[step].CollectGradient(_sums!.TotalOf(step), _gradient!, worker);

    void IPlanIO.Load(ImageSlot image)
    {
        int slot = Slot(image);
        float* noisy = Dense(_noisy, slot);
        _samples!.Read(_firstImage + image.Index, Span(noisy), Span(Dense(_clean, slot)), out _scalarValues[slot]);
        ImageTransfer.Load(noisy, _batch.H, _batch.W, _image, image, 0, _image.Height);
        foreach (FeatureMap scalar in _scalars)
            ImageTransfer.Fill(scalar, image, _scalarValues[slot], 0, scalar.Height);
    }

    void IPlanIO.Finish(ImageSlot image) => _losses[image.Index] = ComputeLoss(image);

    // Returns the loss of the image times its number of values and writes its gradient. The padding does not count.
    private double ComputeLoss(ImageSlot image)
    {
        float scale = (float)(1.0 / ((double)_images * _batch.ImageCount));
        float* clean = Dense(_clean, Slot(image));
        int length = _batch.W * _batch.C;
        double sum = 0;
        for (int row = 0; row < _batch.H; row++)
        {
            sum += _loss.Evaluate(
                new ReadOnlySpan<float>(_estimate.Row(image, row), length),
                new ReadOnlySpan<float>(clean + ((nint)row * length), length),
                new Span<float>(_estimateGradient.Row(image, row), length),
                scale);
        }

        double loss = _loss.OfImage(sum / _batch.ImageCount, out double slope);
        if (slope == 1)
            return sum;
        for (int row = 0; row < _batch.H; row++)
        {
            var gradient = new Span<float>(_estimateGradient.Row(image, row), length);
            TensorPrimitives.Multiply(gradient, (float)slope, gradient);
        }

        return loss * _batch.ImageCount;
    }

    // The pair of images is kept until the loss, which may be in a later phase.
    private int Slot(ImageSlot image) => StoresBatch ? image.Index : image.Local;

    private float* Dense(nint offset, int slot) => _memory.At(offset) + (nint)(slot * _batch.ImageCount);

    private Span<float> Span(float* dense) => MemoryMarshal.CreateSpan(ref *dense, checked((int)_batch.ImageCount));
}
