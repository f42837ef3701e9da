namespace Hush;

/// <summary>
/// A dataset is unknown, missing, damaged, or could not be downloaded. The message names the file, what was expected, what was found, and
/// how to fix it.
/// </summary>
public class DatasetException : HushException
{
    internal DatasetException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}

/// <summary>The argument is neither a dataset name nor a folder. The message suggests a similar name if there is one.</summary>
internal sealed class UnknownDatasetException(string message) : DatasetException(message);
