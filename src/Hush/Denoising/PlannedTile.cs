using Hush.Learning.Plans;
using Hush.Models;
using Hush.Numerics.Threading;

namespace Hush.Denoising;

/// <summary>A model planned for tiles of one shape, with input and output buffers that are allocated on demand.</summary>
internal sealed class PlannedTile : IDisposable
{
    private readonly InferencePlan _plan;
    private readonly float[] _level = new float[1];
    private readonly Shape _shape;
    private Tensor? _noisy, _clean;

    /// <param name="model">Network and weights.</param>
    /// <param name="height">Rows of a tile.</param>
    /// <param name="width">Columns of a tile.</param>
    /// <param name="team">The worker threads. Not disposed by this class.</param>
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

    /// <summary>Input buffer for tiles that are not images themselves, [1, H, W, C].</summary>
    public Tensor Noisy => _noisy ??= new Tensor(_shape);

    /// <summary>Output buffer, [1, H, W, C].</summary>
    public Tensor Clean => _clean ??= new Tensor(_shape);

    /// <summary>Releases both buffers, since a tile has the full height of the image.</summary>
    public void ReleasePixels()
    {
        _noisy?.Dispose();
        _clean?.Dispose();
        (_noisy, _clean) = (null, null);
    }

    public bool Fits(int height, int width) => (_shape.H, _shape.W) == (height, width);

    /// <summary>Denoises a tile.</summary>
    /// <param name="noisy">The noisy tile, in the shape of the plan.</param>
    /// <param name="clean">Receives the denoised tile, same shape.</param>
    /// <param name="level">Noise level on the [0, 1] scale, for models that take one.</param>
    /// <param name="progress">Reports the fraction completed, from 0 to 1.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public void Run(Tensor noisy, Tensor clean, float level, IProgress<double> progress, CancellationToken cancellation)
    {
        _level[0] = level;
        _plan.Run(noisy, clean, _level, progress: progress, cancellation: cancellation);
    }

    public void Dispose()
    {
        _plan.Dispose();
        ReleasePixels();
    }
}
