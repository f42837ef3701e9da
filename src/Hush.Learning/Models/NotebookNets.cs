using Hush.Learning.Networks;

namespace Hush.Learning.Models;

/// <summary>The two nets of the notebook that this project grew from, layer by layer as they were.</summary>
public static class NotebookNets
{
    /// <summary>MNIST: 32 channels at 28x28, 14x14, 7x7 and back; 28,353 parameters. Predicts with a sigmoid.</summary>
    public static Network Mnist() => Network.Build(1, noisy =>
    {
        var half = noisy.Conv("enc1", 32).Relu().MaxPool();                         // [N, 14, 14, 32]
        var quarter = half.Conv("enc2", 32).Relu().MaxPool();                       // [N, 7, 7, 32]
        var up = quarter.Conv("dec1", 32).Relu().Upsample();                        // [N, 14, 14, 32]
        var full = up.Conv("dec2", 32).Relu().Upsample();                           // [N, 28, 28, 32]
        return full.Conv("out", 1).Sigmoid();
    });

    /// <summary>CIFAR-10: 64, 128, 256 channels down with batch normalization, 128, 64 up. Predicts with a sigmoid.</summary>
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
