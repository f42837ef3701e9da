using Hush.Learning.Plans;
using Hush.Models;
using Hush.Numerics;
using Hush.Numerics.Threading;

namespace Hush.Denoising;

/// <summary>
/// A model made ready for tiles of one shape: its plan and, for those who need them, the tile that it reads and the one that it writes.
/// </summary>
internal sealed class PlannedTile : IDisposable
{
    private readonly InferencePlan _plan;
    private readonly float[] _level = new float[1];
    private readonly Shape _shape;
    private Tensor? _noisy, _clean;

    /// <summary>Plans the model.</summary>
    /// <param name="model">Network and weights.</param>
    /// <param name="height">Rows of a tile.</param>
    /// <param name="width">Columns of a tile.</param>
    /// <param name="team">Who computes.</param>
    public PlannedTile(Model model, int height, int width, WorkerTeam team)
    {
        _shape = new Shape(1, height, width, model.Network.Channels);
        _plan = new InferencePlan(model.Network, height, width, severalImages: false, team, model.Card.Convolutions);
        try
        {
            _plan.Load(model.Weights);
        }
        catch
        {
            _plan.Dispose();
            throw;
        }
    }

    /// <summary>What the model is given where that is no image as it is, [1, H, W, C].</summary>
    public Tensor Noisy => _noisy ??= new Tensor(_shape);

    /// <summary>What it then estimates, of the same shape.</summary>
    public Tensor Clean => _clean ??= new Tensor(_shape);

    /// <summary>Gives up the memory of both: an image may be as high as it likes.</summary>
    public void ReleasePixels()
    {
        _noisy?.Dispose();
        _clean?.Dispose();
        (_noisy, _clean) = (null, null);
    }

    /// <summary>Whether it is for such tiles.</summary>
    public bool Fits(int height, int width) => (_shape.H, _shape.W) == (height, width);

    /// <summary>Estimates clean pixels.</summary>
    /// <param name="noisy">Noisy ones, of the tile's shape.</param>
    /// <param name="clean">Receives the estimate.</param>
    /// <param name="level">Deviation of the noise on the [0, 1] scale, for models that are told it.</param>
    /// <param name="progress">Told what share of the rows is done.</param>
    /// <param name="cancellation">Ends the work after some rows.</param>
    public void Run(Tensor noisy, Tensor clean, float level, IProgress<double> progress, CancellationToken cancellation)
    {
        _level[0] = level;
        _plan.Run(noisy, clean, _level, progress: progress, cancellation: cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _plan.Dispose();
        ReleasePixels();
    }
}
