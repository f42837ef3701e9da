namespace Hush.Learning.Distributed;

/// <summary>The processes that train together cannot communicate, or one of them failed.</summary>
internal sealed class CommunicationException(string message) : HushException(message);
