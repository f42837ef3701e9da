using System.Text.Json;
using System.Text.Json.Serialization;
using Hush.Imaging.Noise;

namespace Hush;

/// <summary>Kinds of noise. Files and options use the names in <see cref="NoiseKinds"/>.</summary>
[JsonConverter(typeof(NoiseKindConverter))]
public enum NoiseKind
{
    /// <summary>Additive white Gaussian noise.</summary>
    Gaussian,

    /// <summary>Impulse noise: random values become 0 or 1.</summary>
    SaltAndPepper,

    /// <summary>Photon (shot) noise.</summary>
    Poisson,

    /// <summary>Gaussian blur.</summary>
    Blur,

    /// <summary>Gaussian noise, salt and pepper and sometimes a blur, with random strengths for each image.</summary>
    Mixture,

    /// <summary>Simulated camera noise: shot and read noise on the sensor, followed by the camera's image processing.</summary>
    Camera,

    /// <summary>Spatially correlated Gaussian noise, as in scanned film and resized images.</summary>
    Grain,

    /// <summary>For each image, one of camera noise, grain, Gaussian noise or none.</summary>
    Photo,
}

/// <summary>Names of the noise kinds.</summary>
internal static class NoiseKinds
{
    /// <summary>
    /// gaussian, salt-and-pepper, poisson, blur, mixture, camera, grain, photo, in the order of <see cref="NoiseKind"/>.
    /// </summary>
    public static IReadOnlyList<string> Names { get; } =
        ["gaussian", "salt-and-pepper", "poisson", "blur", "mixture", "camera", "grain", "photo"];

    /// <summary>Returns the name of a kind, for example <c>salt-and-pepper</c>.</summary>
    public static string NameOf(NoiseKind kind) => Names[(int)kind];

    /// <summary>Returns the kind with a given name.</summary>
    /// <exception cref="FormatException">No kind has this name.</exception>
    public static NoiseKind Parse(string name)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            if (Names[i] == name) return (NoiseKind)i;
        }

        throw new FormatException($"Unknown kind of noise '{name}'. The kinds are {string.Join(", ", Names)}.");
    }
}

/// <summary>Reads and writes a kind as its name.</summary>
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
