using Hush.Imaging.Noise;

namespace Hush.Imaging.Estimation;

/// <summary>How far an estimate can be relied on.</summary>
public enum EstimateConfidence
{
    /// <summary>There is no estimate.</summary>
    None,

    /// <summary>It rests on few patches.</summary>
    Low,

    /// <summary>Within 10 % or 0.7 for white noise on nearly every photograph.</summary>
    Good,
}

/// <summary>The noise of one image.</summary>
public sealed record NoiseEstimate
{
    /// <summary>Of all patches: fewer plain ones do not carry an estimate.</summary>
    internal const double VeryFew = 0.03;

    private const float LeastNoise = 1;             // sigma on the byte scale: taking away less than that harms nothing
    private const double FewInGray = 0.45, FewInColour = 0.1, BarelyCorrelated = 0.07;

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

    /// <summary>The share of the patches that have no more texture than noise of this level, in the channel that has fewest; in [0, 1].</summary>
    public double PlainShare { get; init; }

    /// <summary>
    /// Whether fine texture may have passed for noise: such patches are less than 45 % of all, in colour, where JPEG leaves the same, less than 10 %, and what is taken for noise is
    /// correlated a little, or they are very few.
    /// </summary>
    public bool MayBeTexture =>
        Level is { Bytes: >= LeastNoise } && PlainShare < (Channels.Count == 1 ? FewInGray : FewInColour) &&
        (PlainShare < VeryFew || Whiteness is { Distance: > BarelyCorrelated });
}
