using Hush.Cli.Arguments;
using Hush.Cli.Commands.Denoise.Shards;
using Hush.Cli.Display;
using Hush.Learning.Distributed;
using Hush.Numerics.Text;

namespace Hush.Cli;

/// <summary>A command was interrupted. The message says what was saved and how to continue.</summary>
internal sealed class InterruptedException(string message) : OperationCanceledException(message);

/// <summary>The output of a failed command with <c>--json</c>.</summary>
internal sealed record ErrorReport(string Error, int ExitCode);

/// <summary>
/// Converts exceptions to a message on standard error and an exit code; with JSON output also to an object on standard output.
/// </summary>
internal static class Errors
{
    /// <summary>If set to 1, errors include their stack trace.</summary>
    private const string DebugVariable = "HUSH_DEBUG";

    /// <summary>Reports errors in a command line.</summary>
    public static int ShowWrongUse(Terminal terminal, IReadOnlyList<string> mistakes, string command, bool json)
    {
        foreach (string mistake in mistakes)
            Write(terminal.Error, Printable.Escape(mistake));
        terminal.Error.Text($"Run '{command} --help' for usage.");
        return Answer(terminal.Output, string.Join('\n', mistakes), ExitCode.WrongUse, json);
    }

    /// <summary>
    /// Reports the failure of a command. With JSON output, standard output receives the error unless a result was already written. Line
    /// feeds that a message repeats from the arguments are escaped, since they are part of a name.
    /// </summary>
    public static int Show(Terminal terminal, Exception failure, bool json, IEnumerable<string> arguments) =>
        Answer(terminal.Output, MessageOf(failure), Show(terminal.Error, failure, arguments), json && !terminal.Output.HasLines);

    /// <inheritdoc cref="Show(Terminal, Exception, bool, IEnumerable{string})"/>
    public static int Show(TextChannel error, Exception failure, IEnumerable<string>? arguments = null)
    {
        int code = CodeOf(failure);
        if (code == ExitCode.Interrupted)
            error.Text(MessageOf(failure));
        else
            Write(error, (arguments ?? []).Where(a => a.Contains('\n'))
                .Aggregate(Shown(failure), (m, a) => m.Replace(a, Printable.Escape(a))));
        if (code == ExitCode.Failed && !IsExpected(failure))
            error.Text($"This is a bug in Hush {App.Version}. Please report it, and include the output with {DebugVariable}=1.");
        if (code != ExitCode.Interrupted && Environment.GetEnvironmentVariable(DebugVariable) == "1")
            error.Line(failure.ToString());
        return code;
    }

    private static int CodeOf(Exception failure) => failure switch
    {
        OperationCanceledException => ExitCode.Interrupted,
        WrongUseException or RecipeException or OptionException or UnknownDatasetException => ExitCode.WrongUse,
        RankLostException or MachineFailureException => ExitCode.MachineFailed,
        _ => ExitCode.Failed,
    };

    /// <summary>True for expected failures, which the user can fix; others are bugs.</summary>
    public static bool IsExpected(Exception failure) => CodeOf(failure) == ExitCode.WrongUse || failure is
        HushException or IOException or UnauthorizedAccessException or OutOfMemoryException;

    public static void Write(TextChannel error, string message) => error.Labeled("error", "red bold", message);

    /// <summary>The message of an exception, including the command-line options to change.</summary>
    public static string MessageOf(Exception failure) => failure switch
    {
        InterruptedException => failure.Message,
        OperationCanceledException => "Interrupted.",
        OutOfMemoryException => $"Out of memory: {failure.Message} Use a smaller image, batch or network.",
        ImageFormatException { Pages: { } pages } => $"{failure.Message} Use --page 1{(pages > 1 ? $" to --page {pages}" : "")}.",
        ImageFormatException { IsLimit: true } => $"{failure.Message} For hush denoise, use --memory, for example --memory 8G.",
        _ when !IsExpected(failure) => $"{failure.GetType().Name}: {failure.Message}",
        _ => OptionFlags.Append(failure),
    };

    /// <summary>The message for a terminal. A line feed in an error about a file can only be part of its name.</summary>
    private static string Shown(Exception failure) =>
        failure is ImageFormatException or RunFolderException or UnauthorizedAccessException or IOException
            ? Printable.Escape(MessageOf(failure))
            : MessageOf(failure);

    private static int Answer(TextChannel output, string message, int code, bool json)
    {
        if (json)
            output.Json(CliJson.Serialize(new ErrorReport(message, code)));
        return code;
    }
}
