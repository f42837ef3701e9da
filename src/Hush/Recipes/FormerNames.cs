using System.Text.Json.Nodes;

namespace Hush.Recipes;

/// <summary>Keys of recipes that earlier versions wrote and that are still read.</summary>
internal static class FormerNames
{
    private static readonly (string Former, string Current)[] s_keys = [("optimiser", "optimizer")];

    /// <summary>Renames former keys in place; a recipe that has both keeps both.</summary>
    public static void Update(JsonObject recipe) => Rename(recipe, key => key.Former, key => key.Current);

    /// <summary>Renames keys back, as earlier versions wrote them.</summary>
    public static void Restore(JsonObject recipe) => Rename(recipe, key => key.Current, key => key.Former);

    /// <summary>The current name of a field's path.</summary>
    public static string Update(string path)
    {
        foreach (var (former, current) in s_keys)
        {
            if (path == former || path.StartsWith(former + ".", StringComparison.Ordinal))
                return current + path[former.Length..];
        }

        return path;
    }

    private static void Rename(JsonObject recipe, Func<(string Former, string Current), string> from, Func<(string Former, string Current), string> to)
    {
        foreach (var key in s_keys)
        {
            int index = recipe.IndexOf(from(key));
            if (index < 0 || recipe.ContainsKey(to(key)))
                continue;
            JsonNode? value = recipe[from(key)];
            recipe.RemoveAt(index);
            recipe.Insert(index, to(key), value);
        }
    }
}
