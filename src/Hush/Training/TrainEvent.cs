using Hush.Imaging.Datasets;

namespace Hush.Training;

/// <summary>A progress event of a training run.</summary>
internal abstract record TrainEvent
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
        Provenance Data, int TrainingImages, int Patches, int ValidationImages, int Parameters, long MultiplyAdds, int? ResumedAt)
        : TrainEvent;

    /// <summary>A step or an epoch is complete.</summary>
    public sealed record Learning(TrainingProgress Progress) : TrainEvent;

    /// <summary>Progress of the final evaluation.</summary>
    /// <param name="Fraction">The fraction completed, from 0 to 1.</param>
    public sealed record Measuring(double Fraction) : TrainEvent;
}
