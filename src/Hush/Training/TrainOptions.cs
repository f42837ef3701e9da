using Hush.Evaluation;
using Hush.Imaging.Datasets;
using Hush.Learning.Training;
using Hush.Recipes;

namespace Hush.Training;

/// <summary>The settings of <see cref="Train.Run"/>.</summary>
public sealed record TrainOptions
{
    /// <summary>The complete recipe.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>The path of the run folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Where to find datasets.</summary>
    public DatasetOptions Datasets { get; init; } = DatasetOptions.From(null);

    /// <summary>Number of threads; null for one per processor.</summary>
    public int? Threads { get; init; }

    /// <summary>
    /// Resumes the run in the folder, which must have a recipe: from its checkpoint, or from the start if it was killed before the
    /// first one.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>Replaces an earlier run in the folder.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The command line, for the report.</summary>
    public string? Command { get; init; }
}

/// <summary>A progress event of <see cref="Train.Run"/>.</summary>
public abstract record TrainEvent
{
    private TrainEvent()
    {
    }

    /// <summary>Data is being downloaded.</summary>
    public sealed record Fetching(FetchProgress Progress) : TrainEvent;

    /// <summary>A message for the user before training starts.</summary>
    /// <param name="Text">One or two sentences.</param>
    public sealed record Note(string Text) : TrainEvent;

    /// <summary>Everything is ready for training.</summary>
    /// <param name="Data">The provenance of the dataset.</param>
    /// <param name="TrainingImages">Number of training images.</param>
    /// <param name="Patches">Patches per image and epoch; 1 for whole images.</param>
    /// <param name="ValidationImages">Number of validation images.</param>
    /// <param name="Parameters">Number of learned parameters.</param>
    /// <param name="MultiplyAdds">Multiply-adds per image.</param>
    /// <param name="ResumedAt">Number of epochs completed before the run was resumed; null for a new run.</param>
    public sealed record Ready(
        Provenance Data, int TrainingImages, int Patches, int ValidationImages, int Parameters, long MultiplyAdds, int? ResumedAt) : TrainEvent;

    /// <summary>A step or an epoch is complete.</summary>
    public sealed record Learning(TrainingProgress Progress) : TrainEvent;

    /// <summary>Progress of the final evaluation.</summary>
    /// <param name="Share">The fraction completed, from 0 to 1.</param>
    public sealed record Measuring(double Share) : TrainEvent;
}

/// <summary>The result of <see cref="Train.Run"/>.</summary>
/// <param name="End">How the training ended.</param>
/// <param name="Folder">The run folder.</param>
/// <param name="Metrics">The final evaluation and its cost; null after an interruption.</param>
/// <param name="BestEpoch">The epoch whose weights were kept.</param>
public sealed record TrainResult(TrainingEnd End, RunFolder Folder, TrainingMetrics? Metrics, int BestEpoch);
