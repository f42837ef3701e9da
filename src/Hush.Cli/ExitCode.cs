using Hush.Learning.Distributed;

namespace Hush.Cli;

/// <summary>Exit codes of the process.</summary>
internal static class ExitCode
{
    /// <summary>
    /// Success. This includes training a model that is worse than a filter: terminal, report and metrics.json say so.
    /// </summary>
    public const int Done = 0;

    /// <summary>The command was valid but failed: a file is missing or damaged, an output exists, data is unavailable.</summary>
    public const int Failed = 1;

    /// <summary>Invalid usage: an unknown argument, a value out of range, or contradictory options.</summary>
    public const int WrongUse = 2;

    /// <summary>
    /// All images of a shard were tried, but some cannot be denoised, on any machine: EX_DATAERR of sysexits.h.
    /// </summary>
    public const int BadFiles = 65;

    /// <summary>
    /// The machine, its disk or its network failed, or a rank was lost; another attempt, perhaps on another machine, continues the work:
    /// EX_TEMPFAIL of sysexits.h.
    /// </summary>
    public const int MachineFailed = RankLostException.ExitCode;

    /// <summary>Interrupted by Ctrl-C or SIGTERM: 128 + 2, the shell convention for SIGINT.</summary>
    public const int Interrupted = 130;
}

/// <summary>Invalid usage of a command. The message says why, and what to use instead.</summary>
internal sealed class WrongUseException(string message) : Exception(message);
