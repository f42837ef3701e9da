namespace Hush.Recipes;

/// <summary>A recipe cannot be used; the message lists every mistake with the field's path and what to do.</summary>
public sealed class RecipeException(string message) : Exception(message)
{
    /// <summary>Changes of the recipe that mend it, as <see cref="Recipe.With"/> takes them: <c>data.patch=64</c>.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];
}
