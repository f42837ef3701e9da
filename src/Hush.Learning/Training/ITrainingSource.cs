namespace Hush.Learning.Training;

/// <summary>A source of pairs of noisy and clean training images. Must be thread-safe.</summary>
internal interface ITrainingSource
{
    /// <summary>Number of pairs per epoch.</summary>
    int Count { get; }

    /// <summary>Writes a pair. The same index and epoch always give the same pair, in any order and on any thread.</summary>
    /// <param name="index">Index of the pair, from 0.</param>
    /// <param name="epoch">Index of the epoch, from 0. Each epoch has different noise and crops.</param>
    /// <param name="noisy">Output: the input of the network, [H, W, C].</param>
    /// <param name="clean">Output: the target, [H, W, C].</param>
    /// <param name="scalar">The noise level on the [0, 1] scale, for networks with a scalar input.</param>
    void Read(int index, int epoch, Span<float> noisy, Span<float> clean, out float scalar);
}

/// <summary>Evaluates weights on validation images.</summary>
internal interface IValidation
{
    /// <summary>Computes loss and PSNR for the given weights.</summary>
    /// <param name="weights">The weights to evaluate.</param>
    ValidationResult Measure(Networks.Weights weights);
}

/// <summary>The validation result of an epoch.</summary>
/// <param name="Loss">Mean loss over all values of the validation images.</param>
/// <param name="Psnr">Mean PSNR of the images, in dB.</param>
internal readonly record struct ValidationResult(double Loss, double Psnr);
