using Hush.Learning.Networks;

namespace Hush.Learning.Models;

/// <summary>
/// The classical denoising autoencoder: convolutions and max pooling down to a small code, upsampling and convolutions back, a sigmoid
/// at the end, no skips: all that is known about the image passes through the code.
/// </summary>
/// <remarks>
/// Vincent, Larochelle, Bengio, Manzagol: Extracting and composing robust features with denoising autoencoders, ICML 2008.
/// </remarks>
public static class Autoencoder
{
    /// <summary>Draws the net.</summary>
    /// <param name="channels">Channels of the image.</param>
    /// <param name="options">Widths, blocks a level, normalization and biases; its other fields are for <see cref="UNet"/>.</param>
    public static Network Build(int channels, UNetOptions options) => Network.Build(channels, noisy =>
    {
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<int> widths = options.Widths;
        Signal x = noisy;
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
