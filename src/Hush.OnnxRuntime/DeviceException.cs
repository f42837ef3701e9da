namespace Hush.OnnxRuntime;

/// <summary>A device cannot be used. The message says why, and what to install.</summary>
internal sealed class DeviceException(string message, Exception? inner = null) : HushException(message, inner);
