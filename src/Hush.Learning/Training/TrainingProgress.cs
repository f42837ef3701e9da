using Hush.Learning.Training;

namespace Hush.Training;

/// <summary>The progress of a training run.</summary>
/// <param name="Epoch">Number of the current epoch, from 1.</param>
/// <param name="Epochs">Number of epochs planned.</param>
/// <param name="Step">Number of steps completed in this epoch; 0 in the report that follows a validation.</param>
/// <param name="Steps">Number of steps per epoch.</param>
/// <param name="Loss">Mean loss of this epoch so far; 0 after no steps.</param>
/// <param name="ImagesPerSecond">Speed over the most recent steps; 0 until measured.</param>
public readonly record struct TrainingProgress(int Epoch, int Epochs, int Step, int Steps, double Loss, double ImagesPerSecond)
{
    /// <summary>Validation loss after the last completed epoch; null before the first.</summary>
    public double? ValidationLoss => Last?.ValidationLoss;

    /// <summary>Mean PSNR of the validation images after the last completed epoch, in dB; null before the first.</summary>
    public double? ValidationPsnr => Last?.ValidationPsnr;

    /// <summary>The last completed epoch, or null.</summary>
    internal EpochMetrics? Last { get; init; }
}
