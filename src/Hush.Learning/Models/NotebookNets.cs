using Hush.Learning.Networks;

namespace Hush.Learning.Models;

/// <summary>The two networks of the notebook that this project is based on, layer by layer.</summary>
internal static class NotebookNets
{
    /// <summary>
    /// The MNIST network: 32 channels at 28x28, 14x14 and 7x7 pixels, then back to full size; 28,353 parameters. Ends with a sigmoid.
    /// </summary>
    public static Network Mnist() => Network.Build(1, noisy =>
    {
        var half = noisy.Conv("enc1", 32).Relu().MaxPool();                         // [N, 14, 14, 32]
        var quarter = half.Conv("enc2", 32).Relu().MaxPool();                       // [N, 7, 7, 32]
        var up = quarter.Conv("dec1", 32).Relu().Upsample();                        // [N, 14, 14, 32]
        var full = up.Conv("dec2", 32).Relu().Upsample();                           // [N, 28, 28, 32]
        return full.Conv("out", 1).Sigmoid();
    });

    /// <summary>
    /// The CIFAR-10 network with batch normalization: 64, 128 and 256 channels in the encoder, 128 and 64 in the decoder. Ends
    /// with a sigmoid.
    /// </summary>
    public static Network Cifar10() => Network.Build(3, noisy =>
    {
        var half = noisy.Conv("enc1", 64).BatchNorm("enc1_norm").Relu().MaxPool();          // [N, 16, 16, 64]
        var quarter = half.Conv("enc2", 128).BatchNorm("enc2_norm").Relu().MaxPool();       // [N, 8, 8, 128]
        var middle = quarter.Conv("middle", 256).BatchNorm("middle_norm").Relu();           // [N, 8, 8, 256]
        var up = middle.Upsample().Conv("dec2", 128).BatchNorm("dec2_norm").Relu();         // [N, 16, 16, 128]
        var full = up.Upsample().Conv("dec1", 64).BatchNorm("dec1_norm").Relu();            // [N, 32, 32, 64]
        return full.Conv("out", 3).Sigmoid();
    });
}
