namespace Hush;

/// <summary>
/// Options contradict each other or the model that they are for: wrong use. The message says which and what to choose.
/// </summary>
public sealed class OptionException(string message) : ArgumentException(message)
{
    /// <summary>The properties of the options to change, as <c>Name</c> or <c>Name=value</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];
}
