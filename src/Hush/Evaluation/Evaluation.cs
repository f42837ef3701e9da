using System.Text.Json.Serialization;
using Hush.Imaging.Metrics;
using Hush.Imaging.Noise;

namespace Hush.Training;

/// <summary>The noise of an evaluation.</summary>
/// <param name="Kind">Kind of noise.</param>
/// <param name="Sigma">Standard deviation of its Gaussian part on the 0..255 scale; null if it has none or is random.</param>
/// <param name="Clip">Whether noisy pixels were clipped to [0, 1].</param>
/// <param name="Seed">Seed of the noise.</param>
internal sealed record Protocol(string Kind, double? Sigma, bool Clip, ulong Seed)
{
    /// <summary>Description of the noise for people.</summary>
    [JsonIgnore]
    public string Description { get; init; } = "";

    internal static Protocol Of(NoiseSpec noise, ulong seed) =>
        new(NoiseKinds.NameOf(noise.Kind), noise.Sigma is { IsFixed: true } sigma ? sigma.Low : null, noise.Clip, seed)
        {
            Description = noise.Create().Description,
        };
}

/// <summary>Scores of the noisy images, a simple filter, and the network.</summary>
/// <param name="Noisy">The noisy images.</param>
/// <param name="Baseline">A Gaussian filter whose width was chosen on validation images.</param>
/// <param name="Denoised">The network.</param>
internal sealed record ScoreTriple(ScoreSummary Noisy, ScoreSummary Baseline, ScoreSummary Denoised);

/// <summary>An evaluation of a model on a test set. The order of the properties is that of the JSON.</summary>
public sealed record EvaluationResult
{
    /// <summary>Noise level on the 0..255 scale; null if the noise has no fixed level.</summary>
    public double? Sigma => Protocol.Sigma;

    /// <summary>Name of the dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>Number of images.</summary>
    public required int Images { get; init; }

    /// <summary>A description of the noise.</summary>
    [JsonIgnore]
    public string Noise => Protocol.Description;

    /// <summary>The noise.</summary>
    [JsonInclude]
    internal Protocol Protocol { get; init; } = null!;

    /// <summary>Scores of the noisy images.</summary>
    public required ScoreSummary Noisy { get; init; }

    /// <summary>Scores of the Gaussian filter.</summary>
    public required ScoreSummary Baseline { get; init; }

    /// <summary>Scores of the network.</summary>
    public required ScoreSummary Denoised { get; init; }

    /// <summary>All three scores.</summary>
    [JsonIgnore]
    internal ScoreTriple All => new(Noisy, Baseline, Denoised);

    /// <summary>The same scores for images 0 to 99 only.</summary>
    [JsonPropertyName("first_100"), JsonInclude]
    internal ScoreTriple First100 { get; init; } = null!;

    /// <summary>
    /// Sigma of the Gaussian filter in pixels, chosen on validation images. If the data has none, it is chosen on some of the test
    /// images, which favors the filter.
    /// </summary>
    public required double BaselineWidth { get; init; }

    /// <summary>Whether the data matches the published dataset.</summary>
    public required bool Verified { get; init; }

    /// <summary>
    /// Whether the test images were also used for validation, as images held out by name are. The best epoch was chosen on them.
    /// </summary>
    [JsonIgnore]
    public bool Validated { get; init; }

    /// <summary>The scores of each image.</summary>
    [JsonIgnore]
    internal EvaluationScores Scores { get; init; } = new([], [], []);
}

/// <summary>The scores of each image, in the order of the test set.</summary>
/// <param name="Noisy">The noisy images.</param>
/// <param name="Baseline">The Gaussian filter. Empty if it was not evaluated.</param>
/// <param name="Denoised">The network.</param>
internal sealed record EvaluationScores(ImageScore[] Noisy, ImageScore[] Baseline, ImageScore[] Denoised);
