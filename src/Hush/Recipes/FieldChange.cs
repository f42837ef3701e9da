using System.Text.Json;
using System.Text.Json.Nodes;
using Hush.Numerics.Text;
using Hush.Training;

namespace Hush.Recipes;

/// <summary>
/// Changes one field of a recipe by name: resolves its path, infers the JSON type of the value, and parses the result.
/// </summary>
internal static class FieldChange
{
    /// <summary>Prefix after which any field name is accepted, since each kind of noise has its own fields.</summary>
    private const string Open = "noise.";

    private static readonly JsonObject s_defaults = JsonNode.Parse(new Recipe().ToJson())!.AsObject();

    public static Recipe Apply(Recipe recipe, string field, string value)
    {
        string source = $"'{field}={value}'";
        if (!Rule.IsUnicode(source))
            throw RecipeReader.NotUnicode(source);
        JsonObject root = JsonNode.Parse(recipe.ToJson())!.AsObject();
        string[] path = Resolve(root, FormerNames.Update(field)).Split('.');
        JsonObject owner = path[..^1].Aggregate(root, (at, name) => at[name]!.AsObject());
        bool mayBeNull = path is [var name] && s_defaults.TryGetPropertyValue(name, out JsonNode? usual) && usual is null;
        owner[path[^1]] = mayBeNull && value == "null" ? null : Value(owner[path[^1]], value);
        try
        {
            return RecipeReader.Read(root.ToJsonString(), source, recipe.Name);
        }
        catch (InvalidOperationException)       // an escaped half of a surrogate pair
        {
            throw RecipeReader.NotUnicode(source);
        }
    }

    private static string Resolve(JsonObject root, string field)
    {
        List<string> paths = [.. Paths(root, "")];
        if (paths.Contains(field) || IsOpen(field))
            return field;
        List<string> ends = [.. paths.Where(p => p.EndsWith("." + field, StringComparison.Ordinal))];
        if (ends is [var only])
            return only;
        if (ends.Count > 1)
            throw new RecipeException($"'{field}' is ambiguous; it matches {string.Join(", ", ends)}. Give the full name.");
        string question = Suggestion.Question(field, paths);
        if (question.Length == 0)
            question = Suggestion.Question(field, paths.Select(p => p.Split('.')[^1]));
        throw new RecipeException(
            $"Unknown recipe field '{field}'.{(question.Length > 0 ? question : $" The fields are {string.Join(", ", paths)}.")}");
    }

    private static bool IsOpen(string field) =>
        field.StartsWith(Open, StringComparison.Ordinal) && field[Open.Length..] is { Length: > 0 } name && !name.Contains('.');

    private static IEnumerable<string> Paths(JsonObject at, string prefix)
    {
        foreach ((string name, JsonNode? value) in at)
        {
            yield return prefix + name;
            if (value is not JsonObject inner)
                continue;
            foreach (string path in Paths(inner, $"{prefix}{name}."))
                yield return path;
        }
    }

    /// <summary>
    /// Parses the value as JSON if possible, else as a string. "a,b" becomes [a,b], and for a list field "a" becomes [a]. Fields that
    /// hold strings or lists of strings keep their type, so a run may be named 123.
    /// </summary>
    private static JsonNode? Value(JsonNode? old, string value)
    {
        bool isText = old?.GetValueKind() == JsonValueKind.String;
        bool isBareList = value.TrimStart() is not ['[' or '{' or '"', ..] && (old is JsonArray || value.Contains(','));
        if (isBareList && value != "null" && old is JsonArray { Count: var count } texts
            && (count == 0 || texts[0]?.GetValueKind() == JsonValueKind.String))
            // Lists of numbers are never empty.
            return new JsonArray([.. value.Split(',', StringSplitOptions.TrimEntries).Select(text => (JsonNode)text)]);
        try
        {
            JsonNode? parsed = JsonNode.Parse(isBareList ? $"[{value}]" : value);
            return isText && parsed?.GetValueKind() != JsonValueKind.String ? JsonValue.Create(value) : parsed;
        }
        catch (JsonException)
        {
            return JsonValue.Create(value);
        }
    }
}
