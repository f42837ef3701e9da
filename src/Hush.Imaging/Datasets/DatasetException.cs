namespace Hush.Imaging.Datasets;

/// <summary>
/// A dataset is missing, damaged, or could not be downloaded. The message names the file, what was expected, what was found, and how to
/// fix it.
/// </summary>
public sealed class DatasetException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The option properties to change, as <c>Name</c> or <c>Name=value</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];
}

/// <summary>The argument is neither a dataset name nor a folder. The message suggests a similar name if there is one.</summary>
public sealed class UnknownDatasetException(string message) : ArgumentException(message)
{
    /// <summary>The option properties to change, as <c>Name</c> or <c>Name=value</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];
}
