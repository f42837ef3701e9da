using Hush.Learning.Checkpoints;
using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Models;
using Hush.Numerics;
using Hush.Numerics.Threading;

namespace Hush.Denoising;

/// <summary>A model that runs over images of any size and of 1 or 3 channels, whole or in tiles. For one caller at a time.</summary>
internal sealed class TiledModel : IDisposable
{
    /// <summary>
    /// Shorter rows are not cut: element-wise functions take another path, and may round otherwise, below a vector's width.
    /// </summary>
    private const int ShortestRow = 16;

    /// <summary>Of an image. Larger ones are what remains of overflows within the network.</summary>
    private const float LargestValue = 1e18f;

    private readonly Model _model;
    private readonly WorkerTeam _team;
    private readonly int _tileColumns;
    private readonly TileMemory _memory;
    private readonly long? _cap;
    private readonly bool _isLent;
    private PlannedTile? _tile;
    private bool _disposed;

    /// <summary>Makes a model ready; it is taken over.</summary>
    /// <param name="model">Network, weights and card.</param>
    /// <param name="threads">Threads, at least 1.</param>
    /// <param name="tileColumns">Columns of a tile at most, see <see cref="TileAxis"/>.</param>
    /// <param name="cap">Bytes that may be taken in all.</param>
    public TiledModel(Model model, int threads, int tileColumns, long? cap)
    {
        (_model, _tileColumns, _memory, _cap) = (model, tileColumns, new TileMemory(cap), cap);
        _team = new WorkerTeam(threads);
    }

    private TiledModel(TiledModel lender) =>
        (_model, _team, _tileColumns, _memory, _isLent) = (lender._model, lender._team, lender._tileColumns, new TileMemory(lender._cap), true);

    /// <summary>What is to be known about the model.</summary>
    public ModelCard Card => _model.Card;

    /// <summary>The model's network.</summary>
    public Network Network => _model.Network;

    /// <summary>
    /// The same model and threads with a plan beside this one's, for small images in between; to be disposed before this one. Where memory
    /// is short, this one's plan goes first.
    /// </summary>
    public TiledModel Lend()
    {
        if (_cap != null)
            Trim();
        return new TiledModel(this);
    }

    /// <summary>How an image is cut into columns.</summary>
    /// <param name="image">The image's shape.</param>
    /// <param name="pixelBytes">What pixels take in all; null if they are the image and its result.</param>
    /// <exception cref="OptionException">It does not fit the memory that was allowed.</exception>
    public TileAxis TilesOf(Shape image, long? pixelBytes = null)
    {
        var footprint = Footprint.Of(Network, Card.Convolutions);
        int fewest = new TileAxis(image.W, footprint, ShortestRow, longest: 1).Length;
        return new TileAxis(image.W, footprint, ShortestRow, Math.Min(_tileColumns, _memory.Columns(_model, image, pixelBytes ?? (2L * sizeof(float) * image.Count), _team.Count, fewest)));
    }

    /// <summary>Plans the model for images of a size; the plan takes the place of the last.</summary>
    public void Prepare(Shape image) => GiveBack(Take(image, TilesOf(image)));

    /// <summary>Estimates a clean image.</summary>
    /// <param name="noisy">[1, H, W, C].</param>
    /// <param name="clean">Receives the estimate, of the same shape.</param>
    /// <param name="tiles">Of <see cref="TilesOf"/>.</param>
    /// <param name="level">Deviation of the noise on the [0, 1] scale, for models that are told it.</param>
    /// <param name="progress">Told what share is done.</param>
    /// <param name="cancellation">Ends the work after some rows.</param>
    /// <exception cref="CheckpointException">The estimate is not finite, or as good as that.</exception>
    public void Run(Tensor noisy, Tensor clean, TileAxis tiles, float level, IProgress<double>? progress, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Shape image = noisy.Shape;
        int passes = Network.Channels == 1 ? image.C : 1, steps = passes * tiles.Count;
        bool isWhole = IsWhole(image, tiles);
        PlannedTile tile = Take(image, tiles);
        try
        {
            for (int step = 0; step < steps; step++)
            {
                var share = new StepShare(progress, step, steps);
                if (isWhole)
                {
                    tile.Run(noisy, clean, level, share, cancellation);
                    continue;
                }

                var (place, channel) = Math.DivRem(step, passes);
                TileTransfer.Load(noisy, channel, tile.Noisy, tiles[place].Origin);
                tile.Run(tile.Noisy, tile.Clean, level, share, cancellation);
                TileTransfer.Store(tile.Clean, clean, channel, tiles[place]);
            }
        }
        finally
        {
            GiveBack(tile);
        }

        if (!Finite.AllWithin(clean.Span, LargestValue))
            throw new CheckpointException($"The model '{Card.Name}' returns NaN, infinity or values beyond 10^18 for this image: " +
                "the model file is damaged, or training diverged. Train again, or choose another model.");
    }

    /// <summary>Gives back what is kept for the next image.</summary>
    public void Trim()
    {
        _tile?.Dispose();
        _tile = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        _tile?.Dispose();
        if (_isLent)
            return;
        _team.Dispose();
        _model.Dispose();
    }

    /// <summary>
    /// The plan for a shape of tiles. Only the last one is kept, and it goes before the next one comes. While it is taken, a listener that
    /// cleans another picture gets one of its own.
    /// </summary>
    private PlannedTile Take(Shape image, TileAxis tiles)
    {
        int width = IsWhole(image, tiles) ? image.W : tiles.Length;
        PlannedTile? kept = _tile;
        _tile = null;
        if (kept?.Fits(image.H, width) == true)
            return kept;
        kept?.Dispose();
        return new PlannedTile(_model, image.H, width, _team);
    }

    /// <summary>Whether the model reads the image where it lies.</summary>
    private bool IsWhole(Shape image, TileAxis tiles) => tiles.Count == 1 && image.C == Network.Channels;

    private void GiveBack(PlannedTile tile)
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

    /// <summary>From the share of a tile to that of the image.</summary>
    private sealed class StepShare(IProgress<double>? progress, int step, int steps) : IProgress<double>
    {
        public void Report(double value) => progress?.Report((step + value) / steps);
    }
}
