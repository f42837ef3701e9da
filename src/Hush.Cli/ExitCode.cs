namespace Hush.Cli;

/// <summary>What the process tells the shell.</summary>
internal static class ExitCode
{
    /// <summary>
    /// Done. A training whose model is worse than a filter is done too: terminal, report and metrics.json say what it is worth.
    /// </summary>
    public const int Done = 0;

    /// <summary>
    /// The command was right, but it could not be done: a file is missing or damaged, a name is taken, data cannot be had.
    /// </summary>
    public const int Failed = 1;

    /// <summary>
    /// The command cannot be meant so: an unknown word, a value out of its range, options that contradict each other.
    /// </summary>
    public const int WrongUse = 2;

    /// <summary>Ended by Ctrl-C or SIGTERM: 128 + 2, as shells have it.</summary>
    public const int Interrupted = 130;
}

/// <summary>A command cannot be meant so; the message says why and what to write instead.</summary>
internal sealed class WrongUseException(string message) : Exception(message);
