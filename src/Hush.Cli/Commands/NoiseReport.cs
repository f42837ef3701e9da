using Hush.Imaging.Estimation;
using Hush.Imaging.Noise;

namespace Hush.Cli.Commands;

/// <summary>An estimate of noise as JSON has it: deviations on the 0..255 scale, null where there is no estimate.</summary>
internal sealed record NoiseReport
{
    /// <summary>Of the whole image.</summary>
    public double? Sigma { get; init; }

    /// <summary>A channel each.</summary>
    public IReadOnlyList<double?> Channels { get; init; } = [];

    /// <summary>none, low or good.</summary>
    public EstimateConfidence Confidence { get; init; }

    /// <summary>not-judged, white or correlated.</summary>
    public WhitenessVerdict Whiteness { get; init; }

    public static NoiseReport Of(NoiseEstimate estimate) => new()
    {
        Sigma = Bytes(estimate.Level),
        Channels = [.. estimate.Channels.Select(Bytes)],
        Confidence = estimate.Confidence,
        Whiteness = estimate.Whiteness?.Verdict ?? WhitenessVerdict.NotJudged,
    };

    /// <summary>The same for people: noise of about σ = 24.8/255.</summary>
    public string Describe()
    {
        if (Sigma is not { } sigma)
            return "noise not estimated";
        string parts = Channels.Count > 1 ? $" ({string.Join(", ", Channels.Select(c => c is { } s ? $"{s:0.0}" : "-"))})" : "";
        return $"noise of about σ = {sigma:0.0}/255{parts}";
    }

    private static double? Bytes(NoiseLevel? level) => level is { } l ? Math.Round(l.Bytes, 3) : null;
}
