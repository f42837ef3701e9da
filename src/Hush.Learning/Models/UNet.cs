using Hush.Learning.Networks;

namespace Hush.Learning.Models;

/// <summary>
/// An autoencoder with skip connections: each decoder level also receives the output of the encoder level of the same size. Plain
/// networks use max pooling and nearest-neighbor upsampling; residual networks use 2x2 convolutions with stride 2, and 1x1
/// convolutions with pixel shuffle.
/// </summary>
/// <remarks>
/// Ronneberger, Fischer, Brox: U-Net, MICCAI 2015. The residual variant is a small DRUNet: Zhang et al.: Plug-and-play image
/// restoration with deep denoiser prior, TPAMI 2021.
/// </remarks>
internal static class UNet
{
    /// <summary>
    /// Scale of the initial weights of the last convolution, relative to He initialization: a saturated sigmoid would not learn,
    /// and a large initial noise estimate would slow down training.
    /// </summary>
    private const float OutputScale = 0.1f;

    /// <summary>Builds the network.</summary>
    /// <param name="channels">Number of image channels.</param>
    /// <param name="options">The architecture.</param>
    /// <exception cref="ShapeException">The options do not describe a valid network.</exception>
    public static Network Build(int channels, UNetOptions options) => Network.Build(channels, noisy =>
    {
        ArgumentNullException.ThrowIfNull(options);
        NodeRef x = options.Unshuffle ? noisy.PixelUnshuffle() : noisy;
        if (options.NoiseLevelInput)
            x = x.Concat(x.Scalar("sigma"));
        x = options.Residual ? Residual(x, options) : Plain(x, options);
        x = x.Conv("out", options.Unshuffle ? 4 * channels : channels, 3, options.Bias, OutputScale);
        x = options.Unshuffle ? x.PixelShuffle() : x;
        return options.Subtracts ? noisy - x : x.Sigmoid();
    });

    private static NodeRef Plain(NodeRef x, UNetOptions options)
    {
        var skips = new Stack<NodeRef>();
        for (int level = 0; level < options.Widths.Count; level++)
        {
            if (level > 0)
            {
                skips.Push(x);
                x = x.MaxPool();
            }

            for (int b = 1; b <= options.BlocksAt(level); b++)
                x = Blocks.Plain(x, $"enc{level + 1}_{b}", options.Widths[level], options);
        }

        for (int level = options.Widths.Count - 2; level >= 0; level--)
        {
            int width = options.Widths[level], first = 1;
            x = x.Upsample();
            if (options.AddsSkips && options.Skips)
                x = Blocks.Plain(x, $"dec{level + 1}_{first++}", width, options) + skips.Pop();
            else if (options.Skips)
                x = x.Concat(skips.Pop());
            for (int b = first; b <= options.BlocksAt(level); b++)
                x = Blocks.Plain(x, $"dec{level + 1}_{b}", width, options);
        }

        return x;
    }

    private static NodeRef Residual(NodeRef x, UNetOptions options)
    {
        var skips = new Stack<NodeRef>();
        x = Blocks.Convolution(x, "head", options.Widths[0], options);
        for (int level = 0; level < options.Widths.Count; level++)
        {
            if (level > 0)
            {
                skips.Push(x);
                x = Blocks.Convolution(x.PixelUnshuffle(), $"down{level + 1}", options.Widths[level], options, kernel: 1);
            }

            for (int b = 1; b <= options.BlocksAt(level); b++)
                x = Blocks.Residual(x, $"enc{level + 1}_{b}", options);
        }

        for (int level = options.Widths.Count - 2; level >= 0; level--)
        {
            int width = options.Widths[level];
            x = Blocks.Convolution(x, $"up{level + 1}", 4 * width, options, kernel: 1).PixelShuffle();
            if (options.Skips)
                x = options.AddsSkips
                    ? x + skips.Pop() : Blocks.Convolution(x.Concat(skips.Pop()), $"join{level + 1}", width, options, kernel: 1);
            for (int b = 1; b <= options.BlocksAt(level); b++)
                x = Blocks.Residual(x, $"dec{level + 1}_{b}", options);
        }

        return x;
    }
}
