using System.Text.Json.Nodes;
using Hush.Training;

namespace Hush.Recipes;

/// <summary>The fields of a recipe as a flat list of paths and values.</summary>
internal static class RecipeFields
{
    /// <summary>All fields by their path, such as <c>optimizer.rate</c>, with their values as JSON; in the order of the recipe.</summary>
    public static OrderedDictionary<string, string> Of(Recipe recipe)
    {
        var fields = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        Add(JsonNode.Parse(recipe.ToJson())!.AsObject(), "");
        return fields;

        void Add(JsonObject at, string prefix)
        {
            foreach ((string name, JsonNode? value) in at)
            {
                if (value is JsonObject inner)
                    Add(inner, $"{prefix}{name}.");
                else
                    fields[prefix + name] = value?.ToJsonString() ?? "null";
            }
        }
    }
}
