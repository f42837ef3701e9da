using Hush.Learning.Networks;
using Hush.Learning.Plans.Execution;
using Hush.Learning.Plans.Memory;
using Hush.Learning.Plans.Scheduling;
using Hush.Numerics;
using Hush.Numerics.Threading;

namespace Hush.Learning.Plans;

/// <summary>
/// A network prepared for inference on images of a fixed size. A batch is divided among the workers, each of which takes a few
/// images at a time (see <see cref="Segment"/>). A single image is streamed from top to bottom in strips of rows
/// (see <see cref="StreamingSchedule"/>), each divided into bands among the workers; memory then grows with the width of the image,
/// but not with its height. Both give the same bytes.
/// </summary>
internal sealed unsafe class InferencePlan : IPlanIO, IDisposable
{
    private const int MaxImages = 8;

    // Bands of the lowest resolution in a strip. More bands would keep more workers busy there, but each buffer grows
    // with the rows of a strip.
    private const int MaxBands = 4;

    private readonly Arena _memory;
    private readonly WorkerTeam _team;
    private readonly int _height, _width, _groupSize;
    private readonly FeatureMap _image, _estimate;
    private readonly FeatureMap[] _scalars;
    private readonly Segment[] _segments;
    private readonly Executor _executor;
    private readonly IWeightedStep[] _weighted;
    private readonly ImagePass? _pass;       // for plans of one image
    private readonly Action<int, int> _prepareBody, _imageBody;

    private Weights? _weights;
    private Tensor? _input, _output;
    private ReadOnlyMemory<float> _scalarValues;
    private int _images, _imagesPerTask;

    /// <summary>Plans a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="height">Image height, at least 1.</param>
    /// <param name="width">Image width, at least 1.</param>
    /// <param name="severalImages">True for batches of several images: each worker then has memory for a few of them.</param>
    /// <param name="team">The worker threads. Not disposed by this class.</param>
    /// <param name="mode">The convolution algorithms.</param>
    /// <exception cref="ArgumentOutOfRangeException">Height or width is less than 1.</exception>
    public InferencePlan(
        Network network, int height, int width, bool severalImages, WorkerTeam team, ConvolutionMode mode = ConvolutionMode.Fast)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(team);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        Network = network;
        (_team, _height, _width, _memory) = (team, height, width, new Arena(team.Count));
        _groupSize = severalImages ? MaxImages : 1;
        var (plan, schedule) = Build(network, _memory, height, width, severalImages ? team.Count * _groupSize : 1, severalImages, mode);
        (_image, _estimate) = (plan.Image.Data, plan.Estimate.Data);
        _scalars = [.. plan.Scalars.Select(s => s.Data)];
        _weighted = [.. plan.Steps.OfType<IWeightedStep>().OrderByDescending(s => s.Parameters)];
        _segments = Segment.Divide(
            [
                new Operation(OperationKind.Load),
                .. plan.Steps.Select(s => new Operation(OperationKind.Forward, s)),
                new Operation(OperationKind.Finish),
            ],
            _groupSize);
        _pass = schedule == null ? null : new ImagePass(schedule, team, _image, _scalars, _estimate);
        _memory.Allocate();
        (_executor, _prepareBody, _imageBody) = (new Executor(this), Prepare, RunImages);
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>Size in bytes of the memory arena of a plan for one image, without allocating it.</summary>
    internal static long BytesOf(Network network, int height, int width, int workers, ConvolutionMode mode)
    {
        using var memory = new Arena(workers);
        Build(network, memory, height, width, images: 1, severalImages: false, mode);
        memory.AssignOffsets();
        return memory.Length * (long)sizeof(float);
    }

    /// <summary>Loads the weights. Call again after they change.</summary>
    /// <param name="weights">The weights of the network.</param>
    public void Load(Weights weights)
    {
        _weights = weights;
        _team.Run(_weighted.Length, _prepareBody);
        _weights = null;
    }

    /// <summary>Estimates clean images.</summary>
    /// <param name="noisy">Noisy images, [N, H, W, C].</param>
    /// <param name="estimate">Receives the estimates, in the same shape. Values are not clipped.</param>
    /// <param name="scalars">One value per image, for networks with a scalar input.</param>
    /// <param name="images">Number of images to process, starting with the first; null for all.</param>
    /// <param name="progress">Receives the completed fraction of each image, above 0 and up to 1, on the calling thread. Used
    /// only by plans for one image.</param>
    /// <param name="cancellation">Cancels after the current rows. Used only by plans for one image.</param>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    /// <exception cref="ShapeException">A shape differs from the plan, or there are fewer scalars than images.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="images"/> is greater than N.</exception>
    /// <exception cref="InvalidOperationException">The call came from the progress handler of this plan.</exception>
    public void Run(
        Tensor noisy,
        Tensor estimate,
        ReadOnlyMemory<float> scalars = default,
        int? images = null,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(noisy);
        ArgumentNullException.ThrowIfNull(estimate);
        var planned = new Shape(noisy.Shape.N, _height, _width, Network.Channels);
        if (noisy.Shape != planned || estimate.Shape != planned)
            throw new ShapeException($"The plan is for images of shape {planned}, but the noisy images are {noisy.Shape} and the " +
                $"estimates {estimate.Shape}. Create a plan for this shape.");
        if (Network.TakesScalar && scalars.Length < planned.N)
            throw new ShapeException($"The network takes a noise level for each of the {planned.N} images, got {scalars.Length}. " +
                "Pass one per image.");
        int count = images ?? planned.N;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, planned.N, nameof(images));
        if (_input != null)
            throw new InvalidOperationException("The plan is already running, and its progress callback must not run it again. Use a " +
                "separate plan for that.");
        (_input, _output, _scalarValues) = (noisy, estimate, scalars);
        try
        {
            if (_pass == null)
            {
                (_images, _imagesPerTask) = (count, Math.Clamp(count / (4 * _team.Count), 1, _groupSize));
                _team.Run((count + _imagesPerTask - 1) / _imagesPerTask, _imageBody);
            }

            for (int image = 0; _pass != null && image < count; image++)
                _pass.Run(noisy, estimate, image, Network.TakesScalar ? scalars.Span[image] : 0, progress, cancellation);
        }
        finally
        {
            (_input, _output) = (null, null);
        }
    }

    /// <summary>Builds the plan without allocating its memory.</summary>
    private static (PlanBuilder Plan, StreamingSchedule? Schedule) Build(
        Network network, Arena memory, int height, int width, int images, bool severalImages, ConvolutionMode mode)
    {
        int alignment = network.Alignment;
        var plan = new PlanBuilder(
            network,
            new PlanContext(memory, Training: false, mode, images, images, FilterLiveRanges.Local, Streaming: !severalImages),
            Align.Up(height, alignment),
            Align.Up(width, alignment),
            chunks: null);
        int rows = alignment * IStep.BandRows * Math.Min(memory.Workers, MaxBands);
        return (plan, severalImages ? null : new StreamingSchedule([.. plan.Steps], plan.Image.Data, plan.Estimate.Data, rows));
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private void Prepare(int item, int worker) => _weighted[item].Prepare(_weights!, worker);

    /// <summary>Takes some of the images through the network. The result does not depend on the division.</summary>
    private void RunImages(int task, int worker)
    {
        int first = task * _imagesPerTask, images = Math.Min(_imagesPerTask, _images - first);
        _executor.Run(_segments, new ImageSlot(first, worker * _groupSize), images, chunk: 0, worker);
    }

    void IPlanIO.Load(ImageSlot image)
    {
        fixed (float* noisy = _input!.Image(image.Index))
            ImageTransfer.Load(noisy, _height, _width, _image, image, 0, _image.Height);
        foreach (FeatureMap scalar in _scalars)
            ImageTransfer.Fill(scalar, image, _scalarValues.Span[image.Index], 0, scalar.Height);
    }

    void IPlanIO.Finish(ImageSlot image)
    {
        fixed (float* estimate = _output!.Image(image.Index))
            ImageTransfer.Store(_estimate, image, estimate, _width, 0, _height);
    }
}
