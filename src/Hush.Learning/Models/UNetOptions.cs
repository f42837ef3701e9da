namespace Hush.Learning.Models;

/// <summary>What can be chosen about an autoencoder or a U-Net.</summary>
public sealed record UNetOptions
{
    /// <summary>Channels of each level, full size first; each further level has half the height and width.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [32, 64, 96];

    /// <summary>
    /// Blocks of each level on the way down, and again on the way up, each at least 1; the last number stands for all levels below it.
    /// </summary>
    public IReadOnlyList<int> Blocks { get; init; } = [2];

    /// <summary>Whether a block is x + conv(relu(conv(x))) instead of relu(conv(x)).</summary>
    public bool Residual { get; init; }

    /// <summary>
    /// Side of a residual block's second filters, 3 or 1. With 1 and an <see cref="Expansion"/> above 1 it is a fused inverted residual
    /// block: Tan, Le, "EfficientNetV2", ICML 2021, figure 2 (arXiv 2104.00298), without normalization and attention.
    /// </summary>
    public int SecondKernel { get; init; } = 3;

    /// <summary>
    /// Channels between the two convolutions of a residual block, as a multiple of the level's; rounded to a whole number.
    /// </summary>
    public double Expansion { get; init; } = 1;

    /// <summary>Whether the way up adds the skip instead of concatenating it.</summary>
    public bool AddsSkips { get; init; }

    /// <summary>Whether there are skips at all.</summary>
    public bool Skips { get; init; } = true;

    /// <summary>Whether convolutions are followed by batch normalization.</summary>
    public bool BatchNorm { get; init; } = true;

    /// <summary>Whether convolutions have biases.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>Whether the estimate is the input minus what the net gives, instead of a sigmoid of it.</summary>
    public bool Subtracts { get; init; }

    /// <summary>Whether the net is told the noise level, as one more channel.</summary>
    public bool NoiseLevelInput { get; init; }

    /// <summary>Whether 2x2 pixels become channels first, so that the widest level works at half size.</summary>
    public bool Unshuffle { get; init; }

    /// <summary>Blocks of a level.</summary>
    internal int BlocksAt(int level) => Blocks[Math.Min(level, Blocks.Count - 1)];
}
