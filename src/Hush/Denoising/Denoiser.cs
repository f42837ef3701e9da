using Hush.Imaging.Content;
using Hush.Imaging.Estimation;
using Hush.Imaging.Files;
using Hush.Imaging.Layouts;
using Hush.Models;
using Hush.Numerics;

namespace Hush.Denoising;

/// <summary>
/// A loaded model that cleans images of any size. A gray model cleans a color image channel by channel; a color model cleans a gray
/// image as three equal channels and averages them. An image whose three channels are equal (to one step of 8 bits) is gray. Safe to call from several threads; they queue.
/// </summary>
/// <remarks>
/// Rows pass through the network from top to bottom, so beside the two images memory grows with their width, not with their height: for each thousand
/// columns by 95 MB (gray) or 110 MB (colour) on two threads, by 150 or 175 MB on four or more, with the models that come with Hush.
/// Images too wide for 768 MB are cut into overlapping tiles as high as they are, which changes no bit of the result. Tiles, and
/// images of other channels than the model's, are copied.
/// </remarks>
public sealed class Denoiser : IDisposable
{
    /// <summary>An estimate below this, on the 0..255 scale, means no noise: rounding to 8 bits leaves as much (1/sqrt(12)), and estimates are not known to less.</summary>
    internal const double LeastNoise = 0.29;

    private readonly TiledModel _model;
    private readonly Lock _lock = new();
    private bool _disposed;

    /// <summary>Makes a model ready; it is taken over.</summary>
    /// <param name="model">Network, weights and card.</param>
    /// <param name="threads">Threads, at least 1.</param>
    /// <param name="tileColumns">Columns of a tile at most, see <see cref="TileAxis"/>.</param>
    /// <param name="cap">Bytes that may be taken in all.</param>
    internal Denoiser(Model model, int threads, int tileColumns = int.MaxValue, long? cap = null) => _model = new TiledModel(model, threads, tileColumns, cap);

    /// <summary>What is to be known about the model.</summary>
    public ModelCard Card => _model.Card;

    /// <summary>Loads a model.</summary>
    /// <param name="model">A run folder, a <c>.safetensors</c> file, or the name of a model that comes with Hush.</param>
    /// <param name="threads">Threads; null takes one for each processor.</param>
    /// <param name="memory">
    /// Bytes that the process may take, about: wide images are then cut into tiles, which is slower and changes no bit of the result. Null leaves 768 MB
    /// to a tile.
    /// </param>
    /// <exception cref="Learning.Checkpoints.CheckpointException">There is no such model, or it is damaged.</exception>
    public static Denoiser Load(string model, int? threads = null, long? memory = null)
    {
        int workers = threads ?? Environment.ProcessorCount;
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1, nameof(threads));
        return new Denoiser(Model.Open(model), workers, cap: memory);
    }

    /// <summary>
    /// Returns a clean copy: size, bit depth, channels, alpha and metadata as they were, but for the software tag, which then names Hush. Its notes say what a person should know. Where there is nothing to
    /// remove, since the strength, the sigma given or the estimate is 0 (an estimate below 0.29, which rounding to 8 bits leaves), the copy is exact.
    /// </summary>
    /// <remarks>
    /// Missing data in floats (NaN, infinite, and values far outside the range of all others, as fill values like -9999 and -3.4e38 are) and the hidden colors of clear pixels stay as they are. What is around them is cleaned
    /// as if there were more of the same in their place. Floats that lie far beyond 1 (most above 2, or all whole numbers) are cleaned as if 255, 1023, 4095, 16383 or 65535 were white, the first that holds them, and stay on their scale.
    /// </remarks>
    /// <param name="image">The noisy image.</param>
    /// <param name="options">Noise level and strength.</param>
    /// <param name="progress">Is told now and then what share of the image is done, above 0 and up to 1, on the calling thread.</param>
    /// <param name="cancellation">Ends the work after some rows.</param>
    /// <exception cref="OptionException">An option is outside its range, or the image does not fit the memory that was allowed.</exception>
    /// <exception cref="Learning.Checkpoints.CheckpointException">The model returns values that are not finite: it is damaged.</exception>
    /// <exception cref="ShapeException">The model is neither for gray nor for color images.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public Image Denoise(
        Image image, DenoiseOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        options ??= new DenoiseOptions();
        if (options.Check() is { Count: > 0 } mistakes)
            throw new OptionException(string.Join(' ', mistakes));
        RequirePictures();
        if (options.Strength == 0)
            return Unchanged(image, [], "the strength is 0");
        using var content = new ImageContent(image);
        Tensor? clean = null;
        try
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                TileAxis tiles = _model.TilesOf(content.Shape, content.Bytes);       // refuses what does not fit the memory before it is taken
                content.FillGaps();
                if (LevelFor(image, content.Pixels, options, cancellation) is not { } level)
                    return Unchanged(image, content.Notes, "the noise level is 0");
                clean = new Tensor(content.Shape);
                _model.Run(content.Pixels, clean, tiles, Told(level, content.Shape.C), progress, cancellation);
            }

            if (options.Strength < 100)
                Blend(content.Pixels.Span, clean.Span, (float)(options.Strength / 100));
            Tensor result = content.Restore(clean);
            if (result != clean)
                clean.Dispose();
            return image.WithPixels(result).WithMetadata(image.Metadata.Denoised()).WithNotes(content.Notes);
        }
        catch
        {
            clean?.Dispose();
            throw;
        }
    }

    /// <summary>Cleans samples that a program holds, 0 (black) to 255 (white); alpha stays.</summary>
    /// <param name="noisy">The noisy image.</param>
    /// <param name="clean">Receives the clean one, lying as the noisy one does; may be the same memory.</param>
    /// <param name="layout">How both lie.</param>
    /// <param name="options">Noise level and strength.</param>
    /// <param name="progress">Is told now and then what share of the image is done, above 0 and up to 1, on the calling thread.</param>
    /// <param name="cancellation">Ends the work after some rows; then nothing was written.</param>
    /// <exception cref="OptionException">An option is outside its range, or the image does not fit the memory that was allowed.</exception>
    /// <exception cref="ShapeException">The layout is none, or spans more than there is.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public void Denoise(
        ReadOnlySpan<byte> noisy,
        Span<byte> clean,
        PixelLayout layout,
        DenoiseOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        using Image image = Image.FromSamples(noisy, layout), result = Denoise(image, options, progress, cancellation);
        result.CopyTo(clean, layout);
    }

    /// <summary>Cleans samples that a program holds, 0 (black) to 65535 (white); alpha stays.</summary>
    /// <inheritdoc cref="Denoise(ReadOnlySpan{byte}, Span{byte}, PixelLayout, DenoiseOptions?, IProgress{double}?, CancellationToken)"/>
    public void Denoise(
        ReadOnlySpan<ushort> noisy,
        Span<ushort> clean,
        PixelLayout layout,
        DenoiseOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        using Image image = Image.FromSamples(noisy, layout), result = Denoise(image, options, progress, cancellation);
        result.CopyTo(clean, layout);
    }

    /// <summary>Cleans samples that a program holds, 0 (black) to 1 (white), values outside allowed; alpha stays.</summary>
    /// <inheritdoc cref="Denoise(ReadOnlySpan{byte}, Span{byte}, PixelLayout, DenoiseOptions?, IProgress{double}?, CancellationToken)"/>
    public void Denoise(
        ReadOnlySpan<float> noisy,
        Span<float> clean,
        PixelLayout layout,
        DenoiseOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        using Image image = Image.FromSamples(noisy, layout), result = Denoise(image, options, progress, cancellation);
        result.CopyTo(clean, layout);
    }

    /// <summary>
    /// The noise of an image, as <see cref="Denoise(Image, DenoiseOptions?, IProgress{double}?, CancellationToken)"/> tells it to the model: what its patches say (<see cref="NoiseEstimator"/>), and where fine texture may pass for noise, what the model has to say of it: the level under which
    /// it finds the image likeliest, if that is clearly lower. Takes as long as cleaning up to eight images of 384x384 pixels then.
    /// </summary>
    /// <param name="image">The noisy image.</param>
    /// <param name="ofPatches">What its patches say, if that is known already.</param>
    /// <param name="cancellation">Ends the work after some rows.</param>
    /// <exception cref="OptionException">Not even 384x384 pixels fit the memory that was allowed.</exception>
    /// <exception cref="ShapeException">The model is neither for gray nor for colour images.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public NoiseEstimate Estimate(Image image, NoiseEstimate? ofPatches = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        RequirePictures();
        cancellation.ThrowIfCancellationRequested();
        NoiseEstimate estimate = ofPatches ?? NoiseEstimator.Estimate(image);
        using ImageContent? content = estimate.MayBeTexture ? new ImageContent(image) : null;
        content?.FillGaps();
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return content is null ? estimate : TextureOrNoise.Tell(estimate, content.Pixels, _model, cancellation);
        }
    }

    /// <summary>
    /// Plans the network for images of a size and packs its weights: some hundredths of a second that the first one then need not wait for, though it is still the one for which
    /// code is compiled. Takes the place of the plan for another size, and is kept until <see cref="Trim"/>.
    /// </summary>
    /// <param name="image">[1, H, W, C], C being 1 or 3.</param>
    /// <exception cref="OptionException">Such an image does not fit the memory that was allowed.</exception>
    /// <exception cref="ShapeException">It is no such shape, or the model is neither for gray nor for colour images.</exception>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public void Prepare(Shape image)
    {
        RequirePictures();
        if (image is not { N: 1, H: >= 1, W: >= 1, C: 1 or 3 })
            throw new ShapeException($"A picture is of [1, H, W, 1] or [1, H, W, 3], got {image}.");
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _model.Prepare(image);
        }
    }

    /// <summary>Gives back what is kept for the next image of the same size: some hundred megabytes. It is made again, in some hundredths of a second, when it is needed.</summary>
    public void Trim()
    {
        lock (_lock)
            _model.Trim();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _model.Dispose();
        }
    }

    private void RequirePictures()
    {
        if (_model.Network.Channels is not (1 or 3))
            throw new ShapeException($"The model '{Card.Name}' is for images of {_model.Network.Channels} channels, but pictures have 1 (gray) or 3 (colour). Choose another model.");
    }

    /// <summary>How an image is cut into columns.</summary>
    internal TileAxis TilesOf(Shape image) => _model.TilesOf(image);

    /// <summary>The noise on the [0, 1] scale, 0 for a model that is not told, which costs no estimate; null if there is nothing to remove.</summary>
    private float? LevelFor(Image image, Tensor noisy, DenoiseOptions options, CancellationToken cancellation)
    {
        if (!Card.IsToldNoise)
            return 0;
        double sigma = options.Sigma ?? NoiseLevelChoice.For(TextureOrNoise.Tell(NoiseEstimator.Estimate(image), noisy, _model, cancellation), Card, null).Level.Bytes;
        return sigma > 0 ? (float)(sigma / 255) : null;
    }

    /// <summary>
    /// What the model is told. A color model counts on independent noise in each channel, whose mean has the deviation sigma / sqrt(3): three channels that share their noise look like sqrt(3) times as much to it. How well that does stands
    /// in <c>docs/decisions/0016-what-an-image-shows.md</c>.
    /// </summary>
    private float Told(float level, int channels) => channels < _model.Network.Channels ? level * MathF.Sqrt(3) : level;

    /// <summary>A copy, metadata included: the thumbnail still shows it.</summary>
    private Image Unchanged(Image image, IReadOnlyList<string> notes, string why)
    {
        lock (_lock)
            ObjectDisposedException.ThrowIf(_disposed, this);
        Image copy = image.WithPixels(Tensor.From(image.Pixels.Shape, image.Pixels.Span)).WithMetadata(image.Metadata);
        return copy.WithNotes([.. notes, $"Nothing to remove: {why}, so the image is unchanged."]);
    }

    private static void Blend(ReadOnlySpan<float> noisy, Span<float> clean, float strength)
    {
        for (int i = 0; i < clean.Length; i++)
            clean[i] = noisy[i] + (strength * (clean[i] - noisy[i]));
    }
}
