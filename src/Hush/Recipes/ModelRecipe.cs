using System.Globalization;
using System.Text.Json.Serialization;
using Hush.Recipes;

namespace Hush.Training;

/// <summary>The network architecture. The notebook kinds are fixed; all other fields apply to autoencoder and unet.</summary>
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

    /// <summary>True for kinds without options: the other fields are neither written nor allowed.</summary>
    internal bool IsFixed => Kind is ModelKind.NotebookMnist or ModelKind.NotebookCifar10;

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
            !IsFixed || (this with { Widths = s_default.Widths, Kind = s_default.Kind, Channels = null } == s_default
                && Widths.SequenceEqual(s_default.Widths)),
            "model", $"given by its kind alone, since the network {Rule.Name(Kind)} is fixed", "other fields as well"),
        Rule.That(
            Kind != ModelKind.Autoencoder || Skip == SkipKind.None,
            "model.skip", "none, since an autoencoder has no skip connections (the kind unet has them)", Rule.Name(Skip)),
        Rule.That(
            loss != LossKind.Bce || IsFixed || Output == OutputKind.Sigmoid,
            "model.output", "sigmoid, since the loss bce needs probabilities (or choose the loss mse or l1)", Rule.Name(Output)),
        Rule.That(Channels is null or 1 or 3, "model.channels", "1, 3 or null", Channels?.ToString(CultureInfo.InvariantCulture)),
    ];
}
