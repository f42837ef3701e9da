using Hush.Imaging.Datasets;
using Hush.Imaging.Noise;
using Hush.Models;

namespace Hush.Evaluation;

/// <summary>What is measured, and how.</summary>
public sealed record EvaluateOptions
{
    /// <summary>A run folder, a <c>.safetensors</c> file or the name of a model that comes with Hush.</summary>
    public required string Model { get; init; }

    /// <summary>
    /// A data set's name or a folder of images; null takes the model's own. A folder that is not the model's own is measured as papers
    /// do: all its images (its test/ where it has train/ and test/), whole, and with <see cref="Sigmas"/> the noise is gaussian and not
    /// clipped unless <see cref="Noise"/> or <see cref="Clip"/> says otherwise. Estimates are clipped to [0, 1], PSNR is taken over all
    /// channels of an image, and averaged over the images.
    /// </summary>
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

    /// <summary>Whether the data is a folder that the model was not trained on: all of it may serve as test images.</summary>
    internal bool IsForeign(ModelCard card) => Data is { } data
        && !DatasetCatalog.Names.Contains(data)
        && Path.TrimEndingDirectorySeparator(Path.GetFullPath(data)) != Path.TrimEndingDirectorySeparator(Path.GetFullPath(card.Dataset));

    /// <summary>Whether the data is what the model was trained on, however its folder is spelled.</summary>
    internal bool IsOwn(ModelCard card) => Data is not { } data || data == card.Dataset || (!DatasetCatalog.Names.Contains(data) && !IsForeign(card));

    /// <summary>The noises to measure with, one for each sigma.</summary>
    /// <param name="card">The model's.</param>
    /// <exception cref="OptionException">A sigma is given for noise that has none.</exception>
    internal IEnumerable<NoiseSpec> NoisesFor(ModelCard card) => IsForeign(card) && Sigmas.Count > 0 && Noise == null
        ? Sigmas.Select(sigma => NoiseSpec.Gaussian(sigma, Clip ?? false))
        : NoisesFor(card.Noise);

    /// <summary>The noises to measure with where the model's own is the measure, one for each sigma.</summary>
    /// <param name="card">The noise that the model was trained on.</param>
    /// <exception cref="OptionException">A sigma is given for noise that has none.</exception>
    internal IEnumerable<NoiseSpec> NoisesFor(NoiseSpec card)
    {
        NoiseSpec noise = Noise ?? card;
        noise = noise.WithClip(Clip ?? (card.HasClip ? card : noise).Clip);
        if (Sigmas.Count == 0)
            return [noise];
        if (!noise.HasSigma)
        {
            string whose = Noise == null ? ", which the model was trained on," : "";
            throw new OptionException(
                $"Noise '{NoiseKinds.NameOf(noise.Kind)}'{whose} has no sigma, got {string.Join(", ", Sigmas)}. " +
                "Omit sigma, or choose Gaussian noise.")
            {
                Options = [nameof(Sigmas), $"{nameof(Noise)}=gaussian"],
            };
        }

        return Sigmas.Select(noise.WithSigma);
    }
}
