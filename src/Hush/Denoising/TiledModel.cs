using Hush.Denoising.Engines;
using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Models;
using Hush.Numerics;
using Hush.Numerics.Kernels;

namespace Hush.Denoising;

/// <summary>Runs a model on images of any size with 1 or 3 channels, whole or in tiles. Not thread-safe.</summary>
internal sealed class TiledModel : IDisposable
{
    /// <summary>
    /// Shorter rows are not tiled: below the vector width, element-wise functions take another path with different rounding.
    /// </summary>
    private const int MinRowLength = 16;

    /// <summary>Larger output values are a symptom of overflow in the network.</summary>
    private const float MaxValue = 1e18f;

    private readonly Model _model;
    private readonly int _threads, _tileColumns;
    private readonly long? _cap;
    private readonly bool _isBorrowed;
    private IEngine _engine;
    private TileMemory _memory;
    private PlannedTile? _tile;
    private bool _disposed;

    /// <summary>Takes ownership of <paramref name="model"/>.</summary>
    /// <param name="model">Network, weights and card.</param>
    /// <param name="threads">Number of worker threads, at least 1.</param>
    /// <param name="tileColumns">Maximum columns of a tile, see <see cref="TileAxis"/>.</param>
    /// <param name="cap">Limit on total memory in bytes, or null.</param>
    public TiledModel(Model model, int threads, int tileColumns, long? cap)
        : this(model, new BuiltInEngine(model, threads), threads, tileColumns, cap)
    {
    }

    private TiledModel(TiledModel lender)
        : this(lender._model, lender._engine, lender._threads, lender._tileColumns, lender._cap) => _isBorrowed = true;

    private TiledModel(Model model, IEngine engine, int threads, int tileColumns, long? cap) =>
        (_model, _engine, _threads, _tileColumns, _cap, _memory) =
            (model, engine, threads, tileColumns, cap, new TileMemory(model, engine, cap));

    public Model Model => _model;

    public ModelCard Card => _model.Card;

    public Network Network => _model.Network;

    /// <summary>
    /// Returns a second instance with the same model and threads but its own plan, for small images in between. Dispose it before this
    /// one. If memory is limited, the plan of this instance is released first.
    /// </summary>
    public TiledModel WithOwnPlan()
    {
        if (_cap != null)
            Trim();
        return new TiledModel(this);
    }

    /// <summary>Runs the network with another engine from now on. If that cannot be created, the present one is kept.</summary>
    public void Use(CreateEngine create)
    {
        IEngine engine = create(_model, _threads);
        Trim();
        _engine.Dispose();
        (_engine, _memory) = (engine, new TileMemory(_model, engine, _cap));
    }

    /// <summary>Splits an image into tiles.</summary>
    /// <param name="image">The shape of the image.</param>
    /// <param name="pixelBytes">Memory for all pixels. Null counts only the image and its result.</param>
    /// <exception cref="OptionException">The image exceeds the memory limit.</exception>
    public TileGrid TilesOf(Shape image, long? pixelBytes = null)
    {
        var constraints = TileConstraints.Of(Network, Card.Convolutions);
        var smallest = new TileLimit(Axis(image.H, 1).Length, Axis(image.W, 1).Length);
        long bytes = pixelBytes ?? (2L * sizeof(float) * image.Count);
        TileLimit limit = _memory.LimitFor(image, bytes, smallest);
        return new TileGrid(Axis(image.H, limit.Rows), Axis(image.W, Math.Min(_tileColumns, limit.Columns)));

        TileAxis Axis(int extent, int maxLength) => new(extent, constraints, MinRowLength, maxLength);
    }

    /// <summary>Plans the model for an image size. Replaces the previous plan.</summary>
    public void Prepare(Shape image) => Return(Rent(image, TilesOf(image)));

    /// <summary>Denoises an image.</summary>
    /// <param name="noisy">[1, H, W, C].</param>
    /// <param name="clean">Receives the denoised image, same shape.</param>
    /// <param name="tiles">The tiles from <see cref="TilesOf"/>.</param>
    /// <param name="level">Noise level on the [0, 1] scale, for models that take one.</param>
    /// <param name="progress">Reports the fraction completed, from 0 to 1.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    /// <exception cref="CheckpointException">The model returns values that are not finite or exceed 10^18.</exception>
    public void Run(Tensor noisy, Tensor clean, TileGrid tiles, float level, IProgress<double>? progress, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Shape image = noisy.Shape;
        int passes = Network.Channels == 1 ? image.C : 1, steps = passes * tiles.Count;
        bool isWhole = IsWhole(image, tiles);
        PlannedTile tile = Rent(image, tiles);
        try
        {
            for (int step = 0; step < steps; step++)
            {
                var stepProgress = new StepProgress(progress, step, steps);
                if (isWhole)
                {
                    tile.Run(noisy, clean, level, stepProgress, cancellation);
                    continue;
                }

                var (index, channel) = Math.DivRem(step, passes);
                var (rows, columns) = tiles[index];
                TileTransfer.Load(noisy, channel, tile.Noisy, rows.Origin, columns.Origin);
                tile.Run(tile.Noisy, tile.Clean, level, stepProgress, cancellation);
                TileTransfer.Store(tile.Clean, clean, channel, rows, columns);
            }
        }
        finally
        {
            Return(tile);
        }

        if (!Finite.AllWithin(clean.Span, MaxValue))
            throw new CheckpointException($"The model '{Card.Name}' returns NaN, infinity or values beyond 10^18 for this image: " +
                "the model file is damaged, or training diverged. Train again, or choose another model.");
    }

    /// <summary>Releases the plan kept for the next image.</summary>
    public void Trim()
    {
        _tile?.Dispose();
        _tile = null;
    }

    public void Dispose()
    {
        _disposed = true;
        _tile?.Dispose();
        if (_isBorrowed)
            return;
        _engine.Dispose();
        _model.Dispose();
    }

    /// <summary>
    /// Rents the plan for a tile shape. Only the most recent plan is kept; it is released before another is made. If a progress
    /// listener denoises another image meanwhile, it gets its own plan.
    /// </summary>
    private PlannedTile Rent(Shape image, TileGrid tiles)
    {
        int height = tiles.Rows.Count == 1 ? image.H : tiles.Rows.Length, width = IsWhole(image, tiles) ? image.W : tiles.Columns.Length;
        var shape = new Shape(1, height, width, Network.Channels);
        PlannedTile? kept = _tile;
        _tile = null;
        if (kept?.Fits(shape) == true)
            return kept;
        kept?.Dispose();
        return new PlannedTile(_engine, shape);
    }

    /// <summary>Whether the model reads directly from the image.</summary>
    private bool IsWhole(Shape image, TileGrid tiles) => tiles.Count == 1 && image.C == Network.Channels;

    private void Return(PlannedTile tile)
    {
        if (_disposed)
        {
            tile.Dispose();
            return;
        }

        tile.ReleasePixels();
        _tile?.Dispose();
        _tile = tile;
    }

    /// <summary>Converts the progress of a step to that of the image.</summary>
    private sealed class StepProgress(IProgress<double>? progress, int step, int steps) : IProgress<double>
    {
        public void Report(double value) => progress?.Report((step + value) / steps);
    }
}
