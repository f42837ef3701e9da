using System.Text.Json.Serialization;
using Hush.Numerics.Text;

namespace Hush.Cli.Commands.Denoise;

/// <summary>What <c>hush denoise --json</c> says of a picture that was cleaned; its size and bits are those of the clean file.</summary>
internal sealed record DenoiseReport(string Input, string Output, string Model, int Width, int Height, int Channels, int BitDepth)
{
    /// <summary>Reading, cleaning and writing.</summary>
    public double Seconds { get; init; }

    /// <summary>Deviation of the noise that the model was told, on the 0..255 scale; null for a model that is not told.</summary>
    public double? Sigma { get; init; }

    /// <summary>Whether the user gave that level.</summary>
    [JsonIgnore]
    public bool IsSigmaGiven { get; init; }

    /// <summary>The noise that was estimated.</summary>
    public NoiseReport Noise { get; init; } = new();

    /// <summary>What was removed; null where it was not asked for.</summary>
    public RemovedReport? Removed { get; init; }

    /// <summary>What a person should know, a sentence or two each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Notes and warnings about the files.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>The same for people.</summary>
    public string Describe() =>
        $"{Printable.Escape(Output)}: {Width}x{Height}, {(Channels == 1 ? "gray" : "color")}, {BitDepth} bits, " +
        $"{Noise.Describe()}{(IsSigmaGiven && Sigma is { } given ? $", denoised at σ = {given:0.##}/255" : "")}, in {Seconds:0.00} s";
}

/// <summary>What was removed from a picture.</summary>
/// <param name="Mean">Its mean, on the 0..255 scale.</param>
/// <param name="Sigma">Its deviation.</param>
/// <param name="Correlation">With the pixel beside, below, and diagonally; 0 for white noise.</param>
/// <param name="Gain">What the residual's picture is amplified by.</param>
/// <param name="Explanation">A sentence.</param>
internal sealed record RemovedReport(double Mean, double Sigma, IReadOnlyList<double> Correlation, double Gain, string Explanation)
{
    /// <summary>The same for people.</summary>
    public string Describe() => $"removed: mean {Mean:0.00}, σ = {Sigma:0.0}/255, amplified {Gain:0.0} times in the residual image. " +
        $"{Explanation}";
}

/// <summary>What <c>hush denoise --json</c> says of a picture in a batch that was not cleaned.</summary>
/// <param name="Input">The picture.</param>
/// <param name="Output">Where it would have gone; null for a folder that could not be searched.</param>
/// <param name="Skipped">It was there already, and existing ones are skipped.</param>
/// <param name="Error">What went wrong; null for a skipped one.</param>
internal sealed record UntouchedReport(string Input, string? Output, bool Skipped, string? Error);
