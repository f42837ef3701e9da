using Hush.Denoising.Engines;

namespace Hush.Denoising;

/// <summary>A network planned for tiles of one shape, with input and output buffers that are allocated on demand.</summary>
internal sealed class PlannedTile : IDisposable
{
    private readonly IEnginePlan _plan;
    private readonly Shape _shape;
    private Tensor? _noisy, _clean;

    /// <param name="engine">Computes the network.</param>
    /// <param name="shape">The shape of a tile, [1, H, W, C].</param>
    public PlannedTile(IEngine engine, Shape shape) => (_plan, _shape) = (engine.Plan(shape.H, shape.W), shape);

    /// <summary>Input buffer for tiles that are not images themselves, [1, H, W, C].</summary>
    public Tensor Noisy => _noisy ??= new Tensor(_shape);

    /// <summary>Output buffer, [1, H, W, C].</summary>
    public Tensor Clean => _clean ??= new Tensor(_shape);

    /// <summary>Releases both buffers, since a tile may have the full height of the image.</summary>
    public void ReleasePixels()
    {
        _noisy?.Dispose();
        _clean?.Dispose();
        (_noisy, _clean) = (null, null);
    }

    public bool Fits(Shape shape) => _shape == shape;

    /// <inheritdoc cref="IEnginePlan.Run"/>
    public void Run(Tensor noisy, Tensor clean, float level, IProgress<double> progress, CancellationToken cancellation) =>
        _plan.Run(noisy, clean, level, progress, cancellation);

    public void Dispose()
    {
        _plan.Dispose();
        ReleasePixels();
    }
}
