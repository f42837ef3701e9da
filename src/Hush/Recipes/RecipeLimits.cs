using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Hush.Recipes.Layers;
using Hush.Training;

namespace Hush.Recipes;

/// <summary>
/// Validates a recipe against recipe.schema.json. The ranges of numbers and lengths of lists are defined only there, so editors and
/// Hush agree.
/// </summary>
internal static class RecipeLimits
{
    private static readonly JsonObject s_schema = NamedRecipes.ReadSchema();

    /// <summary>All values outside their limits, in the order of the fields. <see cref="NoiseSpec"/> validates itself.</summary>
    public static IEnumerable<string> Check(Recipe recipe) => Fields(recipe, typeof(Recipe), s_schema, "");

    private static IEnumerable<string> Fields(object owner, Type type, JsonObject schema, string prefix)
    {
        foreach (JsonPropertyInfo property in RecipeReader.Options.GetTypeInfo(type).Properties)
        {
            JsonObject part = schema["properties"]![property.Name]!.AsObject();
            string path = prefix + property.Name;
            IEnumerable<string?> mistakes = property.Get!(owner) switch
            {
                null => property.PropertyType.IsValueType || property.IsSetNullable ? [] : [$"{path} is required, got null"],
                NoiseSpec noise => noise.Check().Select(mistake => $"{path}: {mistake}"),
                Enum word => [Rule.That(Enum.IsDefined(word.GetType(), word), path, "one of the values in the schema", $"{word}")],
                string text => [Text(text, path, part)],
                bool => [],
                LevelCounts { Numbers: [var only] } => [Number(only, path, part["oneOf"]![0]!)],
                LevelCounts counts => [List(counts.Numbers, path, part["oneOf"]![1]!)],
                LayerList => [],        // checked when it was read
                IReadOnlyList<int> numbers => [List(numbers, path, part)],
                IReadOnlyList<double> numbers => [List(numbers, path, part)],
                IEnumerable<string> texts => texts.Select(text => Text(text, path, part["items"]!)),
                IConvertible number => [Number(number, path, part)],
                object inner => Fields(inner, property.PropertyType, part, $"{path}."),
            };
            foreach (string? mistake in mistakes)
            {
                if (mistake != null)
                    yield return mistake;
            }
        }
    }

    private static string? Text(string text, string path, JsonNode schema) =>
        !Rule.IsUnicode(text) ? $"{path} has an unpaired surrogate, which is not a Unicode character; remove it"
        : Rule.That(text.Length >= ((int?)schema["minLength"] ?? 0), path, "a non-empty string", "\"\"");

    private static string? Number(IConvertible value, string path, JsonNode schema)
    {
        var range = Range.Of(schema);
        return Rule.That(range.Has(value.ToDouble(CultureInfo.InvariantCulture)), path, range.Words, Rule.Text(value));
    }

    private static string? List<T>(IReadOnlyList<T> values, string path, JsonNode schema)
        where T : IConvertible, IFormattable
    {
        var range = Range.Of(schema["items"]!);
        int min = (int?)schema["minItems"] ?? 0, max = (int?)schema["maxItems"] ?? int.MaxValue;
        string count = min == max ? $"{min}" : $"{min} to {max}";
        bool met = values.Count >= min && values.Count <= max
            && values.All(value => range.Has(value.ToDouble(CultureInfo.InvariantCulture)));
        return Rule.That(met, path, $"{count} numbers, each {range.Words}", Rule.List(values));
    }

    private readonly record struct Range(double Low, bool LowIsIn, double High, bool HighIsIn)
    {
        public string Words => (LowIsIn, HighIsIn) switch
        {
            (true, true) => $"from {Rule.Text(Low)} to {Rule.Text(High)}",
            (false, true) => $"above {Rule.Text(Low)} and at most {Rule.Text(High)}",
            (true, false) => $"at least {Rule.Text(Low)} and below {Rule.Text(High)}",
            _ => $"above {Rule.Text(Low)} and below {Rule.Text(High)}",
        };

        public static Range Of(JsonNode schema)
        {
            double? low = (double?)schema["minimum"], high = (double?)schema["maximum"];
            return new(low ?? (double?)schema["exclusiveMinimum"] ?? double.MinValue, low != null, high
                ?? (double?)schema["exclusiveMaximum"] ?? double.MaxValue, high != null);
        }

        /// <summary>Whether a value is inside the range; false for NaN.</summary>
        public bool Has(double value) => (LowIsIn ? value >= Low : value > Low) && (HighIsIn ? value <= High : value < High);
    }
}
