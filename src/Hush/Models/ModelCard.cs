using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Hush.Imaging.Noise;
using Hush.Learning.Checkpoints;
using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Numerics.Text;
using Hush.Recipes;

namespace Hush.Models;

/// <summary>
/// What is to be known about a model beside its numbers; it travels in the model file. Nothing in it depends on time or machine.
/// </summary>
public sealed record ModelCard
{
    private static readonly JsonSerializerOptions s_reading = new(Json.Options) { RespectNullableAnnotations = true };

    private readonly JsonObject? _unread;       // the recipe of a card from a file

    /// <summary>A card to be filled in.</summary>
    public ModelCard()
    {
    }

    /// <summary>What <see cref="ToJson"/> wrote.</summary>
    [SetsRequiredMembers]
    private ModelCard(JsonFields fields)
    {
        Name = fields.Text("name");
        Description = fields.Text("description", otherwise: "");
        Channels = fields.Number("channels");
        Noise = NoiseSpec.Read(new JsonFields(fields.Object("noise"), "the noise"));
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

    /// <summary>Name of the recipe that trained it.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, in a sentence.</summary>
    public string Description { get; init; } = "";

    /// <summary>Channels of its images: 1 gray, 3 RGB.</summary>
    public required int Channels { get; init; }

    /// <summary>The noise it was trained on, with its range and whether it was clipped.</summary>
    public required NoiseSpec Noise { get; init; }

    /// <summary>The data set it was trained on.</summary>
    public required string Dataset { get; init; }

    /// <summary>SHA-256 over the data set's files.</summary>
    public string DatasetHash { get; init; } = "";

    /// <summary>Whether that is the published content.</summary>
    public bool DatasetVerified { get; init; }

    /// <summary>Height and width of the images or patches that it was trained on.</summary>
    public IReadOnlyList<int> Size { get; init; } = [];

    /// <summary>Learned values.</summary>
    public required int Parameters { get; init; }

    /// <summary>Multiply-adds for one image of <see cref="Size"/>, by the definition.</summary>
    public required long MultiplyAdds { get; init; }

    /// <summary>The epoch whose weights these are, from 1.</summary>
    public int Epoch { get; init; }

    /// <summary>
    /// The complete recipe. A card from a file reads it when it is first asked for: most programs that clean never do, and it has by far
    /// the most fields.
    /// </summary>
    /// <exception cref="CheckpointException">The file's is damaged.</exception>
    public required Recipe Recipe
    {
        get => field ??= ReadRecipe();
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            (field, Convolutions) = (value, value.Convolutions);
        }
    }

    /// <summary>The network's graph, see <see cref="NetworkJson"/>.</summary>
    public required JsonObject Network { get; init; }

    /// <summary>Whether the network is told the noise level.</summary>
    [JsonIgnore]
    public bool IsToldNoise => NetworkJson.TakesScalar(Network);

    /// <summary>Whether the network finds the noise by itself where it is told 0: it was trained on the noise of photographs.</summary>
    [JsonIgnore]
    internal bool FindsNoise => IsToldNoise && Noise.Kind == NoiseKind.Photo;

    /// <summary>How the recipe has convolutions computed.</summary>
    [JsonIgnore]
    internal ConvolutionMode Convolutions { get; private init; }

    [JsonIgnore]
    internal ulong Seed => Recipe.Seed;

    /// <summary>The card as JSON.</summary>
    /// <exception cref="CheckpointException">The card of the file that it came from is damaged; so for equality.</exception>
    public string ToJson()
    {
        try
        {
            return JsonSerializer.Serialize(this, Json.Options);
        }
        catch (Exception e) when (_unread is not null && IsDamage(e))
        {
            throw new CheckpointException($"The card of '{Name}' cannot be read: {e.Message} The model still cleans pictures, but cannot " +
                "be shown or measured: fetch it again, or train again.", e);
        }
    }

    /// <inheritdoc/>
    public bool Equals(ModelCard? other) => other is not null && ToJson() == other.ToJson();

    /// <inheritdoc/>
    public override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="FormatException">A field is not there, or of another kind.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="InvalidOperationException">A text is not UTF-16.</exception>
    internal static ModelCard Read(string json) =>
        new(new JsonFields(JsonNode.Parse(json) ?? throw new FormatException("It is empty."), "the model"));

    private static ConvolutionMode ReadConvolutions(JsonFields recipe) => recipe.Text("convolutions", otherwise: "fast") switch
    {
        "fast" => ConvolutionMode.Fast,
        "direct" => ConvolutionMode.Direct,
        _ => throw recipe.Missing("convolutions"),
    };

    /// <summary>What JSON that cannot be read or written throws; the second: a text that is not UTF-16.</summary>
    private static bool IsDamage(Exception e) => e is JsonException or InvalidOperationException or FormatException or ArgumentException or OverflowException or NotSupportedException;

    private Recipe ReadRecipe()
    {
        try
        {
            var fields = _unread?.DeepClone().AsObject();
            if (fields is not null)
                FormerNames.Update(fields);
            Recipe recipe = fields.Deserialize<Recipe>(s_reading)!;
            recipe.ToJson();        // numbers like 1e309 are read as infinite, but cannot be written
            return recipe;
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new CheckpointException($"The recipe in the card of '{Name}' cannot be read: {e.Message} The model still cleans " +
                "pictures, but cannot be shown or measured: fetch it again, or train again.", e);
        }
    }
}
