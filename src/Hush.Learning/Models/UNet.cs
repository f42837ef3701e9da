using Hush.Learning.Networks;

namespace Hush.Learning.Models;

/// <summary>
/// An autoencoder with skips: each size on the way up also sees what the way down had at that size. Plain blocks pool down and upsample
/// by nearest neighbors; residual blocks go down by 2x2 convolutions with stride 2 and up by 1x1 convolutions with pixel shuffle.
/// </summary>
/// <remarks>
/// Ronneberger, Fischer, Brox: U-Net, MICCAI 2015; the residual form follows Zhang et al.: Plug-and-play image restoration with deep
/// denoiser prior, TPAMI 2021 (its DRUNet), in small.
/// </remarks>
public static class UNet
{
    /// <summary>
    /// The last convolution begins at a tenth of He's scale: a saturated sigmoid would not learn, a large noise estimate not soon.
    /// </summary>
    private const float OutputScale = 0.1f;

    /// <summary>Draws the net.</summary>
    /// <param name="channels">Channels of the image.</param>
    /// <param name="options">What is chosen.</param>
    public static Network Build(int channels, UNetOptions options) => Network.Build(channels, noisy =>
    {
        ArgumentNullException.ThrowIfNull(options);
        Signal x = options.Unshuffle ? noisy.PixelUnshuffle() : noisy;
        if (options.NoiseLevelInput)
            x = x.Concat(x.Scalar("sigma"));
        x = options.Residual ? Residual(x, options) : Plain(x, options);
        x = x.Conv("out", options.Unshuffle ? 4 * channels : channels, 3, options.Bias, OutputScale);
        x = options.Unshuffle ? x.PixelShuffle() : x;
        return options.Subtracts ? noisy - x : x.Sigmoid();
    });

    private static Signal Plain(Signal x, UNetOptions options)
    {
        var skips = new Stack<Signal>();
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

    private static Signal Residual(Signal x, UNetOptions options)
    {
        var skips = new Stack<Signal>();
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
                x = options.AddsSkips ? x + skips.Pop() : Blocks.Convolution(x.Concat(skips.Pop()), $"join{level + 1}", width, options, kernel: 1);
            for (int b = 1; b <= options.BlocksAt(level); b++)
                x = Blocks.Residual(x, $"dec{level + 1}_{b}", options);
        }

        return x;
    }
}
