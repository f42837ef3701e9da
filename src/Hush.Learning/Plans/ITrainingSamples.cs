namespace Hush.Learning.Plans;

/// <summary>The images of a training batch. Called concurrently from several threads, once for each image.</summary>
internal interface ITrainingSamples
{
    /// <summary>Writes one pair of images.</summary>
    /// <param name="image">Index of the image in the batch.</param>
    /// <param name="noisy">Output: the input of the network, [H, W, C].</param>
    /// <param name="clean">Output: the target, [H, W, C].</param>
    /// <param name="scalar">The noise level on the [0, 1] scale, for networks with a scalar input.</param>
    void Read(int image, Span<float> noisy, Span<float> clean, out float scalar);
}
