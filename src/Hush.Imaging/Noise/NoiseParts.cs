using Hush.Numerics.Random;

namespace Hush.Imaging.Noise;

/// <summary>Which part of a key's streams serves what, so that no number is used twice.</summary>
internal static class NoiseParts
{
    /// <summary>The additive noise of each value: index = the value's index.</summary>
    internal static RandomKey Values(in RandomKey key) => key with { Part = 0 };

    /// <summary>What is drawn once for an image: how strong, which size.</summary>
    internal static RandomKey Strengths(in RandomKey key) => key with { Part = 1 };

    /// <summary>Which values turn black or white: index = the value's index.</summary>
    internal static RandomKey Impulses(in RandomKey key) => key with { Part = 2 };

    /// <summary>Normal numbers that are drawn once for an image.</summary>
    internal static RandomKey Deviations(in RandomKey key) => key with { Part = 3 };

    /// <summary>The additive noise that all channels of a pixel share: index = the pixel's index.</summary>
    internal static RandomKey Shared(in RandomKey key) => key with { Part = 4 };

    /// <summary>Which of several noises an image gets.</summary>
    internal static RandomKey Choice(in RandomKey key) => key with { Part = 5 };
}
