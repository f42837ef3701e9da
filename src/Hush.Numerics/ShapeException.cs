namespace Hush.Numerics;

/// <summary>An extent is not what an operation needs; the message says who, what was expected, what came and what to do.</summary>
public sealed class ShapeException(string message) : ArgumentException(message);
