using Hush.Learning.Plans.Memory;
using Hush.Learning.Plans.Scheduling;
using Hush.Numerics.Threading;

namespace Hush.Learning.Plans.Execution;

/// <summary>
/// Streams one image at a time through a network. The rows of each strip are divided into bands among the workers.
/// </summary>
/// <param name="schedule">The schedule.</param>
/// <param name="team">The worker threads.</param>
/// <param name="image">The input buffer.</param>
/// <param name="scalars">The buffers of the scalar inputs.</param>
/// <param name="estimate">The output buffer.</param>
internal sealed unsafe class ImagePass(StreamingSchedule schedule, WorkerTeam team, FeatureMap image, FeatureMap[] scalars,
    FeatureMap estimate) : IRowOperations
{
    private static readonly ImageSlot s_only = new(0, 0);

    private Action<int, int>? _loadBody, _moveBody, _computeBody, _storeBody;
    private Tensor? _noisy, _clean;
    private IProgress<double>? _progress;
    private CancellationToken _cancellation;
    private IStep? _step;
    private RowMove _move;
    private float _scalar;
    private int _image, _first, _rows, _band, _parts;

    /// <summary>Estimates one image.</summary>
    /// <param name="noisy">Noisy images, [N, H, W, C].</param>
    /// <param name="clean">Receives the estimate, in the same shape.</param>
    /// <param name="number">Index of the image.</param>
    /// <param name="scalar">Value of the scalar input, if the network has one.</param>
    /// <param name="progress">Receives the completed fraction after each strip.</param>
    /// <param name="cancellation">Cancels after the current strip.</param>
    public void Run(Tensor noisy, Tensor clean, int number, float scalar, IProgress<double>? progress, CancellationToken cancellation)
    {
        (_noisy, _clean, _image, _scalar, _progress, _cancellation) = (noisy, clean, number, scalar, progress, cancellation);
        schedule.Run(this);
    }

    void IRowOperations.Load(int first, int rows)
    {
        RunBands(first, rows, _loadBody ??= LoadBand);
        foreach (FeatureMap buffer in scalars)
        {
            int from = (int)((long)first * buffer.Height / image.Height), end = (int)((long)(first + rows) * buffer.Height / image.Height);
            ImageTransfer.Fill(buffer, s_only, _scalar, from, end - from);
        }
    }

    // Divided among the workers, unless source and destination overlap.
    void IRowOperations.Move(RowMove rows)
    {
        _move = rows;
        _parts = rows.To + (rows.Floats * sizeof(float)) <= rows.From ? team.Count : 1;
        team.Run(_parts, _moveBody ??= MovePart);
    }

    void IRowOperations.Compute(IStep step, int first, int rows)
    {
        _step = step;
        RunBands(first, rows, _computeBody ??= ComputeBand);
    }

    // Excludes padding rows.
    void IRowOperations.Store(int first, int rows) => RunBands(first, Math.Min(rows, _clean!.Shape.H - first), _storeBody ??= StoreBand);

    void IRowOperations.ReportProgress(double fraction)
    {
        _progress?.Report(fraction);
        if (fraction < 1)
            _cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>
    /// Divides rows into bands, two tiles high if there are enough rows. The rows are those of the current step, so bands match
    /// the tiles at its resolution.
    /// </summary>
    private void RunBands(int first, int rows, Action<int, int> body)
    {
        if (rows <= 0)
            return;
        _band = rows >= 4 * IStep.BandRows * team.Count ? 2 * IStep.BandRows : IStep.BandRows;
        (_first, _rows) = (first, rows);
        team.Run((rows + _band - 1) / _band, body);
    }

    private (int First, int Rows) Band(int band) => (_first + (band * _band), Math.Min(_band, _rows - (band * _band)));

    private void LoadBand(int band, int worker)
    {
        var (first, rows) = Band(band);
        fixed (float* noisy = _noisy!.Image(_image))
            ImageTransfer.Load(noisy, _noisy.Shape.H, _noisy.Shape.W, image, s_only, first, rows);
    }

    private void MovePart(int part, int worker)
    {
        nint first = part * _move.Floats / _parts, end = (part + 1) * _move.Floats / _parts, bytes = (end - first) * sizeof(float);
        Buffer.MemoryCopy((float*)_move.From + first, (float*)_move.To + first, bytes, bytes);
    }

    private void ComputeBand(int band, int worker)
    {
        var (first, rows) = Band(band);
        _step!.Forward(s_only, first, rows, worker);
    }

    private void StoreBand(int band, int worker)
    {
        var (first, rows) = Band(band);
        fixed (float* clean = _clean!.Image(_image))
            ImageTransfer.Store(estimate, s_only, clean, _clean.Shape.W, first, rows);
    }
}
