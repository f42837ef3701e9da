using static System.FormattableString;

namespace Hush;

/// <summary>Options for denoising an image.</summary>
public sealed record DenoiseOptions
{
    /// <summary>
    /// Noise level on the 0..255 scale, for models that take one. Null estimates it from the image. At 0, there is nothing to remove and
    /// such models return the image unchanged.
    /// </summary>
    public double? Sigma { get; init; }

    /// <summary>
    /// Amount of noise to remove, in percent, 0 to 100; default 100. Lower values blend the noisy image back in; 0 returns it
    /// unchanged. Values between 0 and 1 are rejected because they are probably meant as fractions.
    /// </summary>
    public double Strength { get; init; } = 100;

    /// <exception cref="OptionException">An option is out of range.</exception>
    internal void EnsureValid()
    {
        if (Check() is { Count: > 0 } mistakes)
            throw new OptionException(string.Join(' ', mistakes));
    }

    /// <summary>Returns a sentence for each option that is out of range; empty if the options are valid.</summary>
    public IReadOnlyList<string> Check()
    {
        var mistakes = new List<string>();
        if (Sigma is { } sigma && !(sigma is >= 0 and <= 255))
            mistakes.Add(Invariant(
                $"sigma must be between 0 and 255, the scale of 8-bit pixels, got {sigma}. Omit it if the noise level is unknown."));
        if (!(Strength is >= 0 and <= 100))
            mistakes.Add(Invariant($"The strength must be between 0 (removes nothing) and 100 (removes all noise), got {Strength}."));
        else if (Strength is > 0 and < 1)
            mistakes.Add(Invariant(
                $"The strength is in percent: {Strength} removes almost nothing. Did you mean {100 * Strength:0.######}?"));
        return mistakes;
    }
}
