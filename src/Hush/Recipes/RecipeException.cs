namespace Hush.Recipes;

/// <summary>A recipe cannot be used; the message lists every mistake with the field's path and what to do.</summary>
public sealed class RecipeException(string message) : Exception(message);
