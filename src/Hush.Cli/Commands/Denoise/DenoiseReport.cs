using System.Text.Json.Serialization;
using Hush.Numerics.Text;

namespace Hush.Cli.Commands.Denoise;

/// <summary>
/// The output of <c>hush denoise --json</c> for a denoised image. Size and bit depth are those of the output file. Model is null if none
/// was loaded, because the strength is 0.
/// </summary>
internal sealed record DenoiseReport(string Input, string Output, string? Model, int Width, int Height, int Channels, int BitDepth)
{
    /// <summary>Time to read, denoise and write the image.</summary>
    public double Seconds { get; init; }

    /// <summary>Noise level given to the model, on the 0..255 scale; null if it was given none.</summary>
    public double? Sigma { get; init; }

    /// <summary>Whether the user specified the level.</summary>
    [JsonIgnore]
    public bool IsSigmaGiven { get; init; }

    /// <summary>The estimated or removed noise.</summary>
    public NoiseReport Noise { get; init; } = new();

    /// <summary>Statistics of the residual; null if not requested.</summary>
    public RemovedReport? Removed { get; init; }

    /// <summary>What the user should know, one or two sentences each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>The report for people.</summary>
    public string Describe() =>
        $"{Printable.Escape(Output)}: {Width}x{Height}, {(Channels == 1 ? "gray" : "color")}, {BitDepth} bits, " +
        $"{Noise.Describe()}{(IsSigmaGiven && Sigma is { } given ? $", denoised at σ = {given:0.##}/255" : "")}, in {Seconds:0.00} s";
}

/// <summary>Statistics of the residual.</summary>
/// <param name="Mean">Mean on the 0..255 scale.</param>
/// <param name="Sigma">Standard deviation on the 0..255 scale.</param>
/// <param name="Correlation">Correlation of horizontal, vertical and diagonal neighbors; 0 for white noise.</param>
/// <param name="Gain">Amplification in the residual image.</param>
/// <param name="Explanation">A sentence for people.</param>
internal sealed record RemovedReport(double Mean, double Sigma, IReadOnlyList<double> Correlation, double Gain, string Explanation)
{
    /// <summary>The report for people.</summary>
    public string Describe() => $"removed: mean {Mean:0.00}, σ = {Sigma:0.0}/255, amplified {Gain:0.0} times in the residual image. " +
        $"{Explanation}";
}

/// <summary>The output of <c>hush denoise --json</c> for an image in a batch that was not denoised.</summary>
/// <param name="Input">Path of the noisy image, or of a folder that could not be searched.</param>
/// <param name="Output">The intended output; null for a folder.</param>
/// <param name="Skipped">Whether it was skipped because the output exists.</param>
/// <param name="Error">The error message; null for a skipped image.</param>
internal sealed record UntouchedReport(string Input, string? Output, bool Skipped, string? Error);
