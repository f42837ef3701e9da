using System.Text.Json;
using System.Text.Json.Nodes;
using Hush.Recipes.Layers;
using Hush.Training;
using Xunit;

namespace Hush.Tests.Recipes;

/// <summary>recipe.schema.json and the records agree in fields, names, defaults and limits.</summary>
public class RecipeSchemaTests
{
    private const string Layers = "layers";         // only written for custom networks

    private static readonly JsonObject s_schema = Schema();
    private static readonly JsonObject s_defaults = JsonNode.Parse(new Recipe().ToJson())!.AsObject();

    /// <summary>The paths of all fields that contain a value.</summary>
    public static TheoryData<string> Leaves() => [.. Walk(s_schema, "").Select(f => f.Path)];

    [Fact]
    public void Schema_and_recipe_have_the_same_fields_in_the_same_order() => RequireSameFields(s_schema, s_defaults);

    [Fact]
    public void Schema_and_noise_have_the_same_fields_and_kinds()
    {
        JsonObject fields = Part("noise")["properties"]!.AsObject();
        Assert.Equal(JsonSerializerOptions.Default.GetTypeInfo(typeof(NoiseSpec)).Properties.Select(p => p.Name),
            fields.Select(f => f.Key));
        Assert.Equal(NoiseKinds.Names, fields["kind"]!["enum"]!.AsArray().Select(k => k!.GetValue<string>()));
    }

    [Fact]
    public void A_custom_network_is_written_with_its_kind_its_layers_and_its_channels()
    {
        JsonNode recipe = JsonNode.Parse(
            Recipe.Parse("""{ "model": { "layers": [ { "kind": "conv", "channels": 1 } ] } }""", "r").ToJson())!;
        Assert.Equal(["kind", "channels", Layers], recipe["model"]!.AsObject().Select(f => f.Key));
        Assert.Contains(Layers, s_schema["properties"]!["model"]!["properties"]!.AsObject().Select(f => f.Key));
    }

    [Fact]
    public void Schema_and_layers_have_the_same_kinds_and_fields()
    {
        JsonObject fields = s_schema["properties"]!["model"]!["properties"]![Layers]!["items"]!["properties"]!.AsObject();
        Assert.Equal(LayerKinds.Names, fields["kind"]!["enum"]!.AsArray().Select(k => k!.GetValue<string>()));
        Assert.Equal(
            fields.Select(f => f.Key).Order(StringComparer.Ordinal),
            LayerKinds.Names.SelectMany(LayerKinds.Allowed).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Leaves))]
    public void The_default_of_the_schema_is_that_of_the_recipe(string path) =>
        Assert.True(
            JsonNode.DeepEquals(Part(path)["default"], Default(path)),
            $"{path}: the schema says {Part(path)["default"]?.ToJsonString()}, the recipe {Default(path)?.ToJsonString()}");

    [Fact]
    public void Every_field_has_a_description_of_its_own()
    {
        string[] descriptions = [.. Walk(s_schema, "").Select(f => f.Part["description"]!.GetValue<string>())];
        Assert.All(descriptions, d => Assert.False(string.IsNullOrWhiteSpace(d)));
        Assert.Equal(descriptions.Length, descriptions.Distinct().Count());
    }

    /// <summary>The fields that take one of several words or numbers.</summary>
    public static TheoryData<string> Choices() => Where(part => part["enum"] is JsonArray);

    [Theory, MemberData(nameof(Choices))]
    public void A_recipe_takes_exactly_the_words_of_the_schema(string path)
    {
        string[] all = [.. Part(path)["enum"]!.AsArray().Select(w => w?.ToString() ?? "null")];
        foreach (string word in all)
            Assert.Contains($": {(word is "null" or "1" or "3" ? word : $"\"{word}\"")}", new Recipe().With(path, word).ToJson());
    }

    /// <summary>Without those of numbers: limits are tested separately.</summary>
    public static TheoryData<string> WordChoices() => Where(part => part["enum"] is JsonArray && part["type"] is null);

    [Theory, MemberData(nameof(WordChoices))]
    public void A_word_that_the_schema_does_not_have_is_an_error_that_lists_its_words(string path)
    {
        string[] all = [.. Part(path)["enum"]!.AsArray().Select(w => w?.ToString() ?? "null")];
        var error = Assert.Throws<RecipeException>(() => new Recipe().With(path, "?"));
        Assert.Contains($"expected one of {string.Join(", ", all)}, got", error.Message);
    }

    /// <summary>The fields in which null is not a string.</summary>
    public static TheoryData<string> Typed() =>
        Where(part => part["type"] is { } type && type.ToString() != "string" && part != Part("noise"));

    [Theory, MemberData(nameof(Typed))]
    public void A_recipe_takes_null_exactly_where_the_schema_does(string path)
    {
        bool allowed = Part(path)["type"] is JsonArray types && types.Any(t => t!.GetValue<string>() == "null");
        Exception? error = Record.Exception(() => new Recipe().With(path, "null"));
        Assert.Equal(allowed, error is null);
    }

    [Theory, MemberData(nameof(Leaves))]
    public void A_recipe_has_the_limits_of_the_schema(string path)
    {
        JsonNode part = Part(path);
        bool isList = part["type"]?.ToString() == "array";
        JsonNode limits = isList ? part["items"]! : part;
        bool isWhole = limits["type"]?.ToJsonString().Contains("integer", StringComparison.Ordinal) ?? false;
        if (limits["minimum"] is { } least)
            RequireBorder((double)least, Below((double)least));
        if (limits["exclusiveMinimum"] is { } low)
            RequireBorder(Above((double)low), (double)low);
        if (limits["maximum"] is { } most && path != "seed")                // the largest seed is the largest 64-bit integer
            RequireBorder((double)most, Above((double)most));
        if (limits["exclusiveMaximum"] is { } high)
            RequireBorder(Below((double)high), (double)high);

        double Above(double value) => isWhole ? value + 1 : value == 0 ? 1e-13 : value * (1 + 1e-9);
        double Below(double value) => isWhole ? value - 1 : value == 0 ? -1e-13 : value * (1 - 1e-9);

        void RequireBorder(double inside, double outside)
        {
            Assert.True(Fits(inside), $"{path} = {inside}");
            Assert.False(Fits(outside), $"{path} = {outside}");
        }

        bool Fits(double value)
        {
            try
            {
                return WhereItMatters(path).With(path, isList ? $"[{value:R},{value:R}]" : $"{value:R}").Check().Count == 0;
            }
            catch (RecipeException)
            {
                return false;                                               // the type enforces it: no negative seeds
            }
        }
    }

    /// <summary>A recipe whose other fields allow the full range of this field.</summary>
    private static Recipe WhereItMatters(string path) =>
        path == "model.expansion" ? new Recipe().With("model.kind", "unet").With("model.block", "fused")
        : path == "data.patches" ? new Recipe().With("data.patch", "8")
        : new Recipe();

    [Theory, MemberData(nameof(Leaves))]
    public void Every_number_has_both_ends_in_the_schema(string path)
    {
        foreach (JsonObject part in Parts(Part(path))
            .Where(p => p["type"]?.ToJsonString() is { } type && (type.Contains("number") || type.Contains("integer"))))
        {
            Assert.True(part.ContainsKey("minimum") || part.ContainsKey("exclusiveMinimum") || part.ContainsKey("enum"), path);
            Assert.True(part.ContainsKey("maximum") || part.ContainsKey("exclusiveMaximum") || part.ContainsKey("enum"), path);
        }

        static IEnumerable<JsonObject> Parts(JsonObject part) =>
            part.SelectMany(p => p.Value is JsonObject inner ? [inner] : p.Value is JsonArray list ? list.OfType<JsonObject>() : [])
                .SelectMany(Parts).Prepend(part);
    }

    [Theory]
    [InlineData("gaussian", "sigma", "level")]
    [InlineData("salt-and-pepper", "fraction", "share")]
    [InlineData("blur", "size", "side")]
    public void The_noise_has_the_limits_of_the_schema(string kind, string field, string range)
    {
        JsonNode limits = s_schema["$defs"]![range]!["anyOf"]![0]!;
        double low = (double)limits["minimum"]!, high = (double)limits["maximum"]!;
        Assert.Empty(Check(low));
        Assert.Empty(Check(high));
        Assert.NotEmpty(Check(low - 1));
        Assert.NotEmpty(Check(high + 1));

        IReadOnlyList<string> Check(double value) => new Recipe().With("noise", $$"""{"kind":"{{kind}}","{{field}}":{{value}}}""").Check();
    }

    private static void RequireSameFields(JsonObject schema, JsonObject recipe)
    {
        Assert.False(schema["additionalProperties"]!.GetValue<bool>());
        JsonObject fields = schema["properties"]!.AsObject();
        Assert.Equal(fields.Select(f => f.Key).Where(k => k is not ("$schema" or Layers)), recipe.Select(f => f.Key));
        foreach ((string name, JsonNode? value) in recipe)
        {
            if (value is JsonObject inner && name != "noise")
                RequireSameFields(fields[name]!.AsObject(), inner);
        }
    }

    private static IEnumerable<(string Path, JsonObject Part)> Walk(JsonObject schema, string prefix) =>
        schema["properties"]!.AsObject().Where(f => f.Key != "$schema").SelectMany(f =>
            f.Value!["additionalProperties"] is not null && f.Key != "noise"
                ? Walk(f.Value.AsObject(), $"{prefix}{f.Key}.")
                : [(prefix + f.Key, f.Value.AsObject())]);

    private static TheoryData<string> Where(Func<JsonObject, bool> condition) =>
        [.. Walk(s_schema, "").Where(f => condition(f.Part)).Select(f => f.Path)];

    private static JsonObject Part(string path) => Walk(s_schema, "").Single(f => f.Path == path).Part;

    private static JsonNode? Default(string path) => path.Split('.').Aggregate((JsonNode?)s_defaults, (at, name) => at![name]);

    private static JsonObject Schema()
    {
        using Stream stream = typeof(Recipe).Assembly.GetManifestResourceStream("recipes/recipe.schema.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }
}
