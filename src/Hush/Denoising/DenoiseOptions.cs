using static System.FormattableString;

namespace Hush.Denoising;

/// <summary>How an image is cleaned.</summary>
public sealed record DenoiseOptions
{
    /// <summary>
    /// Deviation of the noise on the 0..255 scale, for models that are told it; null estimates it from the image, see
    /// <see cref="NoiseLevelChoice"/>. At 0 there is nothing to remove: such models return the image unchanged.
    /// </summary>
    public double? Sigma { get; init; }

    /// <summary>
    /// Share of the noise that is removed, in percent: 100 removes all, below that the rest is blended back, 0 returns the image unchanged.
    /// Values between 0 and 1 are refused: they are fractions, not percentages.
    /// </summary>
    public double Strength { get; init; } = 100;

    /// <summary>Every value that is out of its range, a sentence each; none for options that can be used.</summary>
    public IReadOnlyList<string> Check()
    {
        var mistakes = new List<string>();
        if (Sigma is { } sigma && !(sigma is >= 0 and <= 255))
            mistakes.Add(Invariant(
                $"sigma must be between 0 and 255, the scale of 8-bit pixels, got {sigma}. Omit it if the noise level is unknown."));
        if (!(Strength is >= 0 and <= 100))
            mistakes.Add(Invariant($"The strength must be between 0 (removes nothing) and 100 (removes all noise), got {Strength}."));
        else if (Strength is > 0 and < 1)
            mistakes.Add(Invariant($"The strength is in percent: {Strength} removes almost nothing. Did you mean {100 * Strength:0.######}?"));
        return mistakes;
    }
}
