using System.Text.Json.Serialization;
using Hush.Imaging.Metrics;
using Hush.Imaging.Noise;

namespace Hush.Evaluation;

/// <summary>What was done to the images before they were measured.</summary>
/// <param name="Kind">Kind of noise.</param>
/// <param name="Sigma">Deviation of its gaussian part on the 0..255 scale, where it has one fixed.</param>
/// <param name="Clip">Whether noisy pixels were clipped to [0, 1].</param>
/// <param name="Seed">Seed of the one fixed draw.</param>
public sealed record Protocol(string Kind, double? Sigma, bool Clip, ulong Seed)
{
    /// <summary>The noise in words.</summary>
    [JsonIgnore]
    public string Description { get; init; } = "";

    internal static Protocol Of(NoiseSpec noise, ulong seed) =>
        new(NoiseKinds.NameOf(noise.Kind), noise.Sigma is { IsFixed: true } sigma ? sigma.Low : null, noise.Clip, seed)
        {
            Description = noise.Create().Describe,
        };
}

/// <summary>The same images before, after a trivial filter, and after the network.</summary>
/// <param name="Noisy">Noisy against clean.</param>
/// <param name="Baseline">A gaussian filter, its width chosen on validation images, against clean.</param>
/// <param name="Denoised">The network's estimate against clean.</param>
public sealed record ScoreTriple(ScoreSummary Noisy, ScoreSummary Baseline, ScoreSummary Denoised);

/// <summary>One measurement of a model on a test set. The order of the properties is that of the JSON.</summary>
public sealed record EvaluationResult
{
    /// <summary>Deviation of the noise on the 0..255 scale; null where the kind has no fixed one.</summary>
    public double? Sigma => Protocol.Sigma;

    /// <summary>The data set.</summary>
    public required string Dataset { get; init; }

    /// <summary>Images measured.</summary>
    public required int Images { get; init; }

    /// <summary>How they were made noisy.</summary>
    public required Protocol Protocol { get; init; }

    /// <summary>Noisy against clean.</summary>
    public required ScoreSummary Noisy { get; init; }

    /// <summary>The gaussian filter against clean.</summary>
    public required ScoreSummary Baseline { get; init; }

    /// <summary>The network against clean.</summary>
    public required ScoreSummary Denoised { get; init; }

    /// <summary>The three together.</summary>
    [JsonIgnore]
    public ScoreTriple All => new(Noisy, Baseline, Denoised);

    /// <summary>The same three for images 0..99 alone.</summary>
    [JsonPropertyName("first_100")]
    public required ScoreTriple First100 { get; init; }

    /// <summary>
    /// Deviation of the gaussian filter in pixels, chosen on validation images; where the data has none, on some of those that are
    /// measured, which favors the filter.
    /// </summary>
    public required double BaselineWidth { get; init; }

    /// <summary>Whether the data is the published content.</summary>
    public required bool Verified { get; init; }

    /// <summary>
    /// Whether the measured images are those that the model was validated on, as images that are held out by name are: the best epoch was
    /// chosen on them.
    /// </summary>
    [JsonIgnore]
    public bool Validated { get; init; }

    /// <summary>Every image's scores.</summary>
    [JsonIgnore]
    public EvaluationScores Scores { get; init; } = new([], [], []);
}

/// <summary>Every image's scores, in the test set's order.</summary>
/// <param name="Noisy">Noisy against clean.</param>
/// <param name="Baseline">The gaussian filter against clean.</param>
/// <param name="Denoised">The network against clean.</param>
public sealed record EvaluationScores(ImageScore[] Noisy, ImageScore[] Baseline, ImageScore[] Denoised);
