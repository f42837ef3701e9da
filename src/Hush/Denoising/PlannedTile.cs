using Hush.Learning.Plans;
using Hush.Models;
using Hush.Numerics;
using Hush.Numerics.Threading;

namespace Hush.Denoising;

/// <summary>A model made ready for tiles of one shape: its plan, the tile that it reads and the one that it writes.</summary>
internal sealed class PlannedTile : IDisposable
{
    private readonly InferencePlan _plan;
    private readonly float[] _level = new float[1];

    /// <summary>Plans the model.</summary>
    /// <param name="model">Network and weights.</param>
    /// <param name="height">Rows of a tile.</param>
    /// <param name="width">Columns of a tile.</param>
    /// <param name="team">Who computes.</param>
    public PlannedTile(Model model, int height, int width, WorkerTeam team)
    {
        (Height, Width) = (height, width);
        var shape = new Shape(1, height, width, model.Network.Channels);
        _plan = new InferencePlan(model.Network, height, width, severalImages: false, team, model.Card.Recipe.Convolutions);
        try
        {
            _plan.Load(model.Weights);
            Noisy = new Tensor(shape);
            Clean = new Tensor(shape);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Rows of a tile.</summary>
    public int Height { get; }

    /// <summary>Columns of a tile.</summary>
    public int Width { get; }

    /// <summary>What the model is given, [1, H, W, C].</summary>
    public Tensor Noisy { get; }

    /// <summary>What it estimates, of the same shape.</summary>
    public Tensor Clean { get; }

    /// <summary>Estimates the clean tile.</summary>
    /// <param name="level">Deviation of the noise on the [0, 1] scale, for models that are told it.</param>
    public void Run(float level)
    {
        _level[0] = level;
        _plan.Run(Noisy, Clean, _level);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _plan.Dispose();
        Noisy?.Dispose();
        Clean?.Dispose();
    }
}
