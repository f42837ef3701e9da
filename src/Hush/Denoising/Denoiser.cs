using Hush.Denoising;
using Hush.Denoising.Engines;
using Hush.Imaging.Content;
using Hush.Models;

namespace Hush;

/// <summary>
/// A loaded model that denoises images of any size. A gray model denoises a color image one channel at a time; a color model denoises a
/// gray image as three equal channels and averages them. An image whose three channels are equal, to within one step of 8 bits, counts
/// as gray. Thread-safe; concurrent calls run one after another.
/// </summary>
/// <remarks>
/// The network processes rows from top to bottom, so working memory grows with the image's width but not with its height: with the
/// models that come with Hush, each thousand columns take 95 MB (gray) or 110 MB (color) on two threads, and 150 or 175 MB on four or
/// more. Images too wide for 768 MB are split into overlapping tiles of full height; the output is identical. Tiles, and images with
/// other channels than the model's, are copied.
/// </remarks>
public sealed class Denoiser : IDisposable
{
    /// <summary>Estimates below this, on the 0..255 scale, count as no noise: rounding to 8 bits alone gives 1/sqrt(12).</summary>
    internal const double MinNoise = 0.29;

    private const double MaxSigma = 255;

    private readonly TiledModel _model;
    private readonly Lock _lock = new();
    private bool _disposed;

    /// <summary>Takes ownership of <paramref name="model"/>.</summary>
    internal Denoiser(Model model, int threads, int tileColumns = int.MaxValue, long? cap = null) =>
        _model = new TiledModel(model, threads, tileColumns, cap);

    /// <summary>The names of the models that come with Hush.</summary>
    public static IReadOnlyList<string> ModelNames => ShippedModels.Names;

    /// <summary>The model's card: its training data, noise, size and recipe.</summary>
    public ModelCard Card => _model.Card;

    /// <summary>Loads a model that comes with Hush.</summary>
    /// <param name="name">One of <see cref="ModelNames"/>.</param>
    /// <param name="threads">Number of worker threads; null uses one per processor.</param>
    /// <param name="memory">
    /// Approximate limit on the memory of the process, in bytes. Wide images are tiled to stay below it: slower, identical output. Null
    /// allows 768 MB for a tile.
    /// </param>
    /// <exception cref="CheckpointException">There is no model with this name.</exception>
    public static Denoiser LoadBuiltIn(string name, int? threads = null, long? memory = null) =>
        Load(() => Model.OpenBuiltIn(name), threads, memory);

    /// <summary>Loads a model from a file or a run folder.</summary>
    /// <param name="path">A run folder, or a <c>.safetensors</c> or <c>.onnx</c> file (see <see cref="LoadOnnx"/>).</param>
    /// <param name="threads">Number of worker threads; null uses one per processor.</param>
    /// <param name="memory">
    /// Approximate limit on the memory of the process, in bytes. Wide images are tiled to stay below it: slower, identical output. Null
    /// allows 768 MB for a tile.
    /// </param>
    /// <exception cref="CheckpointException">The model does not exist or is damaged.</exception>
    public static Denoiser LoadFile(string path, int? threads = null, long? memory = null) =>
        Load(() => Model.OpenPath(path), threads, memory);

    /// <summary>Loads a convolutional denoiser from an ONNX file of opset 11 to 21, such as PyTorch exports.</summary>
    /// <remarks>
    /// The image is [batch, channels, height, width] (or channels last) with 1 or 3 channels. A second input, or one channel more than
    /// the output has, is the noise level. Images are padded to the multiple of pixels that the network needs. Weights may be in other
    /// files in the same folder.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="sigma">The noise that the network was trained for, on the scale 0..255. Null assumes 0 to 75, or the model card if Hush
    /// wrote the file.</param>
    /// <param name="white">The value of white in its images, and the unit of its noise level: 1, or 255 for bytes.</param>
    /// <param name="predictsNoise">Whether it returns the noise, which is then subtracted from the image. Null decides by running the
    /// network on a synthetic noisy image; <see cref="Card"/> then says what was assumed.</param>
    /// <param name="threads">Number of worker threads; null uses one per processor.</param>
    /// <param name="memory">
    /// Approximate limit on the memory of the process, in bytes. Wide images are tiled to stay below it: slower, identical output. Null
    /// allows 768 MB for a tile.
    /// </param>
    /// <exception cref="CheckpointException">The file does not exist, is damaged, or has an operator that Hush does not support; the
    /// message names the operator and the node.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="white"/> is not above 0 or not finite, or
    /// <paramref name="sigma"/> is not an ascending range of numbers from 0 to 255, or <paramref name="threads"/> is below 1.</exception>
    /// <exception cref="IOException">The file, or another file that contains its weights, cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">One of these files may not be read.</exception>
    public static Denoiser LoadOnnx(
        string path, NumberRange? sigma = null, double white = 1, bool? predictsNoise = null, int? threads = null, long? memory = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!float.IsNormal((float)white) || !float.IsNormal((float)(1 / white)) || white < 0)
            throw new ArgumentOutOfRangeException(nameof(white), $"white must be a number above 0, such as 1 or 255, got {white}.");
        if (sigma is { } range && !(range.Low >= 0 && range.Low <= range.High && range.High <= MaxSigma))
        {
            throw new ArgumentOutOfRangeException(
                nameof(sigma), $"sigma must be a range of numbers from 0 to {MaxSigma}, such as 0-75, got {range}.");
        }

        return Load(
            () => OnnxModels.Read(path, new OnnxImportOptions { Sigma = sigma, White = white, PredictsNoise = predictsNoise }), threads,
            memory);
    }

    /// <summary>Loads a model from a stream that contains a <c>.safetensors</c> file.</summary>
    /// <param name="stream">A readable stream; it is read to its end and not closed.</param>
    /// <param name="threads">Number of worker threads; null uses one per processor.</param>
    /// <param name="memory">
    /// Approximate limit on the memory of the process, in bytes. Wide images are tiled to stay below it: slower, identical output. Null
    /// allows 768 MB for a tile.
    /// </param>
    /// <exception cref="CheckpointException">The stream does not contain a model.</exception>
    public static Denoiser LoadStream(Stream stream, int? threads = null, long? memory = null) =>
        Load(() => Model.OpenStream(stream, "stream"), threads, memory);

    /// <summary>Same as <see cref="LoadFile"/>, without blocking the calling thread.</summary>
    /// <inheritdoc cref="LoadFile"/>
    public static Task<Denoiser> LoadFileAsync(
        string path, int? threads = null, long? memory = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => LoadFile(path, threads, memory), cancellationToken);

    /// <summary>Same as <see cref="LoadStream"/>, without blocking the calling thread.</summary>
    /// <inheritdoc cref="LoadStream"/>
    public static async Task<Denoiser> LoadStreamAsync(
        Stream stream, int? threads = null, long? memory = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, cancellationToken).ConfigureAwait(false);
        copy.Position = 0;
        return LoadStream(copy, threads, memory);
    }

    /// <summary>Writes the model to a <c>.safetensors</c> file.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="ObjectDisposedException">This denoiser was disposed.</exception>
    public void Save(string path) => WithModel(model => model.Save(path));

    /// <summary>
    /// Writes the model as an ONNX file of opset 17: input <c>noisy</c>, [batch, channels, height, width] with values in [0, 1]; input
    /// <c>sigma</c>, [batch, 1, 1, 1] on the same scale, if the model takes a noise level; output <c>clean</c>. The model card is in the
    /// metadata. The file is read again and compared with the model before it is written.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="keepBatchNorm">Whether batch normalizations remain layers; false folds them into the convolutions before them.</param>
    /// <exception cref="CheckpointException">The file that was read again gives another output.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="ObjectDisposedException">This denoiser was disposed.</exception>
    public void Export(string path, bool keepBatchNorm = false) => WithModel(model => OnnxModels.Write(model, path, keepBatchNorm));

    /// <summary>A hash of the network, its weights and its card.</summary>
    internal string ContentHash()
    {
        string hash = "";
        WithModel(model => hash = model.ContentHash());
        return hash;
    }

    /// <summary>Loads a model by its name or path.</summary>
    internal static Denoiser Load(string model, int? threads = null, long? memory = null) => Load(() => Model.Open(model), threads, memory);

    /// <summary>
    /// Returns a denoised copy with the same size, bit depth, channels, alpha and metadata, except for the software tag, which names Hush.
    /// <see cref="Image.Notes"/> lists what the user should know. If the strength, the given sigma or the estimated noise is 0 (estimates
    /// below 0.29 count as 0), the copy is exact.
    /// </summary>
    /// <remarks>
    /// Blind models (photo-camera) run once, without a level, unless sigma is given. <see cref="AutoDenoiser"/> measures the noise with
    /// a first run and removes more.
    /// <para>
    /// Missing data in float images (NaN, infinity, and fill values far outside the range of the others, such as -9999 or -3.4e38) and
    /// the colors of fully transparent pixels are preserved; they are inpainted while the network runs. Float images with values far
    /// beyond 1 (most above 2, or all integers) are denoised with white at 255, 1023, 4095, 16383 or 65535, the smallest that is large
    /// enough, and keep their scale.
    /// </para>
    /// </remarks>
    /// <param name="image">The noisy image.</param>
    /// <param name="options">Noise level and strength.</param>
    /// <param name="progress">Reports the fraction completed, from 0 to 1, on the calling thread.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="OptionException">An option is out of range, or the image exceeds the memory limit.</exception>
    /// <exception cref="CheckpointException">The model is damaged: it returns non-finite values.</exception>
    /// <exception cref="ShapeException">The model is neither for gray nor for color images.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    /// <exception cref="ObjectDisposedException">This denoiser was disposed.</exception>
    public Image Denoise(
        Image image, DenoiseOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        Denoise(image, output: null, options, progress, cancellationToken);

    /// <summary>Denoises an image.</summary>
    /// <param name="image">The noisy image.</param>
    /// <param name="output">Memory for the pixels of the result, used if they need no conversion; null allocates.</param>
    /// <param name="options">Noise level and strength.</param>
    /// <param name="progress">Reports the fraction completed.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    private Image Denoise(
        Image image, Tensor? output, DenoiseOptions? options, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        options ??= new DenoiseOptions();
        options.EnsureValid();
        RequireGrayOrColor();
        lock (_lock)
            ObjectDisposedException.ThrowIf(_disposed, this);
        if (CopyAtStrengthZero(image, options) is { } copy)
            return copy;
        using var content = new ImageContent(image);
        Tensor? clean = null;
        try
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                TileGrid tiles = _model.TilesOf(content.Shape, content.Bytes);       // throws before allocating if memory is insufficient
                content.FillGaps();
                if (LevelFor(image, content.Pixels, options, cancellationToken) is not { } level)
                    return Unchanged(image, content.Notes, "the noise level is 0");
                clean = output?.Shape == content.Shape ? output : new Tensor(content.Shape);
                _model.Run(content.Pixels, clean, tiles, InputLevel(level, content.Shape.C), progress, cancellationToken);
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

    /// <summary>Denoises pixels in memory, 0 (black) to 255 (white). Alpha is kept.</summary>
    /// <param name="noisy">The noisy image.</param>
    /// <param name="clean">Receives the denoised image in the same layout. May be the same memory as <paramref name="noisy"/>.</param>
    /// <param name="layout">The layout of both images.</param>
    /// <param name="options">Noise level and strength.</param>
    /// <param name="progress">Reports the fraction completed, from 0 to 1, on the calling thread.</param>
    /// <param name="cancellationToken">Cancels the operation; <paramref name="clean"/> is then unchanged.</param>
    /// <exception cref="OptionException">An option is out of range, or the image exceeds the memory limit.</exception>
    /// <exception cref="ShapeException">The layout is invalid or extends past the end of the buffer.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    /// <exception cref="ObjectDisposedException">This denoiser was disposed.</exception>
    public void Denoise(
        ReadOnlySpan<byte> noisy,
        Span<byte> clean,
        PixelLayout layout,
        DenoiseOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        using Image image = Image.FromSamples(noisy, layout), result = Denoise(image, options, progress, cancellationToken);
        result.CopyTo(clean, layout);
    }

    /// <summary>Denoises pixels in memory, 0 (black) to 65535 (white). Alpha is kept.</summary>
    /// <inheritdoc cref="Denoise(ReadOnlySpan{byte}, Span{byte}, PixelLayout, DenoiseOptions?, IProgress{double}?, CancellationToken)"/>
    public void Denoise(
        ReadOnlySpan<ushort> noisy,
        Span<ushort> clean,
        PixelLayout layout,
        DenoiseOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        using Image image = Image.FromSamples(noisy, layout), result = Denoise(image, options, progress, cancellationToken);
        result.CopyTo(clean, layout);
    }

    /// <summary>Denoises pixels in memory, 0 (black) to 1 (white); values outside are allowed. Alpha is kept.</summary>
    /// <remarks>
    /// Gray and RGB images without padding between rows are processed without copies, unless <c>noisy</c> and <c>clean</c> overlap. If
    /// the operation is canceled, a part of <c>clean</c> may have been written.
    /// </remarks>
    /// <inheritdoc cref="Denoise(ReadOnlySpan{byte}, Span{byte}, PixelLayout, DenoiseOptions?, IProgress{double}?, CancellationToken)"/>
    public void Denoise(
        ReadOnlySpan<float> noisy,
        Span<float> clean,
        PixelLayout layout,
        DenoiseOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(layout);
        if (!layout.IsDense || noisy.Overlaps(clean))
        {
            using Image image = Image.FromSamples(noisy, layout), result = Denoise(image, options, progress, cancellationToken);
            result.CopyTo(clean, layout);
            return;
        }

        layout.CheckSpan(noisy.Length);
        layout.CheckSpan(clean.Length);
        var shape = new Shape(1, layout.Height, layout.Width, layout.Colors);
        Tensor.Wrap(noisy[..layout.Length], clean[..layout.Length], shape, (input, output) =>
        {
            using Image image = Image.FromTensor(input, bitDepth: 32);
            using Image result = Denoise(image, output, options, progress, cancellationToken);
            if (result.Pixels != output)
                result.Pixels.Span.CopyTo(output.Span);
        });
    }

    /// <summary>
    /// Estimates the noise like <see cref="Denoise(Image, DenoiseOptions?, IProgress{double}?, CancellationToken)"/>: from the image's
    /// patches (<see cref="NoiseEstimator"/>) and, where fine texture may have been mistaken for noise, from the model, as the level with
    /// the maximum likelihood, if that is clearly lower. The second step takes as long as denoising up to eight images of 384x384 pixels.
    /// </summary>
    /// <param name="image">The noisy image.</param>
    /// <param name="patchEstimate">The estimate of <see cref="NoiseEstimator"/>, if already available.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="OptionException">384x384 pixels exceed the memory limit.</exception>
    /// <exception cref="ShapeException">The model is neither for gray nor for color images.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    /// <exception cref="ObjectDisposedException">This denoiser was disposed.</exception>
    public NoiseEstimate Estimate(Image image, NoiseEstimate? patchEstimate = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        RequireGrayOrColor();
        cancellationToken.ThrowIfCancellationRequested();
        NoiseEstimate estimate = patchEstimate ?? NoiseEstimator.Estimate(image);
        using ImageContent? content = estimate.MayBeTexture ? new ImageContent(image) : null;
        content?.FillGaps();
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return content is null ? estimate : TextureOrNoise.Resolve(estimate, content.Pixels, _model, cancellationToken);
        }
    }

    /// <summary>
    /// Plans the network for an image size and packs its weights, which makes the first image of that size a few tens of milliseconds
    /// faster. Replaces the plan for another size; kept until <see cref="Trim"/>.
    /// </summary>
    /// <param name="image">[1, H, W, C], where C is 1 or 3.</param>
    /// <exception cref="OptionException">An image of this size exceeds the memory limit.</exception>
    /// <exception cref="ShapeException">The shape is not a single image, or the model is neither for gray nor for color images.</exception>
    /// <exception cref="ObjectDisposedException">This denoiser was disposed.</exception>
    public void Prepare(Shape image)
    {
        RequireGrayOrColor();
        if (image is not { N: 1, H: >= 1, W: >= 1, C: 1 or 3 })
            throw new ShapeException($"An image must have shape [1, H, W, 1] or [1, H, W, 3], got {image}.");
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _model.Prepare(image);
        }
    }

    /// <summary>
    /// Releases the buffers kept for the next image of the same size, a few hundred megabytes. They are recreated when needed.
    /// </summary>
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

    private static Denoiser Load(Func<Model> open, int? threads, long? memory)
    {
        int workers = threads ?? Environment.ProcessorCount;
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1, nameof(threads));
        return new Denoiser(open(), workers, cap: memory);
    }

    private void WithModel(Action<Model> action)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            action(_model.Model);
        }
    }

    private void RequireGrayOrColor()
    {
        if (_model.Network.Channels is not (1 or 3))
        {
            throw new ShapeException(
                $"The model '{Card.Name}' takes images with {_model.Network.Channels} channels, but only 1 (gray) and 3 (color) are " +
                "supported. Choose another model.");
        }
    }

    /// <summary>Returns a copy of the image if the strength is 0, which needs no model; otherwise null.</summary>
    internal static Image? CopyAtStrengthZero(Image image, DenoiseOptions options) =>
        options.Strength == 0 ? Unchanged(image, [], "the strength is 0") : null;

    /// <summary>Returns a copy of the image with a note that there was nothing to remove.</summary>
    /// <param name="image">The image.</param>
    /// <param name="why">The reason, without a capital or a period.</param>
    internal static Image Unchanged(Image image, string why)
    {
        using var content = new ImageContent(image);
        return Unchanged(image, content.Notes, why);
    }

    /// <summary>Estimates the noise with a model that finds it by itself.</summary>
    internal BlindEstimate FindNoise(Image image, CancellationToken cancellationToken)
    {
        RequireGrayOrColor();
        using var content = new ImageContent(image);
        content.FillGaps();
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return BlindEstimate.Of(_model, content, cancellationToken);
        }
    }

    /// <summary>Runs the network with another engine from now on. If that cannot be created, the present one is kept.</summary>
    internal void Use(CreateEngine create)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _model.Use(create);
        }
    }

    /// <summary>How an image is split into tiles.</summary>
    internal TileGrid TilesOf(Shape image) => _model.TilesOf(image);

    /// <summary>
    /// The noise level on the [0, 1] scale. 0 if the model takes no level or runs without one; null if there is no noise.
    /// </summary>
    private float? LevelFor(Image image, Tensor noisy, DenoiseOptions options, CancellationToken cancellationToken)
    {
        if (!Card.TakesNoiseLevel || (options.Sigma is null && Card.IsBlind))
            return 0;
        double sigma = options.Sigma ?? Estimated();
        return sigma > 0 ? (float)(sigma / 255) : null;

        double Estimated()
        {
            NoiseEstimate estimate = TextureOrNoise.Resolve(NoiseEstimator.Estimate(image), noisy, _model, cancellationToken);
            return NoiseLevelChoice.For(estimate, Card, null).Level.Bytes;
        }
    }

    /// <summary>
    /// The noise level passed to the network. A color model assumes independent noise in each channel; a gray image, repeated in three
    /// channels, has fully correlated noise, which looks sqrt(3) times as strong. Measurements:
    /// <c>docs/decisions/0016-what-an-image-shows.md</c>. Blind models were trained on gray images too.
    /// </summary>
    private float InputLevel(float level, int channels) =>
        channels < _model.Network.Channels && !Card.IsBlind ? level * MathF.Sqrt(3) : level;

    /// <summary>Returns a copy with all metadata. The thumbnail is kept, since it still matches the image.</summary>
    private static Image Unchanged(Image image, IReadOnlyList<string> notes, string why)
    {
        Image copy = image.WithPixels(Tensor.From(image.Pixels.Shape, image.Pixels.Span)).WithMetadata(image.Metadata);
        return copy.WithNotes([.. notes, $"Nothing to remove: {why}, so the image is unchanged."]);
    }

    /// <summary>clean = noisy + strength (clean - noisy). Infinite values stay.</summary>
    internal static void Blend(ReadOnlySpan<float> noisy, Span<float> clean, float strength)
    {
        for (int i = 0; i < clean.Length; i++)
        {
            if (float.IsFinite(noisy[i]))
                clean[i] = noisy[i] + (strength * (clean[i] - noisy[i]));
        }
    }
}
