using Hush.Imaging.Datasets;
using Hush.Learning.Distributed;
using Hush.Learning.Training;

namespace Hush.Training;

/// <summary>The settings of a training run.</summary>
public sealed record TrainOptions
{
    /// <summary>The complete recipe.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>The path of the run folder.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// Folders that contain <c>mnist/</c>, <c>fashion-mnist/</c> or <c>cifar-10-batches-bin/</c>, searched before downloading. By default
    /// those in the environment variable HUSH_DATA.
    /// </summary>
    public IReadOnlyList<string> DataRoots
    {
        get => Datasets.Roots;
        init => Datasets = Datasets with { Roots = value };
    }

    /// <summary>Where to find datasets.</summary>
    internal DatasetOptions Datasets { get; init; } = DatasetOptions.From(null);

    /// <summary>The processes that train together. All need equal options; only rank 0 uses the folder.</summary>
    internal ICommunicator Ranks { get; init; } = SingleProcess.Instance;

    /// <summary>Number of threads; null for one per processor.</summary>
    public int? Threads { get; init; }

    /// <summary>
    /// Resumes the run in the folder, which must have a recipe: from its checkpoint, or from the start if it was killed before the
    /// first one.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>
    /// Writes an event file for TensorBoard into the run folder: curves, SSIM, example images, and histograms of the weights. A resumed
    /// run continues the file that it has.
    /// </summary>
    public bool TensorBoard { get; init; }

    /// <summary>Replaces an earlier run in the folder.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The command line, for the report.</summary>
    public string? Command { get; init; }
}

/// <summary>The result of a training run.</summary>
public sealed record TrainResult
{
    internal TrainResult(TrainingEnd end, RunFolder files, TrainingMetrics? metrics, int bestEpoch) =>
        (End, Files, Metrics, BestEpoch) = (end, files, metrics, bestEpoch);

    /// <summary>Whether training was canceled. The run can be resumed; it has no evaluation yet.</summary>
    public bool IsInterrupted => End == TrainingEnd.Interrupted;

    /// <summary>Whether training stopped before its last epoch because the validation loss no longer improved.</summary>
    public bool HasStoppedEarly => End == TrainingEnd.StoppedEarly;

    /// <summary>The epoch whose weights were kept, counted from 1; 0 if there is none yet.</summary>
    public int BestEpoch { get; }

    /// <summary>The path of the trained model.</summary>
    public string ModelPath => Files.Model;

    /// <summary>The path of the HTML report.</summary>
    public string ReportPath => Files.Report;

    /// <summary>The evaluation on the test set; null after an interruption.</summary>
    public EvaluationResult? Evaluation => Metrics?.Measurement;

    /// <summary>Problems of the model, one or two sentences each; empty if there are none.</summary>
    public IReadOnlyList<string> Warnings => Metrics?.Verdict.Warnings ?? [];

    internal TrainingEnd End { get; }

    internal RunFolder Files { get; }

    /// <summary>The final evaluation and its cost; null after an interruption.</summary>
    internal TrainingMetrics? Metrics { get; }
}
