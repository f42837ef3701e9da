namespace Hush.Learning.Plans;

/// <summary>Where a training step gets its images from. Called from several threads at once, once for each image of the batch.</summary>
public interface ITrainingSamples
{
    /// <summary>Writes one pair of the batch.</summary>
    /// <param name="image">Its place in the batch.</param>
    /// <param name="noisy">What the network is given, [H, W, C].</param>
    /// <param name="clean">What it is to estimate, [H, W, C].</param>
    /// <param name="scalar">What a network with a scalar input is given beside the image: its noise level on the [0, 1] scale.</param>
    void Read(int image, Span<float> noisy, Span<float> clean, out float scalar);
}
