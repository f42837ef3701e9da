namespace Hush.Learning.Training;

/// <summary>Where a training gets its pairs of noisy and clean images from. Called from several threads at once.</summary>
public interface ITrainingSource
{
    /// <summary>How many pairs an epoch has.</summary>
    int Count { get; }

    /// <summary>Writes a pair; the same index and epoch give the same pair, in any order and on any thread.</summary>
    /// <param name="index">Which pair, from 0.</param>
    /// <param name="epoch">Which epoch, from 0: noise and crops are drawn anew in each.</param>
    /// <param name="noisy">What the network is given, [H, W, C].</param>
    /// <param name="clean">What it is to estimate, [H, W, C].</param>
    /// <param name="scalar">The noise level on the [0, 1] scale, for networks that are told it.</param>
    void Read(int index, int epoch, Span<float> noisy, Span<float> clean, out float scalar);
}

/// <summary>What weights are worth on images that they are not trained on.</summary>
public interface IValidation
{
    /// <summary>Measures weights.</summary>
    ValidationResult Measure(Networks.Weights weights);
}

/// <summary>The validation of one epoch.</summary>
/// <param name="Loss">Mean loss over all values of the validation images.</param>
/// <param name="Psnr">Mean of the images' PSNRs in dB.</param>
public readonly record struct ValidationResult(double Loss, double Psnr);
