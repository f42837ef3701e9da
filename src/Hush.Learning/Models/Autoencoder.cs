using Hush.Learning.Networks;

namespace Hush.Learning.Models;

/// <summary>
/// The classic denoising autoencoder: an encoder of convolutions and max pooling, a decoder of upsampling and convolutions, and a
/// final sigmoid. There are no skip connections: all information about the image passes through the bottleneck.
/// </summary>
/// <remarks>
/// Vincent, Larochelle, Bengio, Manzagol: Extracting and composing robust features with denoising autoencoders, ICML 2008.
/// </remarks>
internal static class Autoencoder
{
    /// <summary>Builds the network.</summary>
    /// <param name="channels">Number of image channels.</param>
    /// <param name="options">Widths, blocks per level, normalization and biases. The other options apply to <see cref="UNet"/>
    /// only.</param>
    /// <exception cref="ShapeException">The options do not describe a valid network.</exception>
    public static Network Build(int channels, UNetOptions options) => Network.Build(channels, noisy =>
    {
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<int> widths = options.Widths;
        NodeRef x = noisy;
        for (int level = 0; level < widths.Count; level++)
        {
            x = level == 0 ? x : x.MaxPool();
            for (int b = 1; b <= options.BlocksAt(level); b++)
                x = Blocks.Plain(x, $"enc{level + 1}_{b}", widths[level], options);
        }

        for (int level = widths.Count - 2; level >= 0; level--)
        {
            x = x.Upsample();
            for (int b = 1; b <= options.BlocksAt(level); b++)
                x = Blocks.Plain(x, $"dec{level + 1}_{b}", widths[level], options);
        }

        return x.Conv("out", channels, bias: options.Bias).Sigmoid();
    });
}
