using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Hush.Imaging.Noise;

namespace Hush.Models;

/// <summary>What is to be known about a model beside its numbers; it travels in the model file. Nothing in it depends on time or machine.</summary>
public sealed record ModelCard
{
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

    /// <summary>The complete recipe.</summary>
    public required Recipes.Recipe Recipe { get; init; }

    /// <summary>The network's graph, see <see cref="Learning.Networks.NetworkJson"/>.</summary>
    public required JsonObject Network { get; init; }

    [JsonIgnore]
    internal ulong Seed => Recipe.Seed;

    /// <summary>The card as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json.Options);
}
