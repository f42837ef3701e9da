namespace Hush.Learning.Checkpoints;

/// <summary>A weight file cannot be used. The message names the file, what was expected, what was found, and a fix.</summary>
public sealed class CheckpointException : IOException
{
    /// <summary>Creates an exception with a message.</summary>
    /// <param name="message">The complete message.</param>
    public CheckpointException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a message and its cause.</summary>
    /// <param name="message">The complete message.</param>
    /// <param name="cause">The exception that caused this one.</param>
    public CheckpointException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
