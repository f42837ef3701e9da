namespace Hush;

/// <summary>The base class of all errors that Hush reports: the message says what is wrong and how to fix it.</summary>
public abstract class HushException : Exception
{
    private protected HushException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>The option properties to change, as <c>Name</c> or <c>Name=value</c>; empty if options are not the cause.</summary>
    public IReadOnlyList<string> Options { get; internal init; } = [];
}
