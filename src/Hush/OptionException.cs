namespace Hush;

/// <summary>
/// An option is out of range, or options contradict each other or the model. The message says which ones, and what to choose instead.
/// </summary>
public sealed class OptionException : HushException
{
    internal OptionException(string message)
        : base(message)
    {
    }
}
