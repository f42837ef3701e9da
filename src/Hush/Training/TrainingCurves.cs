using Hush.Learning.Training;

namespace Hush.Training;

/// <summary>A curve of a training: a number per epoch.</summary>
/// <param name="Name">The name in reports.</param>
/// <param name="Tag">The name in TensorBoard, where curves with the same first part share a group.</param>
/// <param name="Value">The value of an epoch; NaN if it was not measured.</param>
internal sealed record TrainingCurve(string Name, string Tag, Func<EpochMetrics, double> Value);

/// <summary>The curves of a training that reports and TensorBoard show.</summary>
internal static class TrainingCurves
{
    public static TrainingCurve ValidationPsnr { get; } = new("Validation PSNR", "psnr/validation", e => e.ValidationPsnr);

    public static TrainingCurve ValidationLoss { get; } = new("Validation loss", "loss/validation", e => e.ValidationLoss);

    public static TrainingCurve TrainingLoss { get; } = new("Training loss", "loss/training", e => e.TrainLoss);

    public static TrainingCurve LearningRate { get; } = new("Learning rate", "learning_rate", e => e.Rate);

    /// <summary>All curves.</summary>
    public static IReadOnlyList<TrainingCurve> All { get; } = [ValidationPsnr, ValidationLoss, TrainingLoss, LearningRate];
}
