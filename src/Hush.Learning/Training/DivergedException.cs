namespace Hush;

/// <summary>The training diverged: a loss, a gradient or a weight is NaN or infinite.</summary>
public sealed class DivergedException : HushException
{
    internal DivergedException(string message)
        : base(message)
    {
    }
}
