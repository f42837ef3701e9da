using Hush.Numerics.Random;

namespace Hush.Imaging.Noise;

/// <summary>
/// Assigns the parts of a key to purposes, so that no random number is used twice. (Poisson noise uses all parts, as trials.)
/// </summary>
internal static class NoiseParts
{
    /// <summary>Additive noise of each value; the index is that of the value.</summary>
    internal static RandomKey Values(in RandomKey key) => key with { Part = 0 };

    /// <summary>Uniform numbers drawn once per image: noise level, sizes and other parameters.</summary>
    internal static RandomKey Strengths(in RandomKey key) => key with { Part = 1 };

    /// <summary>Selects the values that salt and pepper replaces; the index is that of the value.</summary>
    internal static RandomKey Impulses(in RandomKey key) => key with { Part = 2 };

    /// <summary>Normal numbers drawn once per image.</summary>
    internal static RandomKey Deviations(in RandomKey key) => key with { Part = 3 };

    /// <summary>Additive noise shared by all channels of a pixel; the index is that of the pixel.</summary>
    internal static RandomKey Shared(in RandomKey key) => key with { Part = 4 };

    /// <summary>Selects one of several kinds of noise for an image.</summary>
    internal static RandomKey Choice(in RandomKey key) => key with { Part = 5 };

    /// <summary>Noise of a second exposure of the same scene; the index is that of the value.</summary>
    internal static RandomKey SecondExposure(in RandomKey key) => key with { Part = 6 };
}
