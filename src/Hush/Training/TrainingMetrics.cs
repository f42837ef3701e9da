using System.Text.Json.Serialization;
using Hush.Evaluation;
using Hush.Imaging.Metrics;

namespace Hush.Training;

/// <summary>The content of <c>metrics.json</c>: the final measurement on the test set, and what the training cost.</summary>
public sealed record TrainingMetrics
{
    /// <summary>Deviation of the noise on the 0..255 scale; null where the kind has no fixed one.</summary>
    public required double? Sigma { get; init; }

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

    /// <summary>The same three for images 0..99 alone.</summary>
    [JsonPropertyName("first_100")]
    public required ScoreTriple First100 { get; init; }

    /// <summary>Deviation of the gaussian filter in pixels, chosen on validation images.</summary>
    public required double BaselineWidth { get; init; }

    /// <summary>Whether the data is the published content.</summary>
    public required bool Verified { get; init; }

    /// <summary>The network's learned values.</summary>
    public required int Parameters { get; init; }

    /// <summary>Multiply-adds for one image, by the definition.</summary>
    public required long MultiplyAdds { get; init; }

    /// <summary>Epochs that were trained.</summary>
    public required int Epochs { get; init; }

    /// <summary>The epoch whose weights were kept, from 1.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Training time with validation, over all sittings.</summary>
    public required double TrainSeconds { get; init; }

    /// <summary>Batch size over the median wall time of a full step (noise, forward, backward, update), after 20 steps; null for fewer.</summary>
    public required double? ImagesPerSecond { get; init; }

    /// <summary>Threads that were used.</summary>
    public required int Threads { get; init; }
}
