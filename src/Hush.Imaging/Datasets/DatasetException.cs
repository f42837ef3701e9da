namespace Hush.Imaging.Datasets;

/// <summary>A data set is missing, damaged or could not be fetched; the message names the file, what was expected, what came and
/// what to do.</summary>
public sealed class DatasetException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The properties of the options to change, as <c>Name</c> or <c>Name=value</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];
}

/// <summary>A word that is neither the name of a data set nor a folder: wrong use, with a suggestion where one is near.</summary>
public sealed class UnknownDatasetException(string message) : ArgumentException(message)
{
    /// <summary>The properties of the options to change, as <c>Name</c> or <c>Name=value</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];
}
