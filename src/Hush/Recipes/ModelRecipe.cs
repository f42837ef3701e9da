using System.Globalization;
using System.Text.Json.Serialization;
using Hush.Models;
using Hush.Recipes;
using Hush.Recipes.Layers;

namespace Hush.Training;

/// <summary>
/// The network architecture. The notebook kinds are fixed, and the kind custom is a list of layers; all other fields apply to
/// autoencoder and unet.
/// </summary>
public sealed record ModelRecipe
{
    private const int MaxBlocks = 512;      // over all levels, down and up: a network of thousands of layers is a typo

    private static readonly ModelRecipe s_default = new();

    /// <summary>The network family.</summary>
    public ModelKind Kind { get; init; } = ModelKind.Unet;

    /// <summary>
    /// Channels per level, starting with full size; each further level halves height and width. 1 to 16 numbers, each from 1 to 4,096.
    /// </summary>
    public IReadOnlyList<int> Widths { get; init; } = [32, 64, 96];

    /// <summary>
    /// Blocks per level in the encoder, and again in the decoder: one number per level, the last of which applies to all deeper levels.
    /// Each 1 to 256, and 512 in total.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<int> Blocks
    {
        get => BlockCounts.Numbers;
        init => BlockCounts = new LevelCounts(value);
    }

    [JsonInclude, JsonPropertyName("blocks")]
    internal LevelCounts BlockCounts { get; init; } = new(2);

    /// <summary>The type of block.</summary>
    public BlockKind Block { get; init; } = BlockKind.Plain;

    /// <summary>Channels inside a residual or fused block, as a multiple of the level's channels; 1 to 8.</summary>
    public double Expansion { get; init; } = 1;

    /// <summary>How skip connections are merged into the decoder; an autoencoder has none.</summary>
    public SkipKind Skip { get; init; } = SkipKind.Concat;

    /// <summary>Whether convolutions are followed by batch normalization.</summary>
    public bool BatchNorm { get; init; } = true;

    /// <summary>Whether convolutions have biases.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>What the last layer predicts.</summary>
    public OutputKind Output { get; init; } = OutputKind.Sigmoid;

    /// <summary>Whether the network takes the noise level as an additional input channel.</summary>
    public bool NoiseLevelInput { get; init; }

    /// <summary>Whether 2x2 pixels are first rearranged into channels (pixel unshuffle), and back at the end.</summary>
    public bool Unshuffle { get; init; }

    /// <summary>Image channels: 1 for gray, 3 for RGB; null to use those of the data.</summary>
    public int? Channels { get; init; }

    /// <summary>The layers of a custom network. They can only be read from JSON.</summary>
    [JsonInclude, JsonPropertyName("layers")]
    internal LayerList Layers { get; init => field = value ?? LayerList.Empty; } = LayerList.Empty;

    /// <summary>True for kinds without options: the other fields are neither written nor allowed.</summary>
    internal bool IsFixed => Kind is ModelKind.NotebookMnist or ModelKind.NotebookCifar10;

    /// <summary>True for a network given layer by layer: of the other fields, only the channels are written or allowed.</summary>
    internal bool IsCustom => Kind == ModelKind.Custom;

    /// <summary>Whether the network takes the noise level, as an option or as a layer.</summary>
    internal bool TakesNoiseLevel => IsCustom ? Layers.Layers.Any(l => l.Kind == LayerKinds.NoiseLevel) : NoiseLevelInput;

    /// <summary>Whether the network has batch normalization that an option or a layer asks for.</summary>
    internal bool HasBatchNorm => IsCustom ? Layers.Layers.Any(l => l.Kind == LayerKinds.BatchNorm) : !IsFixed && BatchNorm;

    private bool EndsInSigmoid => IsCustom ? Layers.Layers is [.., { Kind: LayerKinds.Sigmoid }] : IsFixed || Output == OutputKind.Sigmoid;

    /// <summary>Reads a custom network from a JSON file: an object with <c>layers</c> and, optionally, <c>channels</c>.</summary>
    /// <param name="path">The file. A whole recipe is accepted as well; its model is returned.</param>
    /// <exception cref="RecipeException">The file does not exist or is not a network. All errors are listed.</exception>
    public static ModelRecipe LoadFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return File.Exists(path)
            ? RecipeReader.ReadModel(File.ReadAllText(path), $"'{path}'")
            : throw new RecipeException(
                $"'{path}' {(Directory.Exists(path) ? "is a folder" : "does not exist")}. Give the path of a JSON file with the " +
                "layers of a network.");
    }

    /// <summary>The number of image channels to build the network for if the data does not decide.</summary>
    /// <param name="usual">The number to choose if the network can be built for any.</param>
    internal int ChannelsOr(int usual) => Channels ?? (IsCustom ? LayerNetwork.ImageChannels(Layers, usual, usual == 1 ? 3 : 1) : usual);

    /// <summary>The number of blocks in all levels of the encoder and, except for the deepest level, the decoder.</summary>
    private long CountBlocks() => Enumerable.Range(0, Widths.Count)
        .Sum(level => (level == Widths.Count - 1 ? 1L : 2L) * Blocks[Math.Min(level, Blocks.Count - 1)]);

    internal IEnumerable<string?> Rules(LossKind loss) =>
    [
        Rule.That(
            Blocks.Count <= Math.Max(Widths.Count, 1),
            "model.blocks", "one number for all levels or one per level", Rule.List(Blocks)),
        Rule.That(
            CountBlocks() <= MaxBlocks || Blocks.Max() > MaxBlocks, "model.blocks", $"at most {MaxBlocks} in total, counting " +
                "both encoder and decoder", $"{CountBlocks()}"),
        Rule.That(
            !(Expansion > 1) || (Kind == ModelKind.Unet && Block != BlockKind.Plain),
            "model.expansion", "1, since only residual and fused blocks of a unet expand their channels",
            Expansion.ToString(CultureInfo.InvariantCulture)),
        Rule.That(
            !(IsFixed || IsCustom)
                || (this with { Widths = s_default.Widths, Kind = s_default.Kind, Channels = null, Layers = s_default.Layers } == s_default
                && Widths.SequenceEqual(s_default.Widths)),
            "model", IsCustom ? "given by its layers alone, since the network is custom"
                : $"given by its kind alone, since the network {Rule.Name(Kind)} is fixed", "other fields as well"),
        Rule.That(
            IsCustom || Layers.Layers.Count == 0, "model.kind", "custom, since the network is given by its layers", Rule.Name(Kind)),
        IsCustom && LayerMistake() is { } mistake ? $"model.layers: {mistake}" : null,
        Rule.That(
            Kind != ModelKind.Autoencoder || Skip == SkipKind.None,
            "model.skip", "none, since an autoencoder has no skip connections (the kind unet has them)", Rule.Name(Skip)),
        Rule.That(
            loss != LossKind.Bce || EndsInSigmoid,
            IsCustom ? "the last of model.layers" : "model.output",
            "sigmoid, since the loss bce needs probabilities (or choose the loss mse or l1)",
            IsCustom ? Layers.Layers is [.., var last] ? last.Kind : "none" : Rule.Name(Output)),
        Rule.That(Channels is null or 1 or 3, "model.channels", "1, 3 or null", Channels?.ToString(CultureInfo.InvariantCulture)),
    ];

    private string? LayerMistake() => Channels is { } channels
        ? channels is 1 or 3 ? LayerNetwork.Check(Layers, channels) : null
        : LayerNetwork.Check(Layers, 1, 3);
}
