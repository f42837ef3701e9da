namespace Hush;

/// <summary>A shape does not fit an operation. The message names the operation, the expected and actual shapes, and a fix.</summary>
public sealed class ShapeException : HushException
{
    internal ShapeException(string message)
        : base(message)
    {
    }
}
