using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Hush.Imaging.Noise;
using Hush.Numerics.Text;
using Hush.Recipes.Layers;
using Hush.Training;

namespace Hush.Recipes;

/// <summary>
/// Parses recipes: first compares the JSON with the fields of the records and lists all errors, then deserializes it.
/// </summary>
internal static class RecipeReader
{
    private const string SchemaKey = "$schema";
    private const string NoiseKey = "noise";        // its fields depend on its kind and have no defaults of their own
    private const string ModelKey = "model", KindKey = "kind", LayersKey = "layers";

    public static JsonSerializerOptions Options { get; } = new(Json.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    private static readonly JsonObject s_defaults = JsonSerializer.SerializeToNode(new Recipe(), Json.TypeOf<Recipe>(Options))!.AsObject();

    /// <summary>Parses the text; <paramref name="source"/> is its name in error messages.</summary>
    public static Recipe Read(string json, string source, string defaultName)
    {
        if (!Rule.IsUnicode(json))
            throw NotUnicode(source);
        try
        {
            return ReadNode(Parse(json, source), source, defaultName);
        }
        catch (InvalidOperationException)      // JSON can escape half of a surrogate pair
        {
            throw NotUnicode(source);
        }
    }

    /// <summary>Parses the text of a network, or of a recipe that has one.</summary>
    public static ModelRecipe ReadModel(string json, string source)
    {
        if (!Rule.IsUnicode(json))
            throw NotUnicode(source);
        try
        {
            JsonNode? node = Parse(json, source);
            bool isModel = IsModel(node);
            if (isModel)
                (node as JsonObject)!.Remove(SchemaKey);
            Recipe recipe = ReadNode(isModel ? new JsonObject { [ModelKey] = node } : node, source, "custom");
            IReadOnlyList<string> mistakes = [.. recipe.Model.Rules(recipe.Loss).OfType<string>()];
            return mistakes.Count == 0 ? recipe.Model : throw Mistakes(source, mistakes);
        }
        catch (InvalidOperationException)
        {
            throw NotUnicode(source);
        }
    }

    /// <summary>Whether a JSON file is a network rather than a recipe. False for a file that cannot be read.</summary>
    public static bool IsModelFile(string path)
    {
        try
        {
            return IsModel(JsonNode.Parse(File.ReadAllText(path)));
        }
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or JsonException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsModel(JsonNode? node) => node is JsonObject fields && fields.ContainsKey(LayersKey);

    private static JsonNode? Parse(string json, string source)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            throw new RecipeException($"{source} is not valid JSON: {e.Message}");
        }
    }

    private static Recipe ReadNode(JsonNode? node, string source, string defaultName)
    {
        var mistakes = new List<string>();
        if (node is JsonObject fields)
        {
            fields.Remove(SchemaKey);               // used by editors to find the schema
            fields.TryAdd("name", defaultName);
            FormerNames.Update(fields);
            if (fields[ModelKey] is JsonObject model && model.ContainsKey(LayersKey))
                model.TryAdd(KindKey, Rule.Name(ModelKind.Custom));
        }

        Compare(node, Options.GetTypeInfo(typeof(Recipe)), "the recipe", "", mistakes);
        return mistakes.Count == 0 ? Deserialize(node!.AsObject(), Options) : throw Mistakes(source, mistakes);
    }

    /// <summary>The error for text that is not valid Unicode, which cannot be shown.</summary>
    public static RecipeException NotUnicode(string source) =>
        new($"{(Rule.IsUnicode(source) ? source : "The change")} has an unpaired surrogate (\\ud800 to \\udfff) in a " +
            "string, which is not a Unicode character. Remove it.");

    public static RecipeException Mistakes(string source, IReadOnlyList<string> mistakes) =>
        new($"{source} has {(mistakes.Count == 1 ? "an error" : $"{mistakes.Count} errors")}:\n  {string.Join("\n  ", mistakes)}");

    /// <summary>
    /// Writes only the kind (and channels, and layers) of a fixed or custom network: the fields that it ignores would describe a
    /// different one.
    /// </summary>
    internal static void LeaveOutFixed(JsonTypeInfo type)
    {
        if (type.Type != typeof(ModelRecipe))
            return;
        foreach (JsonPropertyInfo property in type.Properties.Where(p => p.Name is not (KindKey or "channels")))
            property.ShouldSerialize = property.Name == LayersKey
                ? (owner, _) => ((ModelRecipe)owner).IsCustom
                : (owner, _) => owner is ModelRecipe { IsFixed: false, IsCustom: false };
    }

    /// <summary>Reads a recipe from its fields.</summary>
    /// <exception cref="JsonException">A field has the wrong type.</exception>
    internal static Recipe Deserialize(JsonObject fields, JsonSerializerOptions options)
    {
        AddDefaults(fields, s_defaults);
        return fields.Deserialize(Json.TypeOf<Recipe>(options))!;
    }

    // Generated code sets all init-only properties, those without a field to 0 or null.
    private static void AddDefaults(JsonObject fields, JsonObject defaults)
    {
        foreach ((string name, JsonNode? usual) in defaults)
        {
            if (!fields.TryGetPropertyValue(name, out JsonNode? value))
                fields.Add(name, usual?.DeepClone());
            else if (value is JsonObject inner && usual is JsonObject innerDefaults && name != NoiseKey)
                AddDefaults(inner, innerDefaults);
        }
    }

    private static void Compare(JsonNode? value, JsonTypeInfo type, string path, string prefix, List<string> mistakes)
    {
        if (type.Type == typeof(LayerList))
        {
            var layerMistakes = new List<string>();
            LayerReader.Read(value, layerMistakes);
            mistakes.AddRange(layerMistakes.Select(mistake => $"{path}: {mistake}"));
            return;
        }

        if (type.Kind != JsonTypeInfoKind.Object)
        {
            CompareLeaf(value, type.Type, path, mistakes);
            return;
        }

        if (value is not JsonObject fields)
        {
            mistakes.Add($"{path}: expected an object {{...}}, got {Text(value)}.");
            return;
        }

        foreach (JsonPropertyInfo missing in type.Properties.Where(p => p.IsRequired && !fields.ContainsKey(p.Name)))
            mistakes.Add($"{prefix}{missing.Name}: required, but missing.");
        Dictionary<string, JsonPropertyInfo> known = type.Properties.ToDictionary(p => p.Name);
        foreach ((string name, JsonNode? field) in fields)
        {
            if (!known.TryGetValue(name, out JsonPropertyInfo? property))
                mistakes.Add($"{prefix}{name}: unknown field.{Instead(name, known.Keys)}");
            else if (field is not null || !property.IsSetNullable || property.PropertyType.IsValueType)
                Compare(field, Options.GetTypeInfo(property.PropertyType), prefix + name, $"{prefix}{name}.", mistakes);
        }
    }

    private static void CompareLeaf(JsonNode? value, Type type, string path, List<string> mistakes)
    {
        try
        {
            bool hasGap = value is JsonArray items && items.Any(i => i is null);
            if (!hasGap && (value is not null || Nullable.GetUnderlyingType(type) is not null))
            {
                value.Deserialize(Options.GetTypeInfo(type));
                return;
            }
        }
        catch (JsonException)
        {
            // Reported below, with a better message.
        }
        catch (InvalidOperationException)
        {
            mistakes.Add($"{path}: a string has an unpaired surrogate, which is not a Unicode character. Remove it.");
            return;
        }

        Type inner = Nullable.GetUnderlyingType(type) ?? type;
        string[] words = inner.IsEnum ? [.. Enum.GetNames(inner).Select(Rule.Name)] : [];
        string question = value?.GetValueKind() == JsonValueKind.String ? Suggestion.Question(value.GetValue<string>(), words) : "";
        string orNull = inner == type ? "" : " or null";
        mistakes.Add($"{path}: expected {Describe(inner, words)}{orNull}, got {Text(value)}.{question}");
    }

    private static string Describe(Type type, string[] words) =>
        type.IsEnum ? $"one of {string.Join(", ", words)}"
        : type == typeof(bool) ? "true or false"
        : type == typeof(string) ? "a string"
        : type == typeof(double) ? "a number"
        : type == typeof(LevelCounts) ? "an integer such as 2, or one per level such as [2, 2, 4]"
        : type == typeof(IReadOnlyList<int>) ? "a list of integers such as [24, 48, 96]"
        : type == typeof(IReadOnlyList<double>) ? "a list of numbers such as [0.9, 0.999]"
        : type == typeof(IReadOnlyList<string>) ? "a list of strings such as [\"100007\"]"
        : type == typeof(NumberRange) ? "a number or a range such as [0, 55]"
        : type == typeof(ulong) ? "an integer of at least 0"
        : "an integer";

    private static string Instead(string name, IEnumerable<string> known) =>
        Suggestion.Question(name, known) is { Length: > 0 } question ? question : $" The fields are {string.Join(", ", known)}.";

    private static string Text(JsonNode? value) => value?.ToJsonString(s_compact) ?? "null";

    private static readonly JsonSerializerOptions s_compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
