using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Hush.Imaging.Noise;
using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Numerics.Text;
using Hush.Recipes;
using Hush.Training;

namespace Hush;

/// <summary>Information about a model, stored in its file. It does not depend on time or machine.</summary>
public sealed record ModelCard
{
    private static readonly JsonSerializerOptions s_reading = new(Json.Options) { RespectNullableAnnotations = true };

    private readonly JsonObject? _unread;       // the recipe of a card read from a file

    /// <summary>Creates an empty card.</summary>
    public ModelCard()
    {
    }

    /// <summary>Reads the output of <see cref="ToJson"/>.</summary>
    [SetsRequiredMembers]
    private ModelCard(JsonFields fields)
    {
        Name = fields.Text("name");
        Description = fields.Text("description", otherwise: "");
        Channels = fields.Number("channels");
        Noise = NoiseSpec.Read(new JsonFields(fields.Object("noise"), "the noise"));
        NoiseIsAssumed = fields.Flag("noise_is_assumed", otherwise: false);
        Dataset = fields.Text("dataset");
        DatasetHash = fields.Text("dataset_hash", otherwise: "");
        DatasetVerified = fields.Flag("dataset_verified", otherwise: false);
        Size = fields.Numbers("size", otherwise: []);
        Parameters = fields.Number("parameters");
        MultiplyAdds = fields.LongNumber("multiply_adds");
        Epoch = fields.Number("epoch", otherwise: 0);
        Network = fields.Take("network");
        _unread = fields.Take("recipe");
        Convolutions = ReadConvolutions(new JsonFields(_unread, "the recipe"));
    }

    /// <summary>Name of the recipe that trained the model.</summary>
    public required string Name { get; init; }

    /// <summary>The model's purpose, in one sentence.</summary>
    public string Description { get; init; } = "";

    /// <summary>Number of image channels: 1 for gray, 3 for RGB.</summary>
    public required int Channels { get; init; }

    /// <summary>The noise it was trained on, including its range and whether it was clipped.</summary>
    public required NoiseSpec Noise { get; init; }

    /// <summary>Whether <see cref="Noise"/> is a guess, because the model comes from an ONNX file that does not say it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NoiseIsAssumed { get; init; }

    /// <summary>The dataset it was trained on; empty for models from ONNX files that Hush did not write.</summary>
    public required string Dataset { get; init; }

    /// <summary>SHA-256 over the dataset's files.</summary>
    public string DatasetHash { get; init; } = "";

    /// <summary>Whether the dataset had its published content.</summary>
    public bool DatasetVerified { get; init; }

    /// <summary>Height and width of the images or patches it was trained on; empty if unknown.</summary>
    public IReadOnlyList<int> Size { get; init; } = [];

    /// <summary>Number of learned parameters.</summary>
    public required int Parameters { get; init; }

    /// <summary>
    /// Multiply-adds for one image of <see cref="Size"/>, or of 64x64 pixels if that is empty, by the definition of each layer.
    /// </summary>
    public required long MultiplyAdds { get; init; }

    /// <summary>The epoch that produced the weights, counted from 1.</summary>
    public int Epoch { get; init; }

    /// <summary>
    /// The complete recipe. A card read from a file parses it on first access: most programs that denoise never need it, and it has by
    /// far the most fields.
    /// </summary>
    /// <exception cref="CheckpointException">The recipe in the file is damaged.</exception>
    public required Recipe Recipe
    {
        get => field ??= ReadRecipe();
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            (field, Convolutions) = (value, value.Convolutions);
        }
    }

    /// <summary>The network graph, see <see cref="NetworkJson"/>.</summary>
    public required JsonObject Network { get; init; }

    /// <summary>Whether the network takes the noise level as an input.</summary>
    [JsonIgnore]
    public bool TakesNoiseLevel => NetworkJson.TakesScalar(Network);

    /// <summary>
    /// Whether the network estimates the noise itself when given a level of 0, because it was trained on the noise of photographs.
    /// </summary>
    [JsonIgnore]
    internal bool IsBlind => IsBlindFor(TakesNoiseLevel, Noise);

    /// <summary>Whether a network trained on this noise estimates the noise itself when given a level of 0.</summary>
    internal static bool IsBlindFor(bool takesNoiseLevel, NoiseSpec noise) => takesNoiseLevel && noise.Kind == NoiseKind.Photo;

    /// <summary>The beginning of a statement about its noise: <c>was trained for</c>, or that this is a guess.</summary>
    [JsonIgnore]
    internal string TrainedFor => NoiseIsAssumed ? "is assumed to be trained for" : "was trained for";

    /// <summary>How convolutions are computed, according to the recipe.</summary>
    [JsonIgnore]
    internal ConvolutionMode Convolutions { get; private init; }

    [JsonIgnore]
    internal ulong Seed => Recipe.Seed;

    /// <summary>The card as JSON.</summary>
    /// <exception cref="CheckpointException">The card was read from a damaged file. <see cref="Equals(ModelCard)"/> can throw this
    /// too.</exception>
    public string ToJson()
    {
        try
        {
            return JsonSerializer.Serialize(this, Json.TypeOf<ModelCard>(Json.Options));
        }
        catch (Exception e) when (_unread is not null && IsDamage(e))
        {
            throw new CheckpointException($"The card of '{Name}' cannot be read: {e.Message} The model still denoises images, but cannot " +
                "be shown or evaluated. Download it again, or train again.", e);
        }
    }

    /// <inheritdoc/>
    public bool Equals(ModelCard? other) => other is not null && ToJson() == other.ToJson();

    /// <inheritdoc/>
    public override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Reads the output of <see cref="ToJson"/>.</summary>
    /// <exception cref="FormatException">A field is missing or of the wrong type.</exception>
    /// <exception cref="JsonException">The text is not valid JSON.</exception>
    /// <exception cref="InvalidOperationException">A string is not valid UTF-16.</exception>
    internal static ModelCard Read(string json) =>
        new(new JsonFields(JsonNode.Parse(json) ?? throw new FormatException("It is empty."), "the model"));

    private static ConvolutionMode ReadConvolutions(JsonFields recipe) => recipe.Text("convolutions", otherwise: "fast") switch
    {
        "fast" => ConvolutionMode.Fast,
        "direct" => ConvolutionMode.Direct,
        _ => throw recipe.Missing("convolutions"),
    };

    /// <summary>
    /// Whether an exception means that JSON cannot be read or written. InvalidOperationException: a string is not valid UTF-16.
    /// </summary>
    private static bool IsDamage(Exception e) => e is JsonException or InvalidOperationException or FormatException or ArgumentException
        or OverflowException or NotSupportedException;

    private Recipe ReadRecipe()
    {
        try
        {
            JsonObject fields = _unread!.DeepClone().AsObject();
            FormerNames.Update(fields);
            Recipe recipe = RecipeReader.Deserialize(fields, s_reading);
            recipe.ToJson();        // numbers like 1e309 are read as infinity, but cannot be written
            return recipe;
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new CheckpointException($"The recipe in the card of '{Name}' cannot be read: {e.Message} The model still denoises " +
                "images, but cannot be shown or evaluated. Download it again, or train again.", e);
        }
    }
}
