namespace Hush.Numerics;

/// <summary>A shape does not fit an operation. The message names the operation, the expected and actual shapes, and a fix.</summary>
public sealed class ShapeException(string message) : ArgumentException(message);
