using Hush.Cli.Commands.Denoise.Shards;

namespace Hush.Cli.Commands.Denoise;

/// <summary>The arguments of <c>hush denoise</c>.</summary>
internal sealed record DenoiseSettings
{
    /// <summary>Noisy images and folders of them.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>Output file or folder; null writes next to the inputs.</summary>
    public string? Output { get; init; }

    /// <summary>A run folder, a file or a name; null selects a model for each image.</summary>
    public string? Model { get; init; }

    /// <summary>The device of ONNX Runtime that computes the network; null is the built-in engine.</summary>
    public string? Device { get; init; }

    public required DenoiseOptions Options { get; init; }

    public ImageWriteOptions WriteOptions { get; init; } = new();

    /// <summary>Page of files with several pages, from 1; null rejects such files.</summary>
    public int? Page { get; init; }

    /// <summary>Output file for the residual, or null.</summary>
    public string? Residual { get; init; }

    /// <summary>Output file for the before-and-after comparison, or null.</summary>
    public string? Comparison { get; init; }

    /// <summary>The requested residual and comparison files.</summary>
    public IReadOnlyList<string> DiagnosticPaths => [.. new[] { Residual, Comparison }.OfType<string>()];

    /// <summary>
    /// Number of images of the input's size that are in memory at the same time: input, output, residual or comparison.
    /// </summary>
    public int ImagesInMemory => Comparison != null ? 4 : Residual != null ? 3 : 2;

    /// <summary>Whether to replace existing output files.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Whether to skip images whose output exists.</summary>
    public bool SkipExisting { get; init; }

    /// <summary>The shard to denoise; null denoises all images.</summary>
    public ShardChoice? Shard { get; init; }

    /// <summary>Whether to merge the manifests of the shards instead of denoising.</summary>
    public bool Merge { get; init; }

    /// <summary>Approximate memory limit in bytes; null allows 768 MB for a tile.</summary>
    public long? Memory { get; init; }

    /// <summary>Number of worker threads; null uses one per processor.</summary>
    public int? Threads { get; init; }
}
