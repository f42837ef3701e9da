using Hush.Learning.Networks;
using Hush.Learning.Plans.Rows;
using Hush.Numerics;
using Hush.Numerics.Threading;

namespace Hush.Learning.Plans;

/// <summary>
/// A network made ready to estimate clean images of one size. Several images are shared out among the workers, who take a few at a time
/// (see <see cref="Segment"/>); a single one passes from top to bottom (see <see cref="RowWaves"/>), its rows shared out in bands: the
/// memory that this takes grows with the image's width, not with its height. Both give the same bytes.
/// </summary>
public sealed unsafe class InferencePlan : IDisposable
{
    private const int MostImages = 8;
    /// <summary>
    /// Of the smallest level in a wave. More would keep more workers busy there, but every buffer grows by a wave's rows.
    /// </summary>
    private const int MostBands = 4;


    private readonly Workspace _memory;
    private readonly WorkerTeam _team;
    private readonly int _height, _width, _together;
    private readonly PixelBuffer _image, _estimate;
    private readonly PixelBuffer[] _scalars;
    private readonly Segment[] _segments;
    private readonly IWeightedStep[] _weighted;
    private readonly ImagePass? _pass;       // of a plan for one image
    private readonly Action<int, int> _prepareBody, _imageBody;

    private Weights? _weights;
    private Tensor? _input, _output;
    private ReadOnlyMemory<float> _scalarValues;
    private int _images, _share;

    /// <summary>Plans a network.</summary>
    /// <param name="network">The description.</param>
    /// <param name="height">Rows of an image, any number from 1.</param>
    /// <param name="width">Columns, likewise.</param>
    /// <param name="severalImages">Whether batches will have several images: then each worker has memory for a few.</param>
    /// <param name="team">Who computes. The caller keeps and disposes it.</param>
    /// <param name="mode">How convolutions may be computed.</param>
    public InferencePlan(
        Network network, int height, int width, bool severalImages, WorkerTeam team, ConvolutionMode mode = ConvolutionMode.Fast)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(team);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        Network = network;
        (_team, _height, _width, _memory) = (team, height, width, new Workspace(team.Count));
        _together = severalImages ? MostImages : 1;
        var (plan, waves) = Draw(network, _memory, height, width, severalImages ? team.Count * _together : 1, severalImages, mode);
        (_image, _estimate) = (plan.Image.Data, plan.Estimate.Data);
        _scalars = [.. plan.Scalars.Select(s => s.Data)];
        _weighted = [.. plan.Steps.OfType<IWeightedStep>().OrderByDescending(s => s.Parameters)];
        _segments = Segment.Cut(
            [
                new Operation(OperationKind.Load),
                .. plan.Steps.Select(s => new Operation(OperationKind.Forward, s)),
                new Operation(OperationKind.Store),
            ],
            _together);
        _pass = waves == null ? null : new ImagePass(waves, team, _image, _scalars, _estimate);
        _memory.Allocate();
        (_prepareBody, _imageBody) = (Prepare, RunShare);
    }

    /// <summary>What was planned.</summary>
    public Network Network { get; }

    /// <summary>Bytes that a plan for one image would have.</summary>
    /// <param name="network">The description.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns.</param>
    /// <param name="workers">Who computes.</param>
    /// <param name="mode">How convolutions may be computed.</param>
    internal static long BytesOf(Network network, int height, int width, int workers, ConvolutionMode mode)
    {
        using var memory = new Workspace(workers);
        Draw(network, memory, height, width, images: 1, severalImages: false, mode);
        memory.Place();
        return memory.Length * (long)sizeof(float);
    }

    /// <summary>Takes over weights; call again after they change.</summary>
    public void Load(Weights weights)
    {
        _weights = weights;
        _team.Run(_weighted.Length, _prepareBody);
        _weights = null;
    }

    /// <summary>Estimates clean images.</summary>
    /// <param name="noisy">Noisy images, [N, H, W, C].</param>
    /// <param name="estimate">Receives the estimates, of the same shape; not clipped.</param>
    /// <param name="scalars">For a network with a scalar input, a value for each image.</param>
    /// <param name="images">How many of the tensors' images, from the first; all where it is not given.</param>
    /// <param name="progress">Of a plan for one image: told now and then what share of it is done, above 0 and up to 1, on the calling
    /// thread.</param>
    /// <param name="cancellation">Of a plan for one image: ends it after some rows.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ShapeException">A shape is not the planned one.</exception>
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
            throw new ShapeException($"The plan is for images of {planned}, but the noisy ones are {noisy.Shape} and the estimates " +
                $"{estimate.Shape}. Make a plan for this size.");
        if (Network.TakesScalar && scalars.Length < planned.N)
            throw new ShapeException($"The network takes a noise level beside each of the {planned.N} images, but {scalars.Length} were " +
                "given. Give one for each.");
        int count = images ?? planned.N;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, planned.N, nameof(images));
        if (_input != null)
            throw new InvalidOperationException("The plan is at work, and whoever is told its progress runs it again. Make a plan of " +
                "your own for that.");
        (_input, _output, _scalarValues) = (noisy, estimate, scalars);
        try
        {
            if (_pass == null)
            {
                (_images, _share) = (count, Math.Clamp(count / (4 * _team.Count), 1, _together));
                _team.Run((count + _share - 1) / _share, _imageBody);
            }

            for (int image = 0; _pass != null && image < count; image++)
                _pass.Run(noisy, estimate, image, Network.TakesScalar ? scalars.Span[image] : 0, progress, cancellation);
        }
        finally
        {
            (_input, _output) = (null, null);
        }
    }

    /// <summary>Draws the plan into memory that is still to be allocated.</summary>
    private static (PlanBuilder Plan, RowWaves? Waves) Draw(
        Network network, Workspace memory, int height, int width, int images, bool severalImages, ConvolutionMode mode)
    {
        int alignment = network.Alignment;
        var plan = new PlanBuilder(
            network,
            new PlanContext(memory, Training: false, mode, images, images, FilterStorage.Local, InWaves: !severalImages),
            TrainingPlan.AlignUp(height, alignment),
            TrainingPlan.AlignUp(width, alignment),
            chunks: 0);
        int rows = alignment * IStep.BandRows * Math.Min(memory.Workers, MostBands);
        return (plan, severalImages ? null : new RowWaves([.. plan.Steps], plan.Image.Data, plan.Estimate.Data, rows));
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private void Prepare(int item, int worker) => _weighted[item].Prepare(_weights!, worker);

    /// <summary>Takes a share of the images through the network: how they are shared out changes no byte.</summary>
    private void RunShare(int share, int worker)
    {
        int first = share * _share, images = Math.Min(_share, _images - first);
        var place = new Place(first, worker * _together);
        foreach (Segment segment in _segments)
        {
            for (int i = 0; i < images; i += segment.Images)
            {
                foreach (Operation operation in segment.Operations)
                    Perform(operation, place + i, Math.Min(segment.Images, images - i), worker);
            }
        }
    }

    private void Perform(in Operation operation, Place place, int images, int worker)
    {
        if (operation.Step is IFilterStep filters)
        {
            filters.ForwardImages(place, images, worker);
            return;
        }

        for (int i = 0; i < images; i++)
        {
            if (operation.Step is { } step)
                step.Forward(place + i, 0, step.Rows, worker);
            else if (operation.Kind == OperationKind.Load)
                Load(place + i);
            else
                Store(place + i);
        }
    }

    private void Load(Place place)
    {
        fixed (float* noisy = _input!.Image(place.Image))
            ImageTransfer.Load(noisy, _height, _width, _image, place, 0, _image.Height);
        foreach (PixelBuffer scalar in _scalars)
            ImageTransfer.Fill(scalar, place, _scalarValues.Span[place.Image], 0, scalar.Height);
    }

    private void Store(Place place)
    {
        fixed (float* estimate = _output!.Image(place.Image))
            ImageTransfer.Store(_estimate, place, estimate, _width, 0, _height);
    }
}
