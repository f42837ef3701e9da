namespace Hush.Learning.Distributed;

/// <summary>The processes that train together cannot communicate, or differ in what must be equal.</summary>
internal class CommunicationException(string message) : HushException(message);

/// <summary>The connection to another rank was lost. The work can be resumed.</summary>
internal sealed class RankLostException(string message) : CommunicationException(message)
{
    /// <summary>The exit code of the job: EX_TEMPFAIL of sysexits.h, after which batch systems can retry.</summary>
    public const int ExitCode = 75;
}
