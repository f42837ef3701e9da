using System.Text.Json.Serialization;
using Hush.Denoising;
using Hush.Imaging.Files;
using Hush.Imaging.Metrics;
using Hush.Numerics;

namespace Hush.Evaluation;

/// <summary>Which pairs are measured, and with what.</summary>
public sealed record PairOptions
{
    /// <summary>The folder of the noisy pictures.</summary>
    public required string Noisy { get; init; }

    /// <summary>The folder of the clean ones: each has the name of its noisy one, words like noisy, real, clean and mean left out.</summary>
    public required string Clean { get; init; }

    /// <summary>A run folder, a file or the name of a model that comes with Hush; null chooses for each picture.</summary>
    public string? Model { get; init; }

    /// <summary>Deviation of the noise on the 0..255 scale that the model is told; null estimates it.</summary>
    public double? Sigma { get; init; }

    /// <summary>Threads; null takes one for each processor.</summary>
    public int? Threads { get; init; }
}

/// <summary>One pair's figures.</summary>
public sealed record PairScore
{
    /// <summary>The noisy picture's path.</summary>
    public required string Noisy { get; init; }

    /// <summary>The clean one's.</summary>
    public required string Clean { get; init; }

    /// <summary>The model that cleaned it.</summary>
    public required string Model { get; init; }

    /// <summary>What the model was told, on the 0..255 scale; null where it found the noise by itself.</summary>
    public double? Sigma { get; init; }

    /// <summary>PSNR of the noisy picture in dB; null where the two are equal.</summary>
    [JsonConverter(typeof(InfinityAsNull))]
    public required double NoisyPsnr { get; init; }

    /// <summary>PSNR of the cleaned picture in dB; null where it is equal to the clean one.</summary>
    [JsonConverter(typeof(InfinityAsNull))]
    public required double DenoisedPsnr { get; init; }

    /// <summary>SSIM of the noisy picture; null for pictures under 11 pixels.</summary>
    public double? NoisySsim { get; init; }

    /// <summary>SSIM of the cleaned picture.</summary>
    public double? DenoisedSsim { get; init; }
}

/// <summary>What a measurement of pairs says. The order of the properties is that of the JSON.</summary>
public sealed record PairResult
{
    /// <summary>How many pairs.</summary>
    public required int Images { get; init; }

    /// <summary>Noisy against clean.</summary>
    public required ScoreSummary Noisy { get; init; }

    /// <summary>Cleaned against clean.</summary>
    public required ScoreSummary Denoised { get; init; }

    /// <summary>Each pair, in the order of the noisy pictures' names.</summary>
    public required IReadOnlyList<PairScore> Pairs { get; init; }
}

/// <summary>
/// The verb: cleans real noisy pictures as <see cref="PictureDenoiser"/> does, rounds the results as a file of the noisy picture's bit
/// depth holds them, and compares them with clean pictures of the same scenes. PSNR is taken over all channels of a picture, and
/// averaged over the pictures.
/// </summary>
public static class EvaluatePairs
{
    /// <summary>Measures the pairs.</summary>
    /// <param name="options">What is measured.</param>
    /// <param name="progress">Told the share of the work that is done.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="OptionException">A picture has no partner, or one of another size or other channels.</exception>
    /// <exception cref="Learning.Checkpoints.CheckpointException">There is no such model, or it is damaged.</exception>
    /// <exception cref="ImageFormatException">A file is no picture that can be read.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static PairResult Run(PairOptions options, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<PicturePaths> pairs = PairMatching.Of(options.Noisy, options.Clean);
        using var denoiser = new PictureDenoiser(options.Model, options.Threads);
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
        PictureDenoiser denoiser, PicturePaths pair, double? sigma, CancellationToken cancellationToken)
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
        ImageScore before = ImageScore.Of(clean.Pixels.Span, noisy.Pixels.Span, shape), after = ImageScore.Of(clean.Pixels.Span, result.Image.Pixels.Span, shape);
        var score = new PairScore
        {
            Noisy = pair.Noisy,
            Clean = pair.Clean,
            Model = result.Model,
            Sigma = result.Told is { } told ? Math.Round(told.Bytes, 3) : null,
            NoisyPsnr = before.Psnr,
            DenoisedPsnr = after.Psnr,
            NoisySsim = before.Ssim,
            DenoisedSsim = after.Ssim,
        };
        return (score, before, after);
    }

    private static string Extents(Image image) => $"{image.Width}x{image.Height} {(image.Channels == 1 ? "gray" : "color")} pixels";

    /// <summary>Values as a file holds them; floats stay.</summary>
    private static void Round(Span<float> pixels, int bitDepth)
    {
        if (bitDepth > 16)
            return;
        float most = (1 << bitDepth) - 1;
        foreach (ref float value in pixels)
            value = MathF.Round(Math.Clamp(value, 0, 1) * most) / most;
    }
}
