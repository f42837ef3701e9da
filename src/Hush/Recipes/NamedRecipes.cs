using System.Reflection;
using System.Text.Json.Nodes;
using Hush.Numerics.Text;
using Hush.Training;

namespace Hush.Recipes;

/// <summary>The built-in recipes: the JSON files in this folder, embedded in the assembly.</summary>
internal static class NamedRecipes
{
    private const string Prefix = "recipes/", Suffix = ".json", Schema = "recipe.schema";

    private static readonly Assembly s_assembly = typeof(NamedRecipes).Assembly;

    public static IReadOnlyList<string> Names { get; } =
    [
        .. s_assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..^Suffix.Length])
            .Where(n => n != Schema)
            .Order(StringComparer.Ordinal),
    ];

    public static JsonObject ReadSchema()
    {
        using Stream stream = s_assembly.GetManifestResourceStream(Prefix + Schema + Suffix)!;
        return JsonNode.Parse(stream)!.AsObject();
    }

    public static Recipe Read(string name)
    {
        if (!Names.Contains(name))
        {
            throw new RecipeException(
                $"Unknown recipe '{name}'.{Suggestion.Question(name, Names)} " +
                $"Choose one of {string.Join(", ", Names)}, or give the path of a JSON file.");
        }

        using Stream stream = s_assembly.GetManifestResourceStream(Prefix + name + Suffix)!;
        using var reader = new StreamReader(stream);
        return RecipeReader.Read(reader.ReadToEnd(), $"The recipe '{name}'", name);
    }
}
