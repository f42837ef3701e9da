using System.Text.Json.Serialization;

namespace Hush.Cli.Commands.Denoise.Shards;

/// <summary>What happened to a file.</summary>
internal enum FileState
{
    /// <summary>It was denoised.</summary>
    Done,

    /// <summary>There was nothing to remove: the output has the same pixels.</summary>
    Unchanged,

    /// <summary>It was not written, for a reason.</summary>
    Failed,

    /// <summary>In merged manifests: no shard lists it, or its output is gone.</summary>
    Missing,

    /// <summary>In merged manifests: the output is not the one that was written.</summary>
    Damaged,
}

/// <summary>A line of a manifest: one file. Names are relative to the folders, with / between folders.</summary>
internal sealed record FileLine
{
    public required string Source { get; init; }

    public required string Output { get; init; }

    public required FileState Status { get; init; }

    /// <summary>Why the file failed.</summary>
    public string? Reason { get; init; }

    /// <summary>Time to read, denoise and write the image.</summary>
    public double? Seconds { get; init; }

    /// <summary>Size of the output.</summary>
    public long? Bytes { get; init; }

    /// <summary>Hash of the output, 64 lowercase hexadecimal digits.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The name of the model that denoised it.</summary>
    public string? Model { get; init; }

    /// <summary>The fingerprint of the <see cref="ManifestSettings"/>.</summary>
    public string? Options { get; init; }

    [JsonIgnore]
    public bool IsWritten => Status is FileState.Done or FileState.Unchanged;
}

/// <summary>The first line of an attempt in a manifest.</summary>
/// <param name="Shard">The number of the shard; null in the merged manifest.</param>
/// <param name="Shards">The number of shards.</param>
/// <param name="Files">The number of files in the shard, or in the merged manifest.</param>
internal sealed record AttemptLine(int? Shard, int Shards, int Files)
{
    public DateTimeOffset? Started { get; init; }

    public string? Machine { get; init; }

    public string? Options { get; init; }

    public ManifestSettings? Settings { get; init; }
}
