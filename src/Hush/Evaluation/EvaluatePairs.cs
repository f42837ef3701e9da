using System.Numerics.Tensors;
using System.Text.Json.Serialization;
using Hush.Imaging.Metrics;
using Hush.Training;

namespace Hush.Evaluation;

/// <summary>Options for an evaluation on pairs of images.</summary>
internal sealed record PairOptions
{
    /// <summary>Folder of the noisy images.</summary>
    public required string Noisy { get; init; }

    /// <summary>
    /// Folder of the clean images. Names must match those of the noisy images, apart from words like noisy, real, clean and mean.
    /// </summary>
    public required string Clean { get; init; }

    /// <summary>
    /// A run folder, a <c>.safetensors</c> or <c>.onnx</c> file, or the name of a model that comes with Hush. Null selects a model
    /// for each image.
    /// </summary>
    public string? Model { get; init; }

    /// <summary>Noise level to give to the model, on the 0..255 scale; null estimates it.</summary>
    public double? Sigma { get; init; }

    /// <summary>Number of worker threads; null uses one per processor.</summary>
    public int? Threads { get; init; }
}

/// <summary>The scores of a pair.</summary>
internal sealed record PairScore
{
    /// <summary>Path of the noisy image.</summary>
    public required string Noisy { get; init; }

    /// <summary>Path of the clean image.</summary>
    public required string Clean { get; init; }

    /// <summary>Name of the model that denoised the image.</summary>
    public required string Model { get; init; }

    /// <summary>The noise level given to the model, on the 0..255 scale. Null if the model takes none or finds the noise.</summary>
    public double? Sigma { get; init; }

    /// <summary>PSNR of the noisy image in dB; infinite (null in JSON) if it equals the clean one.</summary>
    [JsonConverter(typeof(InfinityAsNull))]
    public required double NoisyPsnr { get; init; }

    /// <summary>PSNR of the denoised image in dB; infinite (null in JSON) if it equals the clean one.</summary>
    [JsonConverter(typeof(InfinityAsNull))]
    public required double DenoisedPsnr { get; init; }

    /// <summary>SSIM of the noisy image; null for images with a side below 11 pixels.</summary>
    public double? NoisySsim { get; init; }

    /// <summary>SSIM of the denoised image; null for images with a side below 11 pixels.</summary>
    public double? DenoisedSsim { get; init; }
}

/// <summary>The result of an evaluation on pairs. The order of the properties is that of the JSON.</summary>
internal sealed record PairResult
{
    /// <summary>Number of pairs.</summary>
    public required int Images { get; init; }

    /// <summary>Scores of the noisy images.</summary>
    public required ScoreSummary Noisy { get; init; }

    /// <summary>Scores of the denoised images.</summary>
    public required ScoreSummary Denoised { get; init; }

    /// <summary>The scores of each pair, sorted by the names of the noisy images.</summary>
    public required IReadOnlyList<PairScore> Pairs { get; init; }
}

/// <summary>
/// Evaluates denoising on images with real noise: denoises them with <see cref="AutoDenoiser"/>, rounds the results to the bit
/// depth of the noisy image, and compares them with clean images of the same scenes, all clipped to black and white. PSNR is computed
/// over all channels of an image and averaged over the images.
/// </summary>
internal static class EvaluatePairs
{
    /// <summary>Evaluates the pairs.</summary>
    /// <param name="options">Folders and model.</param>
    /// <param name="progress">Reports the fraction completed, from 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="OptionException">An image has no counterpart, or one with another size or number of channels.</exception>
    /// <exception cref="CheckpointException">The model does not exist or is damaged.</exception>
    /// <exception cref="ImageFormatException">A file is not a readable image.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public static PairResult Run(PairOptions options, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<ImagePaths> pairs = PairMatching.Of(options.Noisy, options.Clean);
        using var denoiser = new AutoDenoiser(options.Model, options.Threads);
        denoiser.LoadAsked();
        var (noisy, denoised) = (new ImageScore[pairs.Count], new ImageScore[pairs.Count]);
        var scores = new PairScore[pairs.Count];
        progress?.Report(0);
        for (int i = 0; i < pairs.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (scores[i], noisy[i], denoised[i]) = Measure(denoiser, pairs[i], options.Sigma, cancellationToken);
            progress?.Report((i + 1.0) / pairs.Count);
        }

        return new PairResult
        {
            Images = pairs.Count,
            Noisy = ScoreSummary.Of(noisy),
            Denoised = ScoreSummary.Of(denoised),
            Pairs = scores,
        };
    }

    private static (PairScore Pair, ImageScore Noisy, ImageScore Denoised) Measure(
        AutoDenoiser denoiser, ImagePaths pair, double? sigma, CancellationToken cancellationToken)
    {
        using Image noisy = Image.Read(pair.Noisy), clean = Image.Read(pair.Clean);
        Shape shape = clean.Pixels.Shape;
        if (noisy.Pixels.Shape != shape)
        {
            throw new OptionException($"'{pair.Noisy}' has {Extents(noisy)}, but its clean image '{pair.Clean}' has {Extents(clean)}. " +
                "Both must have the same size and number of channels.")
            {
                Options = [nameof(PairOptions.Noisy), nameof(PairOptions.Clean)],
            };
        }

        using DenoiseResult result = denoiser.Denoise(noisy, new DenoiseOptions { Sigma = sigma }, null, cancellationToken);
        Round(result.Image.Pixels.Span, noisy.BitDepth);
        foreach (Image image in new[] { noisy, clean, result.Image })
        {
            if (image.FloatRange.White is not 1 and var white)
                TensorPrimitives.Divide(image.Pixels.Span, white, image.Pixels.Span);
        }

        // Scores clip only the estimate: without this, every highlight of an HDR image would count as an error.
        foreach (ref float value in clean.Pixels.Span)
            value = Math.Clamp(value, 0, 1);
        var before = ImageScore.Of(clean.Pixels.Span, noisy.Pixels.Span, shape);
        var after = ImageScore.Of(clean.Pixels.Span, result.Image.Pixels.Span, shape);
        var score = new PairScore
        {
            Noisy = pair.Noisy,
            Clean = pair.Clean,
            Model = result.Model!,
            Sigma = result.Level is { } level ? Math.Round(level.Bytes, 3) : null,
            NoisyPsnr = before.Psnr,
            DenoisedPsnr = after.Psnr,
            NoisySsim = before.Ssim,
            DenoisedSsim = after.Ssim,
        };
        return (score, before, after);
    }

    private static string Extents(Image image) => $"{image.Width}x{image.Height} {(image.Channels == 1 ? "gray" : "color")} pixels";

    /// <summary>Rounds values as a file of this bit depth does; floats are unchanged.</summary>
    private static void Round(Span<float> pixels, int bitDepth)
    {
        if (bitDepth > 16)
            return;
        float max = (1 << bitDepth) - 1;
        foreach (ref float value in pixels)
            value = MathF.Round(Math.Clamp(value, 0, 1) * max) / max;
    }
}
