using Hush.Imaging.Estimation;
using Hush.Imaging.Noise;

namespace Hush.Cli.Commands;

/// <summary>The JSON form of a noise estimate. Standard deviations are on the 0..255 scale, null without an estimate.</summary>
internal sealed record NoiseReport
{
    /// <summary>Noise level of the whole image.</summary>
    public double? Sigma { get; init; }

    /// <summary>Noise level of each channel; empty for noise that the model found by itself.</summary>
    public IReadOnlyList<double?> Channels { get; init; } = [];

    /// <summary>none, low or good.</summary>
    public EstimateConfidence Confidence { get; init; }

    /// <summary>not-judged, white or correlated.</summary>
    public WhitenessVerdict Whiteness { get; init; }

    /// <summary>Standard deviation at mid-gray of the noise that the model found by itself; otherwise null.</summary>
    public double? AtMidGray { get; init; }

    /// <summary>fine, medium or coarse, for noise that the model found by itself; otherwise null.</summary>
    public GrainSize? Grain { get; init; }

    /// <summary>Reports the noise that the model found by itself, or else the estimate.</summary>
    public static NoiseReport Of(DenoiseResult result) => result.Found is not { } found ? Of(result.Estimate) : Of(result.Estimate) with
    {
        Sigma = Bytes(found.Level),
        Channels = [],
        AtMidGray = Bytes(found.AtMidGray),
        Grain = found.Grain,
    };

    public static NoiseReport Of(NoiseEstimate estimate) => new()
    {
        Sigma = Bytes(estimate.Level),
        Channels = [.. estimate.Channels.Select(Bytes)],
        Confidence = estimate.Confidence,
        Whiteness = estimate.Whiteness?.Verdict ?? WhitenessVerdict.NotJudged,
    };

    /// <summary>For people: <c>noise of about σ = 24.8/255</c>, or <c>camera noise, about 6/255 at mid-gray, coarse</c>.</summary>
    public string Describe()
    {
        if (AtMidGray is { } gray && Grain is { } grain)
            return $"camera noise, about {(gray < 1 ? $"{gray:0.0}" : $"{gray:0}")}/255 at mid-gray, {grain.ToString().ToLowerInvariant()}";
        if (Sigma is not { } sigma)
            return "noise not estimated";
        string parts = Channels.Count > 1 ? $" ({string.Join(", ", Channels.Select(c => c is { } s ? $"{s:0.0}" : "-"))})" : "";
        return $"noise of about σ = {sigma:0.0}/255{parts}";
    }

    private static double? Bytes(NoiseLevel? level) => level is { } l ? Math.Round(l.Bytes, 3) : null;
}
