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
}
