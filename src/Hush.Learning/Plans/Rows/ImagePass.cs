using Hush.Numerics;
using Hush.Numerics.Threading;

namespace Hush.Learning.Plans.Rows;

/// <summary>
/// Takes one image after the other through a network by rows: each wave's rows are shared out among the workers in bands.
/// </summary>
/// <param name="waves">The way.</param>
/// <param name="team">Who computes.</param>
/// <param name="image">Where the noisy image goes.</param>
/// <param name="scalars">Where the value beside it goes.</param>
/// <param name="estimate">Where the estimate is.</param>
internal sealed unsafe class ImagePass(RowWaves waves, WorkerTeam team, PixelBuffer image, PixelBuffer[] scalars, PixelBuffer estimate) : IRowWork
{
    private static readonly Place s_only = new(0, 0);

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
    /// <param name="clean">Receives the estimate; of the same shape.</param>
    /// <param name="number">Which of them.</param>
    /// <param name="scalar">The value beside it, for networks that take one.</param>
    /// <param name="progress">Told after each wave what share is done.</param>
    /// <param name="cancellation">Ends it after a wave.</param>
    public void Run(Tensor noisy, Tensor clean, int number, float scalar, IProgress<double>? progress, CancellationToken cancellation)
    {
        (_noisy, _clean, _image, _scalar, _progress, _cancellation) = (noisy, clean, number, scalar, progress, cancellation);
        waves.Run(this);
    }

    void IRowWork.Load(int first, int rows)
    {
        Share(first, rows, _loadBody ??= LoadBand);
        foreach (PixelBuffer buffer in scalars)
        {
            int from = (int)((long)first * buffer.Height / image.Height), end = (int)((long)(first + rows) * buffer.Height / image.Height);
            ImageTransfer.Fill(buffer, s_only, _scalar, from, end - from);
        }
    }

    /// <summary>In as many parts as there are workers, unless rows overlap with the place that they go to.</summary>
    void IRowWork.Move(RowMove rows)
    {
        _move = rows;
        _parts = rows.To + (rows.Floats * sizeof(float)) <= rows.From ? team.Count : 1;
        team.Run(_parts, _moveBody ??= MovePart);
    }

    void IRowWork.Compute(IStep step, int first, int rows)
    {
        _step = step;
        Share(first, rows, _computeBody ??= ComputeBand);
    }

    /// <summary>The rows that the image was continued by stay behind.</summary>
    void IRowWork.Store(int first, int rows) => Share(first, Math.Min(rows, _clean!.Shape.H - first), _storeBody ??= StoreBand);

    void IRowWork.Passed(double share)
    {
        _progress?.Report(share);
        if (share < 1)
            _cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>
    /// Cuts rows into bands, of two tiles' height where there are enough of them; counted in the rows of each step, they fit the tiles of
    /// its level.
    /// </summary>
    private void Share(int first, int rows, Action<int, int> body)
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
