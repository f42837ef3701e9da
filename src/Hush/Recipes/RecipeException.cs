using Hush.Training;

namespace Hush;

/// <summary>A recipe cannot be used. The message lists all errors, with the path of each field and how to fix it.</summary>
public sealed class RecipeException : HushException
{
    internal RecipeException(string message)
        : base(message)
    {
    }

    /// <summary>Changes that fix the recipe, in the format of <see cref="Recipe.With"/>: <c>data.patch=64</c>.</summary>
    public IReadOnlyList<string> Changes { get; internal init; } = [];
}
