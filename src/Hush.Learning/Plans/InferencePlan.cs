using Hush.Learning.Networks;
using Hush.Learning.Plans.Rows;
using Hush.Numerics;
using Hush.Numerics.Threading;

namespace Hush.Learning.Plans;

/// <summary>
/// A network made ready to estimate clean images of one size. Several images are shared out among the workers, who take a few at a time
/// (see <see cref="Segment"/>); a single one passes from top to bottom (see <see cref="RowWaves"/>), its rows shared out in bands: the memory that this takes
/// grows with the image's width, not with its height. Both give the same bytes.
/// </summary>
public sealed unsafe class InferencePlan : IRowWork, IDisposable
{
    private const int MostImages = 8;
    private const int MostBands = 4;        // of the smallest level in a wave: more would keep more workers busy there, but every buffer grows by a wave's rows

    private readonly Workspace _memory;
    private readonly WorkerTeam _team;
    private readonly int _height, _width, _together;
    private readonly PixelBuffer _image, _estimate;
    private readonly PixelBuffer[] _scalars;
    private readonly Segment[] _segments;
    private readonly IWeightedStep[] _weighted;
    private readonly RowWaves? _waves;
    private readonly Action<int, int> _prepareBody, _imageBody, _bandBody, _loadBody, _storeBody;

    private Weights? _weights;
    private Tensor? _input, _output;
    private ReadOnlyMemory<float> _scalarValues;
    private IStep? _step;
    private IProgress<double>? _progress;
    private CancellationToken _cancellation;
    private int _firstImage, _images, _share, _firstRow, _rows, _band;

    /// <summary>Plans a network.</summary>
    /// <param name="network">The description.</param>
    /// <param name="height">Rows of an image, any number from 1.</param>
    /// <param name="width">Columns, likewise.</param>
    /// <param name="severalImages">Whether batches will have several images: then each worker has memory for a few.</param>
    /// <param name="team">Who computes. The caller keeps and disposes it.</param>
    /// <param name="mode">How convolutions may be computed.</param>
    public InferencePlan(Network network, int height, int width, bool severalImages, WorkerTeam team, ConvolutionMode mode = ConvolutionMode.Fast)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(team);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        Network = network;
        (_team, _height, _width, _memory) = (team, height, width, new Workspace(team.Count));
        _together = severalImages ? MostImages : 1;
        var (plan, waves) = Draw(network, _memory, height, width, severalImages ? team.Count * _together : 1, severalImages, mode);
        _waves = waves;
        (_image, _estimate) = (plan.Image.Data, plan.Estimate.Data);
        _scalars = [.. plan.Scalars.Select(s => s.Data)];
        _weighted = [.. plan.Steps.OfType<IWeightedStep>().OrderByDescending(s => s.Parameters)];
        _segments = Segment.Cut(
            [new Operation(OperationKind.Load), .. plan.Steps.Select(s => new Operation(OperationKind.Forward, s)), new Operation(OperationKind.Store)], _together);
        _memory.Allocate();
        (_prepareBody, _imageBody, _bandBody, _loadBody, _storeBody) = (Prepare, RunShare, RunBand, LoadBand, StoreBand);
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
    /// <param name="progress">Of a plan for one image: told now and then what share of it is done, above 0 and up to 1, on the calling thread.</param>
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
            throw new ShapeException($"The plan is for images of {planned}, but the noisy ones are {noisy.Shape} and the estimates {estimate.Shape}. Make a plan for this size.");
        if (Network.TakesScalar && scalars.Length < planned.N)
            throw new ShapeException($"The network takes a noise level beside each of the {planned.N} images, but {scalars.Length} were given. Give one for each.");
        int count = images ?? planned.N;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, planned.N, nameof(images));
        if (_input != null)
            throw new InvalidOperationException("The plan is at work, and whoever is told its progress runs it again. Make a plan of your own for that.");
        (_input, _output, _scalarValues, _progress, _cancellation) = (noisy, estimate, scalars, progress, cancellation);
        try
        {
            if (_waves == null)
            {
                (_images, _share) = (count, Math.Clamp(count / (4 * _team.Count), 1, _together));
                _team.Run((count + _share - 1) / _share, _imageBody);
            }

            for (_firstImage = 0; _waves != null && _firstImage < count; _firstImage++)
                _waves.Run(this);
        }
        finally
        {
            (_input, _output, _progress) = (null, null, null);
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

    /// <summary>Where the image is that is taken in bands.</summary>
    private Place Only => new(_firstImage, 0);

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

    void IRowWork.Load(int first, int rows)
    {
        Share(first, rows, _loadBody);
        foreach (PixelBuffer scalar in _scalars)
        {
            int from = (int)((long)first * scalar.Height / _image.Height), end = (int)((long)(first + rows) * scalar.Height / _image.Height);
            ImageTransfer.Fill(scalar, Only, _scalarValues.Span[_firstImage], from, end - from);
        }
    }

    void IRowWork.Compute(IStep step, int first, int rows)
    {
        _step = step;
        Share(first, rows, _bandBody);
    }

    /// <summary>The rows that the image was continued by stay behind.</summary>
    void IRowWork.Store(int first, int rows) => Share(first, Math.Min(rows, _height - first), _storeBody);

    void IRowWork.Passed(double share)
    {
        _progress?.Report(share);
        if (share < 1)
            _cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Cuts rows into bands, of two tiles' height where there are enough of them; counted in the rows of each step, they fit the tiles of its level.</summary>
    private void Share(int first, int rows, Action<int, int> body)
    {
        if (rows <= 0)
            return;
        _band = rows >= 4 * IStep.BandRows * _team.Count ? 2 * IStep.BandRows : IStep.BandRows;
        (_firstRow, _rows) = (first, rows);
        _team.Run((rows + _band - 1) / _band, body);
    }

    private (int First, int Rows) Band(int band) => (_firstRow + (band * _band), Math.Min(_band, _rows - (band * _band)));

    private void LoadBand(int band, int worker)
    {
        var (first, rows) = Band(band);
        fixed (float* noisy = _input!.Image(_firstImage))
            ImageTransfer.Load(noisy, _height, _width, _image, Only, first, rows);
    }

    private void RunBand(int band, int worker)
    {
        var (first, rows) = Band(band);
        _step!.Forward(Only, first, rows, worker);
    }

    private void StoreBand(int band, int worker)
    {
        var (first, rows) = Band(band);
        fixed (float* estimate = _output!.Image(_firstImage))
            ImageTransfer.Store(_estimate, Only, estimate, _width, first, rows);
    }
}
