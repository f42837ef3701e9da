using Hush.Imaging.Noise;

namespace Hush.Imaging.Estimation;

/// <summary>How far an estimate can be relied on.</summary>
public enum EstimateConfidence
{
    /// <summary>There is no estimate.</summary>
    None,

    /// <summary>It rests on few patches, on noise that neighboring pixels share, or on what a model takes for texture.</summary>
    Low,

    /// <summary>Within 10 % or 0.7 for white noise on nearly every photograph.</summary>
    Good,
}

/// <summary>The noise of one image.</summary>
public sealed record NoiseEstimate
{
    /// <summary>Of <see cref="PlainShare"/>: fewer patches do not carry an estimate.</summary>
    internal const double VeryFew = 0.03;

    /// <summary>The root of the mean of the channels' variances; null where no channel could be estimated.</summary>
    public NoiseLevel? Level { get; init; }

    /// <summary>A level a channel, in their order; null where it could not be estimated.</summary>
    public IReadOnlyList<NoiseLevel?> Channels { get; init; } = [];

    /// <summary>Whether to rely on it.</summary>
    public EstimateConfidence Confidence { get; init; }

    /// <summary>Why there is no estimate or little confidence, a sentence for people; empty where all is well.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Whether the noise is white; null without an estimate.</summary>
    public Whiteness? Whiteness { get; init; }

    /// <summary>The deviation of what whole columns share, 0 where nothing shows: noise that <see cref="Level"/> leaves out.</summary>
    public NoiseLevel ColumnNoise { get; init; }

    /// <summary>The same for rows.</summary>
    public NoiseLevel RowNoise { get; init; }

    /// <summary>
    /// The share of the patches, still and saturated ones left out, whose texture is at most one and a half times that of noise alone, 2
    /// sigma^2 of their channel; of the channel that has fewest, in [0, 1].
    /// </summary>
    public double PlainShare { get; init; }

    /// <summary>
    /// Whether fine texture may have passed for noise: sigma is 1 or more, few patches are plain (less than 45 %, in color, where JPEG
    /// leaves as few, 10 %), and either these are next to none (3 %) or what was taken for noise is correlated, if barely (a distance above
    /// 0.07).
    /// </summary>
    public bool MayBeTexture { get; init; }

    /// <summary>
    /// Whether the image may hold noise of cameras, film or JPEG, which <see cref="Level"/> does not tell: its noise is not white, or what
    /// white noise there may be is too little to hide such noise. Not where the image cannot be judged, or only repeats its values.
    /// </summary>
    internal bool MayBeOfCamera => Level is not null && Whiteness is { Verdict: not WhitenessVerdict.White } && !IsRepetition;

    /// <summary>Whether what could be noise are values that only repeat, as in drawings and screenshots.</summary>
    internal bool IsRepetition { get; init; }
}
