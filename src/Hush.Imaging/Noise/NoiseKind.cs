using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hush.Imaging.Noise;

/// <summary>The kinds of noise; in files and options by the names of <see cref="NoiseKinds"/>.</summary>
[JsonConverter(typeof(NoiseKindConverter))]
public enum NoiseKind
{
    /// <summary>Additive, normal, independent.</summary>
    Gaussian,

    /// <summary>Values that turn black or white.</summary>
    SaltAndPepper,

    /// <summary>Photon noise.</summary>
    Poisson,

    /// <summary>A Gaussian window.</summary>
    Blur,

    /// <summary>Gaussian noise, salt and pepper and sometimes a blur, drawn for each image.</summary>
    Mixture,

    /// <summary>What cameras leave in the photographs that they store.</summary>
    Camera,

    /// <summary>Gaussian noise that neighboring pixels share, as of film or after resizing.</summary>
    Grain,

    /// <summary>For each image camera noise, gaussian noise, grain or none.</summary>
    Photo,
}

/// <summary>The kinds' names.</summary>
public static class NoiseKinds
{
    /// <summary>gaussian, salt-and-pepper, poisson, blur, mixture, camera, grain, photo: in the order of the kinds.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["gaussian", "salt-and-pepper", "poisson", "blur", "mixture", "camera", "grain", "photo"];

    /// <summary>The name of a kind, for example <c>salt-and-pepper</c>.</summary>
    public static string NameOf(NoiseKind kind) => Names[(int)kind];

    /// <summary>The kind of that name.</summary>
    /// <exception cref="FormatException">No kind is called so.</exception>
    public static NoiseKind Parse(string name)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            if (Names[i] == name) return (NoiseKind)i;
        }

        throw new FormatException($"Unknown kind of noise '{name}'. The kinds are {string.Join(", ", Names)}.");
    }
}

/// <summary>A kind as its name.</summary>
internal sealed class NoiseKindConverter : JsonConverter<NoiseKind>
{
    public override NoiseKind Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException(
                $"The kind of noise must be one of {string.Join(", ", NoiseKinds.Names)} in quotes, got a {reader.TokenType}.");
        try
        {
            return NoiseKinds.Parse(reader.GetString()!);
        }
        catch (FormatException mistake)
        {
            throw new JsonException(mistake.Message, mistake);
        }
    }

    public override void Write(Utf8JsonWriter writer, NoiseKind value, JsonSerializerOptions options) =>
        writer.WriteStringValue(NoiseKinds.NameOf(value));
}
