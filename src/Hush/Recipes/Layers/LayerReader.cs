using System.Text.Json;
using System.Text.Json.Nodes;
using Hush.Numerics.Text;

namespace Hush.Recipes.Layers;

/// <summary>
/// Parses the layers of a custom network. The limits of numbers and the form of names are those of recipe.schema.json.
/// </summary>
internal static class LayerReader
{
    private const int MaxShown = 60, MaxName = 64;

    private static readonly JsonObject s_list = NamedRecipes.ReadSchema()["properties"]!["model"]!["properties"]!["layers"]!.AsObject();
    private static readonly JsonObject s_fields = s_list["items"]!["properties"]!.AsObject();

    /// <summary>Parses a list of layers.</summary>
    /// <param name="json">The list.</param>
    /// <param name="mistakes">Receives all errors; each begins with the layer.</param>
    /// <returns>The layers without errors.</returns>
    public static IReadOnlyList<LayerRecipe> Read(JsonNode? json, List<string> mistakes)
    {
        if (json is not JsonArray list)
        {
            mistakes.Add($"expected a list of layers [...], got {Shown(json)}.");
            return [];
        }

        int most = (int)s_list["maxItems"]!;
        if (list.Count > most)
        {
            mistakes.Add($"at most {most} layers are supported, got {list.Count}. Remove some.");
            return [];
        }

        var layers = new List<LayerRecipe>();
        for (int i = 0; i < list.Count; i++)
        {
            if (Layer(list[i], i + 1, mistakes) is { } layer)
                layers.Add(layer);
        }

        return layers;
    }

    private static LayerRecipe? Layer(JsonNode? json, int number, List<string> mistakes)
    {
        if (json is not JsonObject fields)
        {
            mistakes.Add($"{LayerRecipe.Title(number, null, null)}: expected an object such as {{\"kind\": \"relu\"}}, got {Shown(json)}.");
            return null;
        }

        string? kind = Text(fields["kind"]), name = IsName(Text(fields["name"])) ? Text(fields["name"]) : null;
        bool known = kind is not null && LayerKinds.Names.Contains(kind);
        string title = LayerRecipe.Title(number, known ? kind : null, name);
        int before = mistakes.Count;
        if (!known)
        {
            string question = kind is null ? "" : Suggestion.Question(kind.Replace('_', '-'), LayerKinds.Names);
            mistakes.Add($"{title}: kind must be one of {string.Join(", ", LayerKinds.Names)}, " +
                $"got {(fields.ContainsKey("kind") ? Shown(fields["kind"]) : "nothing")}.{question}");
            return null;
        }

        IReadOnlyList<string> allowed = LayerKinds.Allowed(kind!);
        foreach (string missing in LayerKinds.Required(kind!).Where(f => !fields.ContainsKey(f)))
            mistakes.Add($"{title}: {missing} is required, but missing. {Hint(missing)}");
        foreach ((string field, JsonNode? value) in fields)
        {
            if (!allowed.Contains(field))
                mistakes.Add($"{title}: unknown field {Shown(JsonValue.Create(field))}.{Suggestion.Question(field, allowed)} " +
                    $"The fields of {kind} are {string.Join(", ", allowed)}.");
            else if (Mistake(field, value) is { } mistake)
                mistakes.Add($"{title}: {field} must be {mistake}, got {Shown(value)}.");
        }

        IReadOnlyList<string> with = Names(fields["with"]);
        if (mistakes.Count == before && kind is LayerKinds.Add or LayerKinds.Subtract && with.Count != 1)
            mistakes.Add($"{title}: with must be the name of one layer, got {Shown(fields["with"])}.");
        return mistakes.Count > before
            ? null
            : new LayerRecipe(
                kind!,
                name,
                Text(fields["input"]),
                with,
                (int?)Number(fields["channels"]),
                (int)(Number(fields["kernel"]) ?? 3),
                fields["bias"]?.GetValue<bool>() ?? true,
                (float)(Number(fields["init_scale"]) ?? 1));
    }

    /// <summary>What a value must be if it is invalid, else null.</summary>
    private static string? Mistake(string field, JsonNode? value) => field switch
    {
        "kind" => null,
        "name" => IsName(Text(value)) ? null : "a letter followed by up to 63 letters, digits, _ or -",
        "input" => Text(value) is null ? "the name of a layer, or noisy for the image" : null,
        "with" => Names(value).Count > 0 ? null : "the name of a layer, or a list of names",
        "channels" => Text(value) == "image" ? null : InRange(value, s_fields[field]!["anyOf"]![0]!, whole: true) is { } range
            ? $"{range}, or \"image\"" : null,
        "kernel" => s_fields[field]!["enum"]!.AsArray().Any(size => (double)size! == Number(value)) ? null : "1 or 3",
        "bias" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? null : "true or false",
        _ => InRange(value, s_fields[field]!, whole: false),
    };

    private static string? InRange(JsonNode? value, JsonNode schema, bool whole)
    {
        double low = (double)schema["minimum"]!, high = (double)schema["maximum"]!;
        bool met = Number(value) is { } number && number >= low && number <= high && (!whole || number == Math.Floor(number));
        return met ? null : $"{(whole ? "an integer" : "a number")} from {Rule.Text(low)} to {Rule.Text(high)}";
    }

    private static string Hint(string field) => field == "channels"
        ? "Give the number of output channels, or \"image\" for as many as the image has."
        : "Give the name of the layer that is joined to the previous one.";

    private static double? Number(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.Number && ((JsonValue)value).TryGetValue(out double number) ? number : null;

    private static string? Text(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static IReadOnlyList<string> Names(JsonNode? value)
    {
        if (Text(value) is { } only)
            return [only];
        if (value is not JsonArray list || list.Count > (int)s_fields["with"]!["anyOf"]![1]!["maxItems"]!)
            return [];
        string[] names = [.. list.Select(Text).OfType<string>()];
        return names.Length == list.Count ? names : [];
    }

    private static string Shown(JsonNode? value)
    {
        string text = value?.ToJsonString() ?? "null";
        return text.Length <= MaxShown ? text : $"{text[..MaxShown]}...";
    }

    /// <summary>Whether a text is a name by the pattern of the schema: names are keys of model files.</summary>
    private static bool IsName(string? text) =>
        text is { Length: > 0 and <= MaxName } && char.IsAsciiLetter(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
