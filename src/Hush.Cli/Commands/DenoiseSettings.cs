using Hush.Denoising;
using Hush.Imaging.Files;

namespace Hush.Cli.Commands;

/// <summary>What <c>hush denoise</c> was asked for.</summary>
internal sealed record DenoiseSettings
{
    /// <summary>The noisy picture.</summary>
    public required string Input { get; init; }

    /// <summary>The clean one.</summary>
    public required string Output { get; init; }

    /// <summary>A run folder, a file or a name.</summary>
    public required string Model { get; init; }

    /// <summary>Noise level and strength.</summary>
    public required DenoiseOptions Options { get; init; }

    /// <summary>How the clean picture is compressed.</summary>
    public ImageWriteOptions WriteOptions { get; init; } = new();

    /// <summary>Whether a file in the output's place is replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Threads; null takes all processors.</summary>
    public int? Threads { get; init; }
}

/// <summary>What <c>hush denoise --json</c> says.</summary>
internal sealed record DenoiseReport(string Input, string Output, string Model, int Width, int Height, int Channels, int BitDepth)
{
    /// <summary>Reading, cleaning and writing.</summary>
    public double Seconds { get; init; }

    /// <summary>Deviation of the noise that the model was told, on the 0..255 scale; null for a model that is not told.</summary>
    public double? Sigma { get; init; }

    /// <summary>The noise that was estimated.</summary>
    public NoiseReport Noise { get; init; } = new();

    /// <summary>What a person should know, a sentence or two each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Notes and warnings about the files.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>The same for people.</summary>
    public string Describe() =>
        $"{Output}: {Width}x{Height}, {(Channels == 1 ? "gray" : "colour")}, {BitDepth} bits, {Noise.Describe()}, in {Seconds:0.00} s";
}
