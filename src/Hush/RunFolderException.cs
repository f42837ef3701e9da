namespace Hush;

/// <summary>A run folder cannot be used as requested. The message says why, and what to do.</summary>
public sealed class RunFolderException(string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>The properties of <see cref="Training.TrainOptions"/> to change, as <c>Name</c> or <c>Name=value</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];
}
