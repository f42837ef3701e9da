namespace Hush.Learning.Checkpoints;

/// <summary>A file of weights cannot be used; the message says which, what was expected, what it holds and what to do.</summary>
public sealed class CheckpointException : IOException
{
    /// <summary>An error of a file's content.</summary>
    public CheckpointException(string message)
        : base(message)
    {
    }

    /// <summary>An error that another one caused.</summary>
    public CheckpointException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
