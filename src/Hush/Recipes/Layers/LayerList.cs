using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Hush.Recipes.Layers;

/// <summary>The layers of a custom network, in the order in which they are computed. Written as they were read.</summary>
[JsonConverter(typeof(LayerListConverter))]
internal sealed class LayerList
{
    private readonly JsonArray _json;

    public LayerList(JsonArray json)
    {
        var mistakes = new List<string>();
        Layers = LayerReader.Read(json, mistakes);
        if (mistakes.Count > 0)
            throw new FormatException(string.Join("; ", mistakes));
        _json = json.DeepClone().AsArray();
    }

    public static LayerList Empty { get; } = new([]);

    public IReadOnlyList<LayerRecipe> Layers { get; }

    public void WriteTo(Utf8JsonWriter writer) => _json.WriteTo(writer);
}

internal sealed class LayerListConverter : JsonConverter<LayerList>
{
    public override LayerList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return JsonNode.Parse(ref reader) is JsonArray list
                ? new LayerList(list)
                : throw new JsonException("Expected a list of layers.");
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, LayerList value, JsonSerializerOptions options) => value.WriteTo(writer);
}
