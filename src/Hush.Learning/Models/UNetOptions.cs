namespace Hush.Learning.Models;

/// <summary>Architecture options of <see cref="Autoencoder"/> and <see cref="UNet"/>.</summary>
internal sealed record UNetOptions
{
    /// <summary>Channels per level, starting at full resolution. Each level has half the height and width of the one before it.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [32, 64, 96];

    /// <summary>
    /// Blocks per level in the encoder, and again in the decoder, each at least 1. The last number applies to all further levels.
    /// </summary>
    public IReadOnlyList<int> Blocks { get; init; } = [2];

    /// <summary>True for residual blocks, x + conv(relu(conv(x))), instead of relu(conv(x)).</summary>
    public bool Residual { get; init; }

    /// <summary>
    /// Kernel size of the second convolution in a residual block, 3 or 1. With 1 and an <see cref="Expansion"/> above 1 it is a fused
    /// inverted residual block: Tan, Le, "EfficientNetV2", ICML 2021, figure 2 (arXiv 2104.00298), without normalization and attention.
    /// </summary>
    public int SecondKernel { get; init; } = 3;

    /// <summary>
    /// Channels between the two convolutions of a residual block, as a multiple of the level's channels; rounded to the nearest integer.
    /// </summary>
    public double Expansion { get; init; } = 1;

    /// <summary>True to add skip connections in the decoder instead of concatenating them.</summary>
    public bool AddsSkips { get; init; }

    /// <summary>True for skip connections between encoder and decoder.</summary>
    public bool Skips { get; init; } = true;

    /// <summary>True for batch normalization after each convolution.</summary>
    public bool BatchNorm { get; init; } = true;

    /// <summary>True for convolutions with biases.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>
    /// True if the network predicts the noise and subtracts it from its input; false if it predicts the image through a sigmoid.
    /// </summary>
    public bool Subtracts { get; init; }

    /// <summary>True if the network takes the noise level as an additional input channel.</summary>
    public bool NoiseLevelInput { get; init; }

    /// <summary>True to start with a 2x2 pixel unshuffle, so that the first level runs at half resolution.</summary>
    public bool Unshuffle { get; init; }

    internal int BlocksAt(int level) => Blocks[Math.Min(level, Blocks.Count - 1)];
}
