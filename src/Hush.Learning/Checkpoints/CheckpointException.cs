namespace Hush;

/// <summary>
/// A model or checkpoint file cannot be used. The message names the file, what was expected, what was found, and a fix.
/// </summary>
public sealed class CheckpointException : HushException
{
    internal CheckpointException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
