using Hush.Denoising;
using Hush.Imaging.Files;

namespace Hush.Cli.Commands.Denoise;

/// <summary>What <c>hush denoise</c> was asked for.</summary>
internal sealed record DenoiseSettings
{
    /// <summary>The noisy pictures, and folders of them.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>The clean one, or a folder for them; null puts each beside its noisy one.</summary>
    public string? Output { get; init; }

    /// <summary>A run folder, a file or a name; null chooses by the picture.</summary>
    public string? Model { get; init; }

    /// <summary>Noise level and strength.</summary>
    public required DenoiseOptions Options { get; init; }

    /// <summary>How clean pictures are compressed.</summary>
    public ImageWriteOptions WriteOptions { get; init; } = new();

    /// <summary>The page of files that have several; null refuses those.</summary>
    public int? Page { get; init; }

    /// <summary>Where a picture of what was removed goes; null for none.</summary>
    public string? Residual { get; init; }

    /// <summary>Where a picture of before and after goes; null for none.</summary>
    public string? Comparison { get; init; }

    /// <summary>The pictures beside the clean one that were asked for.</summary>
    public IReadOnlyList<string> SidePictures => [.. new[] { Residual, Comparison }.OfType<string>()];

    /// <summary>Pictures of the noisy one's size that are in memory together: itself, the clean one, and what shows both.</summary>
    public int PicturesTogether => Comparison != null ? 4 : Residual != null ? 3 : 2;

    /// <summary>Whether a file in an output's place is replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Whether a picture whose output is there is passed over.</summary>
    public bool SkipExisting { get; init; }

    /// <summary>Bytes that may be taken; null leaves 768 MB to a tile.</summary>
    public long? Memory { get; init; }

    /// <summary>Threads; null takes all processors.</summary>
    public int? Threads { get; init; }
}
