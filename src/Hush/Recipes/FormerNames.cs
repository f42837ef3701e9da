using System.Text.Json.Nodes;

namespace Hush.Recipes;

/// <summary>Field names used by earlier versions, which are still read.</summary>
internal static class FormerNames
{
    private static readonly (string Former, string Current)[] s_keys = [("optimiser", "optimizer")];

    /// <summary>Renames former names in place. A recipe that has both names keeps both.</summary>
    public static void Update(JsonObject recipe) => Rename(recipe, key => key.Former, key => key.Current);

    /// <summary>Renames fields back to the names that earlier versions wrote.</summary>
    public static void Restore(JsonObject recipe) => Rename(recipe, key => key.Current, key => key.Former);

    /// <summary>The current name of a field path.</summary>
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
