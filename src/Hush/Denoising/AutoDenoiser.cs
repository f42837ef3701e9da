using Hush.Denoising;
using Hush.Denoising.Engines;
using Hush.Imaging.Estimation;
using Hush.Models;

namespace Hush;

/// <summary>
/// Denoises images. Unless a model is given, each image gets the model that suits its noise: estimates the noise, selects the model
/// and the level, denoises, and reports what was done. Models are loaded on first use. Not thread-safe.
/// </summary>
/// <param name="model">A run folder, a <c>.safetensors</c> or <c>.onnx</c> file, or the name of a model that comes with Hush. Null
/// selects a model for each image.</param>
/// <param name="threads">Number of worker threads, at least 1; null uses one per processor.</param>
/// <param name="memory">Approximate limit on the memory of the process, in bytes. Null allows 768 MB for a tile.</param>
public sealed class AutoDenoiser(string? model = null, int? threads = null, long? memory = null) : IDisposable
{
    private const double ClearlyNoisy = 3;      // estimated sigma on the 0..255 scale

    private readonly LoadedModels _models = new(threads, memory);
    private bool? _wasCameraNoise;         // the previous image

    /// <summary>Loads the given model, if any, to report problems with it before reading images.</summary>
    /// <exception cref="CheckpointException">The model does not exist or is damaged.</exception>
    internal void LoadAsked()
    {
        if (model is not null)
            _models.Load(model);
    }

    /// <summary>A hash of the given model; null if a model is selected for each image.</summary>
    internal string? HashOfAsked() => model is null ? null : _models.Load(model).ContentHash();

    /// <summary>Runs all networks with another engine from now on.</summary>
    internal void Use(CreateEngine create) => _models.Use(create);

    /// <summary>Denoises an image.</summary>
    /// <param name="noisy">The image, gray or color. Alpha is kept.</param>
    /// <param name="options">Noise level and strength.</param>
    /// <param name="progress">Reports the fraction completed, from 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="OptionException">An option is out of range, or the image exceeds the memory limit.</exception>
    /// <exception cref="CheckpointException">The model does not exist or is damaged.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public DenoiseResult Denoise(
        Image noisy, DenoiseOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(noisy);
        options ??= new DenoiseOptions();
        options.EnsureValid();
        cancellationToken.ThrowIfCancellationRequested();
        if (Denoiser.CopyAtStrengthZero(noisy, options) is { } copy)
        {
            return new DenoiseResult
            {
                Image = copy,
                Model = null,
                Estimate = new NoiseEstimate { Reason = "The noise was not estimated, because the strength is 0." },
                Notes = [.. copy.Notes.Skip(noisy.Notes.Count)],
            };
        }

        (Denoiser denoiser, NoiseEstimate estimate) = Prepare(noisy, options);
        if (options.Sigma is null && denoiser.Card.IsBlind)
            return Find(denoiser, noisy, estimate, options, progress, cancellationToken);
        if (options.Sigma is null)
            estimate = denoiser.Estimate(noisy, estimate, cancellationToken);
        var level = NoiseLevelChoice.For(estimate, denoiser.Card, options.Sigma);
        bool takesLevel = denoiser.Card.TakesNoiseLevel;
        Image clean = denoiser.Denoise(noisy, options with { Sigma = level.Level.Bytes }, progress, cancellationToken);
        bool isExplainedByEstimate = takesLevel && options.Sigma is null && level.Level.Bytes == 0 && estimate.Reason.Length > 0;
        return new DenoiseResult
        {
            Image = clean,
            Model = denoiser.Card.Name,
            Level = takesLevel ? level.Level : null,
            Estimate = estimate,
            Notes = [.. level.Notes, .. isExplainedByEstimate ? [] : clean.Notes.Skip(noisy.Notes.Count)],
        };
    }

    /// <summary>Releases the buffers kept for the next image of the same size, a few hundred megabytes.</summary>
    public void Trim() => _models.Trim();

    /// <inheritdoc/>
    public void Dispose() => _models.Dispose();

    /// <summary>Denoises with a model that finds the noise. If the noise is invisible, the image is returned unchanged.</summary>
    private static DenoiseResult Find(
        Denoiser denoiser,
        Image noisy,
        NoiseEstimate estimate,
        DenoiseOptions options,
        IProgress<double>? progress,
        CancellationToken cancellationToken)
    {
        BlindEstimate found = denoiser.FindNoise(noisy, cancellationToken);
        Image clean;
        FoundNoise? noise = null;
        if (found.FractionToRemove == 0)
        {
            clean = Denoiser.Unchanged(noisy, found.IsPattern ? "what looks like noise is a fine pattern"
                : estimate.Level?.Bytes >= ClearlyNoisy ? "what looks like noise cannot be distinguished from fine texture"
                : "no visible noise was found");
        }
        else
        {
            clean = denoiser.Denoise(noisy, options with { Sigma = found.Sigma, Strength = 100 }, progress, cancellationToken);
            RemovedPatterns.Restore(noisy.Pixels.Span, clean.Pixels.Span, noisy.Pixels.Shape);
            noise = FoundNoise.Of(noisy.Pixels.Span, clean.Pixels.Span, noisy.Pixels.Shape, noisy.FloatRange.White);
            Denoiser.Blend(noisy.Pixels.Span, clean.Pixels.Span, (float)(found.FractionToRemove * options.Strength / 100));
        }

        return new DenoiseResult
        {
            Image = clean,
            Model = denoiser.Card.Name,
            Estimate = estimate,
            Found = noise,
            Notes = [.. clean.Notes.Skip(noisy.Notes.Count)],
        };
    }

    /// <summary>
    /// Loads the likely model while estimating the noise: for typical images, both take longer than denoising. Images of a folder
    /// usually have the same kind of noise, and files from cameras have EXIF.
    /// </summary>
    private (Denoiser Denoiser, NoiseEstimate Estimate) Prepare(Image noisy, DenoiseOptions options)
    {
        bool expectsCameraNoise = options.Sigma is null && (_wasCameraNoise ?? !noisy.Metadata.Exif.IsEmpty);
        string likely = NameFor(noisy, expectsCameraNoise);
        Task<Denoiser> loading = threads == 1 ? Task.FromResult(_models.For(likely, noisy)) : Task.Run(() => _models.For(likely, noisy));
        NoiseEstimate estimate;
        try
        {
            estimate = NoiseEstimator.Estimate(noisy);
        }
        finally
        {
            Task.WhenAny(loading).Wait();       // the task must not use the models after an exception
        }

        Denoiser denoiser = loading.GetAwaiter().GetResult();
        bool isCameraNoise = options.Sigma is null && estimate.MayBeCameraNoise;
        if (options.Sigma is null)
            _wasCameraNoise = isCameraNoise;
        string name = NameFor(noisy, isCameraNoise);
        return (name == likely ? denoiser : _models.For(name, noisy), estimate);
    }

    private string NameFor(Image noisy, bool isCameraNoise) => model ?? (isCameraNoise ? ShippedModels.Camera : ShippedModels.For(noisy));
}
