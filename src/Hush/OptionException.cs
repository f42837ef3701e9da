namespace Hush;

/// <summary>
/// Options contradict each other or the model that they are for: wrong use. The message says which and what to choose.
/// </summary>
public sealed class OptionException(string message) : ArgumentException(message);
