namespace Hush.Learning.Training;

/// <summary>What an epoch came to: a line of the log.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="TrainLoss">Mean loss over the epoch's steps, each with the weights of its moment.</param>
/// <param name="ValidationLoss">Mean loss on the validation images after the epoch.</param>
/// <param name="ValidationPsnr">Mean of the validation images' PSNRs in dB; infinity where an estimate is flawless.</param>
/// <param name="Rate">Learning rate of the epoch's last step.</param>
/// <param name="Seconds">Training time from the start to the end of this epoch.</param>
public sealed record EpochRow(int Epoch, double TrainLoss, double ValidationLoss, double ValidationPsnr, double Rate, double Seconds);

/// <summary>Where a training stands, for a progress bar.</summary>
/// <param name="Epoch">The running epoch, from 1.</param>
/// <param name="Epochs">Epochs planned.</param>
/// <param name="Step">Steps done in this epoch.</param>
/// <param name="Steps">Steps of an epoch.</param>
/// <param name="Loss">Mean loss over this epoch's steps so far.</param>
/// <param name="ImagesPerSecond">Images a second, over the recent steps.</param>
/// <param name="Last">The last epoch that is done, if one is.</param>
public readonly record struct TrainingProgress(
    int Epoch, int Epochs, int Step, int Steps, double Loss, double ImagesPerSecond, EpochRow? Last);

/// <summary>How a training ended.</summary>
public enum TrainingEnd
{
    /// <summary>All epochs are done.</summary>
    Completed,

    /// <summary>The validation loss did not fall for as many epochs as patience allows.</summary>
    StoppedEarly,

    /// <summary>It was cancelled; the checkpoint holds everything to go on.</summary>
    Interrupted,
}

/// <summary>A loss or a gradient is not a number any more.</summary>
public sealed class DivergedException(string message) : Exception(message);
