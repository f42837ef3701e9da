using Hush.Imaging.Estimation;
using Hush.Imaging.Files;
using Hush.Models;

namespace Hush.Denoising;

/// <summary>
/// Cleans pictures, each with the model that fits its noise, unless one model is asked for: looks at the noise, chooses the model and
/// the level, cleans, and says what it did. Models are loaded when they are first needed. Not thread-safe.
/// </summary>
/// <param name="model">A run folder, a <c>.safetensors</c> file or the name of a model that comes with Hush; null chooses for each
/// picture.</param>
/// <param name="threads">Threads, at least 1; null takes one for each processor.</param>
/// <param name="memory">Bytes that a tile may take; null takes 768 MB.</param>
public sealed class PictureDenoiser(string? model = null, int? threads = null, long? memory = null) : IDisposable
{
    private const double LeastNoise = 0.7;          // of 255: what is found beyond is removed

    private readonly LoadedModels _models = new(threads, memory);

    /// <summary>Loads the model that was asked for, if one was, so that what is wrong with it is said before any picture is read.</summary>
    /// <exception cref="Learning.Checkpoints.CheckpointException">There is no such model, or it is damaged.</exception>
    public void LoadAsked()
    {
        if (model is not null)
            _models.Load(model);
    }

    /// <summary>Cleans a picture.</summary>
    /// <param name="noisy">The picture, gray or color; alpha is kept.</param>
    /// <param name="options">Noise level and strength.</param>
    /// <param name="progress">Told the share of the rows that are done.</param>
    /// <param name="cancellationToken">Ends the work after some rows.</param>
    /// <exception cref="OptionException">An option is out of range, or the memory does not suffice.</exception>
    /// <exception cref="Learning.Checkpoints.CheckpointException">There is no such model, or it is damaged.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public DenoiseResult Denoise(
        Image noisy, DenoiseOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(noisy);
        options ??= new DenoiseOptions();
        (Denoiser denoiser, NoiseEstimate estimate) = Prepare(noisy, options);
        if (options.Sigma is null && denoiser.Card.FindsNoise)
            return Find(denoiser, noisy, estimate, options, progress, cancellationToken);
        if (options.Sigma is null)
            estimate = denoiser.Estimate(noisy, estimate, cancellationToken);
        var level = NoiseLevelChoice.For(estimate, denoiser.Card, options.Sigma);
        bool isTold = denoiser.Card.IsToldNoise;
        Image clean = denoiser.Denoise(noisy, options with { Sigma = level.Level.Bytes }, progress, cancellationToken);
        bool isExplained = isTold && options.Sigma is null && level.Level.Bytes == 0 && estimate.Reason.Length > 0;    // why it stays as it is
        return new DenoiseResult
        {
            Image = clean,
            Model = denoiser.Card.Name,
            Told = isTold ? level.Level : null,
            Estimate = estimate,
            Notes = [.. level.Notes, .. isExplained ? [] : clean.Notes.Skip(noisy.Notes.Count)],
        };
    }

    /// <summary>Releases the buffers kept for the next picture of the same size, some hundred megabytes.</summary>
    public void Trim() => _models.Trim();

    /// <inheritdoc/>
    public void Dispose() => _models.Dispose();

    /// <summary>With a model that finds the noise by itself. What is too little to be seen stays.</summary>
    private static DenoiseResult Find(
        Denoiser denoiser, Image noisy, NoiseEstimate estimate, DenoiseOptions options, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        Image clean = denoiser.Denoise(noisy, options, progress, cancellationToken);
        var removed = RemovedNoise.Of(noisy.Pixels.Span, clean.Pixels.Span, noisy.Pixels.Shape);
        bool isVisible = removed.Level.Bytes >= LeastNoise * options.Strength / 100;
        if (!isVisible)
        {
            clean.Dispose();
            clean = denoiser.Unchanged(noisy, "no visible noise was found");
        }

        return new DenoiseResult
        {
            Image = clean,
            Model = denoiser.Card.Name,
            Estimate = estimate,
            Removed = isVisible && options.Strength > 0 ? removed : null,
            Notes = [.. clean.Notes.Skip(noisy.Notes.Count)],
        };
    }

    /// <summary>The model is loaded while the noise is estimated: for a picture of usual size both take longer than cleaning it.</summary>
    private (Denoiser Denoiser, NoiseEstimate Estimate) Prepare(Image noisy, DenoiseOptions options)
    {
        string forWhite = model ?? ShippedModels.For(noisy);
        NoiseEstimate estimate;
        Denoiser denoiser;
        if (threads == 1)
        {
            estimate = NoiseEstimator.Estimate(noisy);
            denoiser = _models.For(forWhite, noisy);
        }
        else
        {
            Task<Denoiser> loading = Task.Run(() => _models.For(forWhite, noisy));
            try
            {
                estimate = NoiseEstimator.Estimate(noisy);
            }
            finally
            {
                Task.WhenAny(loading).Wait();       // whatever failed, nobody is at the models any more
            }

            denoiser = loading.GetAwaiter().GetResult();
        }

        bool isWhite = options.Sigma is not null || !estimate.MayBeOfCamera || !ShippedModels.Names.Contains(ShippedModels.Camera);
        return (model is not null || isWhite ? denoiser : _models.For(ShippedModels.Camera, noisy), estimate);
    }
}
