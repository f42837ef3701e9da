namespace Hush;

/// <summary>Options contradict each other or the model. The message says which ones, and what to choose instead.</summary>
public sealed class OptionException(string message) : ArgumentException(message)
{
    /// <summary>The option properties to change, as <c>Name</c> or <c>Name=value</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];
}
