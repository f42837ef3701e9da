namespace Hush.Learning.Training;

/// <summary>The results of an epoch: one row of the training log.</summary>
/// <param name="Epoch">Number of the epoch, from 1.</param>
/// <param name="TrainLoss">Mean training loss of the epoch, measured during training.</param>
/// <param name="ValidationLoss">Mean loss on the validation images after the epoch.</param>
/// <param name="ValidationPsnr">Mean PSNR of the validation images in dB; infinite if an estimate is exact.</param>
/// <param name="Rate">Learning rate of the last step.</param>
/// <param name="Seconds">Total training time up to the end of this epoch, in seconds.</param>
internal sealed record EpochMetrics(int Epoch, double TrainLoss, double ValidationLoss, double ValidationPsnr, double Rate, double Seconds);

/// <summary>The reason why a training run ended.</summary>
internal enum TrainingEnd
{
    /// <summary>All epochs were completed.</summary>
    Completed,

    /// <summary>The validation loss did not improve for <see cref="TrainingOptions.Patience"/> epochs.</summary>
    StoppedEarly,

    /// <summary>The run was canceled. It can be resumed from the checkpoint.</summary>
    Interrupted,
}
