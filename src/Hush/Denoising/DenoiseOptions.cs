namespace Hush.Denoising;

/// <summary>How an image is cleaned.</summary>
public sealed record DenoiseOptions
{
    /// <summary>
    /// Deviation of the noise on the 0..255 scale, for models that are told it; null takes the middle of the range that the model was
    /// trained for.
    /// </summary>
    public double? Sigma { get; init; }

    /// <summary>Share of the removed noise in percent: 100 removes all, below that the rest is blended back.</summary>
    public double Strength { get; init; } = 100;
}
