using Hush.Evaluation;
using Hush.Imaging.Datasets;
using Hush.Learning.Training;
using Hush.Recipes;

namespace Hush.Training;

/// <summary>What is trained, and where it goes.</summary>
public sealed record TrainOptions
{
    /// <summary>The complete recipe.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>The run folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Where data sets are.</summary>
    public DatasetOptions Datasets { get; init; } = DatasetOptions.From(null);

    /// <summary>Threads; null takes one for each processor.</summary>
    public int? Threads { get; init; }

    /// <summary>
    /// Resumes the training in the folder, which must have a recipe: from its checkpoint, or from the start where it was killed before its
    /// first one.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>Replaces an earlier training in the folder.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The command that was typed, for the report.</summary>
    public string? Command { get; init; }
}

/// <summary>Where the verb stands.</summary>
public abstract record TrainEvent
{
    private TrainEvent()
    {
    }

    /// <summary>Data is fetched.</summary>
    public sealed record Fetching(FetchProgress Progress) : TrainEvent;

    /// <summary>Something that a person should know before the training.</summary>
    /// <param name="Text">A sentence or two.</param>
    public sealed record Note(string Text) : TrainEvent;

    /// <summary>Everything is ready: what will be trained.</summary>
    /// <param name="Data">The data set's provenance.</param>
    /// <param name="TrainingImages">Images to train on.</param>
    /// <param name="Patches">Patches that an epoch takes of each of them; 1 for whole images, too.</param>
    /// <param name="ValidationImages">Images to validate on.</param>
    /// <param name="Parameters">The network's learned values.</param>
    /// <param name="MultiplyAdds">Its multiply-adds for an image.</param>
    /// <param name="ResumedAt">Epochs that were done before, where the training was resumed.</param>
    public sealed record Ready(
        Provenance Data, int TrainingImages, int Patches, int ValidationImages, int Parameters, long MultiplyAdds, int? ResumedAt) : TrainEvent;

    /// <summary>A step or an epoch is done.</summary>
    public sealed record Learning(TrainingProgress Progress) : TrainEvent;

    /// <summary>The final measurement goes on.</summary>
    /// <param name="Share">What is done of it, 0 to 1.</param>
    public sealed record Measuring(double Share) : TrainEvent;
}

/// <summary>What the verb came to.</summary>
/// <param name="End">How the training ended.</param>
/// <param name="Folder">The run folder.</param>
/// <param name="Metrics">The final measurement; null after an interruption.</param>
/// <param name="BestEpoch">The epoch whose weights were kept.</param>
public sealed record TrainResult(TrainingEnd End, RunFolder Folder, TrainingMetrics? Metrics, int BestEpoch);
