using System.Text.Json.Nodes;

namespace Hush.Recipes;

/// <summary>Names of fields and values that earlier versions used, which are still read.</summary>
internal static class FormerNames
{
    private static readonly Change[] s_changes =
    [
        new("optimiser", "optimizer"),
        new("redraw_dormant", "reinitialize_dead"),
        new("schedule.kind", "halve-on-plateau", "reduce-on-plateau"),
    ];

    /// <summary>Earlier versions of the recipe format, newest first. Version n already has the first n renamings.</summary>
    public static IReadOnlyList<int> Generations { get; } = [1, 0];

    /// <summary>Replaces former names with current ones. A recipe that has both keeps both.</summary>
    public static void Update(JsonObject recipe)
    {
        foreach (Change change in s_changes)
            change.Apply(recipe, change.Former, change.Current);
    }

    /// <summary>Replaces current names with those that an earlier version wrote.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="generation">One of <see cref="Generations"/>.</param>
    public static void Restore(JsonObject recipe, int generation)
    {
        foreach (Change change in s_changes.Skip(generation))
            change.Apply(recipe, change.Current, change.Former);
    }

    /// <summary>Converts a field path to current names.</summary>
    public static string Update(string path)
    {
        foreach (Change change in s_changes.Where(c => c.Path is null))
        {
            if (path == change.Former || path.StartsWith(change.Former + ".", StringComparison.Ordinal))
                return change.Current + path[change.Former.Length..];
        }

        return path;
    }

    /// <summary>A field that was renamed, or, with a path, a value of that field.</summary>
    private sealed record Change(string? Path, string Former, string Current)
    {
        public Change(string former, string current)
            : this(null, former, current)
        {
        }

        public void Apply(JsonObject recipe, string from, string to)
        {
            if (Path is null)
                RenameField(recipe, from, to);
            else
                RenameValue(recipe, Path.Split('.'), from, to);
        }

        private static void RenameField(JsonObject recipe, string from, string to)
        {
            int index = recipe.IndexOf(from);
            if (index < 0 || recipe.ContainsKey(to))
                return;
            JsonNode? value = recipe[from];
            recipe.RemoveAt(index);
            recipe.Insert(index, to, value);
        }

        private static void RenameValue(JsonObject recipe, string[] path, string from, string to)
        {
            JsonNode? owner = recipe;
            foreach (string name in path[..^1])
                owner = (owner as JsonObject)?[name];
            if (owner is JsonObject fields && fields[path[^1]] is JsonValue value && value.TryGetValue(out string? text) && text == from)
                fields[path[^1]] = to;
        }
    }
}
