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

    /// <summary>The noise; null takes the model's own. Whether it is clipped is not read from here but from <see cref="Clip"/>.</summary>
    public NoiseSpec? Noise { get; init; }

    /// <summary>Whether noisy pixels are clipped; null takes that from the model's own noise, also where <see cref="Noise"/> is another
    /// one, and from <see cref="Noise"/> only where the model's is of a kind that has no clipping.</summary>
    public bool? Clip { get; init; }

    /// <summary>Seed of the draw; null takes the one that the model was trained with.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Where data sets are.</summary>
    public DatasetOptions Datasets { get; init; } = DatasetOptions.From(null);

    /// <summary>Threads; null takes one for each processor.</summary>
    public int? Threads { get; init; }

    /// <summary>The noises to measure with, one for each sigma.</summary>
    /// <param name="card">The noise that the model was trained on.</param>
    /// <exception cref="OptionException">A sigma is given for noise that has none.</exception>
    internal IEnumerable<NoiseSpec> NoisesFor(NoiseSpec card)
    {
        NoiseSpec noise = Noise ?? card;
        bool neverClips = card.Kind is NoiseKind.SaltAndPepper or NoiseKind.Blur;
        noise = noise.WithClip(Clip ?? (neverClips ? noise : card).Clip);
        if (Sigmas.Count == 0)
            return [noise];
        if (noise.Sigma == null)
        {
            string whose = Noise == null ? ", which the model was trained on," : "";
            throw new OptionException(
                $"Noise '{NoiseKinds.NameOf(noise.Kind)}'{whose} has no sigma, got {string.Join(", ", Sigmas)}. " +
                "Leave --sigma out, or choose --noise gaussian.");
        }

        return Sigmas.Select(noise.WithSigma);
    }
}
