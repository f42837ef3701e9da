using Hush.Imaging.Datasets;
using Hush.Imaging.Noise;
using Hush.Models;

namespace Hush.Training;

/// <summary>Options for an evaluation.</summary>
public sealed record EvaluateOptions
{
    /// <summary>A run folder, a <c>.safetensors</c> or <c>.onnx</c> file, or the name of a model that comes with Hush.</summary>
    public required string Model { get; init; }

    /// <summary>
    /// Name of a dataset, or a folder of images; null uses the model's own data. A folder on which the model was not trained is
    /// evaluated as in the literature: on all its images (the test folder if there are train and test folders), without cropping. With
    /// <see cref="Sigmas"/>, the noise is then Gaussian and not clipped, unless <see cref="Noise"/> or <see cref="Clip"/> says
    /// otherwise. Denoised images are clipped to [0, 1]; PSNR is computed over all channels of an image and averaged over the images.
    /// </summary>
    public string? Data { get; init; }

    /// <summary>Noise levels on the 0..255 scale, one evaluation each. If empty, the model's own noise is used.</summary>
    public IReadOnlyList<double> Sigmas { get; init; } = [];

    /// <summary>The noise; null uses the model's own. Its clipping is ignored in favor of <see cref="Clip"/>.</summary>
    public NoiseSpec? Noise { get; init; }

    /// <summary>
    /// Whether noisy images are clipped to [0, 1]. Null follows the model's own noise, even if <see cref="Noise"/> is set; it follows
    /// <see cref="Noise"/> if clipping is not an option of the model's noise.
    /// </summary>
    public bool? Clip { get; init; }

    /// <summary>Seed of the noise; null uses the seed that the model was trained with.</summary>
    public ulong? Seed { get; init; }

    /// <summary>
    /// Folders that contain <c>mnist/</c>, <c>fashion-mnist/</c> or <c>cifar-10-batches-bin/</c>, searched before downloading. By default
    /// those in the environment variable HUSH_DATA.
    /// </summary>
    public IReadOnlyList<string> DataRoots
    {
        get => Datasets.Roots;
        init => Datasets = Datasets with { Roots = value };
    }

    /// <summary>Location of the datasets.</summary>
    internal DatasetOptions Datasets { get; init; } = DatasetOptions.From(null);

    /// <summary>Number of worker threads; null uses one per processor.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether the data is a folder that the model was not trained on, so that all its images can be used.</summary>
    internal bool IsForeign(ModelCard card) => Data is { } data
        && !DatasetCatalog.Names.Contains(data)
        && (card.Dataset.Length == 0 || Folder(data) != Folder(card.Dataset));

    private static string Folder(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    /// <summary>Whether this is the data that the model was trained on, regardless of how its path is written.</summary>
    internal bool IsOwn(ModelCard card) =>
        Data is not { } data || data == card.Dataset || (!DatasetCatalog.Names.Contains(data) && !IsForeign(card));

    /// <summary>Returns the noise of each evaluation, one per sigma.</summary>
    /// <param name="card">The card of the model.</param>
    /// <exception cref="OptionException">A sigma is given for noise that has none.</exception>
    internal IEnumerable<NoiseSpec> NoisesFor(ModelCard card) => IsForeign(card) && Sigmas.Count > 0 && Noise == null
        ? Sigmas.Select(sigma => NoiseSpec.Gaussian(sigma, Clip ?? false))
        : NoisesFor(card.Noise);

    /// <summary>Returns the noise of each evaluation, one per sigma, based on the model's own noise.</summary>
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
