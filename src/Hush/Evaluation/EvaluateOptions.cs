using Hush.Imaging.Datasets;
using Hush.Imaging.Noise;

namespace Hush.Evaluation;

/// <summary>What is measured, and how.</summary>
public sealed record EvaluateOptions
{
    /// <summary>A run folder, a <c>.safetensors</c> file or the name of a model that comes with Hush.</summary>
    public required string Model { get; init; }

    /// <summary>A data set's name or a folder of images; null takes the model's own.</summary>
    public string? Data { get; init; }

    /// <summary>Deviations of the noise on the 0..255 scale, a measurement each; empty takes the model's own noise.</summary>
    public IReadOnlyList<double> Sigmas { get; init; } = [];

    /// <summary>The noise; null takes the model's own.</summary>
    public NoiseSpec? Noise { get; init; }

    /// <summary>Whether noisy pixels are clipped; null leaves that to the noise.</summary>
    public bool? Clip { get; init; }

    /// <summary>Seed of the draw; null takes the one that the model was trained with.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Where data sets are.</summary>
    public DatasetOptions Datasets { get; init; } = DatasetOptions.From(null);

    /// <summary>Threads; null takes one for each processor.</summary>
    public int? Threads { get; init; }
}
