using Hush.Cli.Display;
using Hush.Imaging.Datasets;
using Hush.Imaging.Files;
using Hush.Learning.Checkpoints;
using Hush.Learning.Training;
using Hush.Numerics;
using Hush.Numerics.Text;
using Hush.Recipes;

namespace Hush.Cli;

/// <summary>From what went wrong to one message on standard error and an exit code.</summary>
internal static class Errors
{
    /// <summary>Set to 1, errors come with their stack trace.</summary>
    private const string DebugVariable = "HUSH_DEBUG";

    /// <summary>Says what is wrong with a command line.</summary>
    public static int ShowWrongUse(TextChannel error, IEnumerable<string> mistakes, string command)
    {
        foreach (string mistake in mistakes)
            Write(error, Printable.Escape(mistake));
        error.Line($"Run '{command} --help' to see how it is used.");
        return ExitCode.WrongUse;
    }

    /// <summary>Says what a command failed with.</summary>
    /// <param name="error">Where.</param>
    /// <param name="failure">What went wrong.</param>
    /// <param name="arguments">The command line: a line feed that a message repeats from it is part of a name, and none of the message.</param>
    public static int Show(TextChannel error, Exception failure, IEnumerable<string>? arguments = null)
    {
        int code = CodeOf(failure);
        switch (code)
        {
            case ExitCode.Interrupted:
                error.Line("Interrupted.");
                break;
            case ExitCode.Failed when !IsForeseen(failure):
                Write(error, $"{failure.GetType().Name}: {failure.Message}");
                error.Line(
                    $"This is a bug in Hush {App.Version}. Please report it, with what {DebugVariable}=1 adds to this message.");
                break;
            default:
                Write(error, (arguments ?? []).Where(a => a.Contains('\n')).Aggregate(Message(failure), (m, a) => m.Replace(a, Printable.Escape(a))));
                break;
        }

        if (code != ExitCode.Interrupted && Environment.GetEnvironmentVariable(DebugVariable) == "1")
            error.Line(failure.ToString());
        return code;
    }

    private static int CodeOf(Exception failure) => failure switch
    {
        OperationCanceledException => ExitCode.Interrupted,
        WrongUseException or RecipeException or OptionException or UnknownDatasetException => ExitCode.WrongUse,
        _ => ExitCode.Failed,
    };

    /// <summary>Whether a failure is one that a user can do something about, and no bug.</summary>
    public static bool IsForeseen(Exception failure) => CodeOf(failure) == ExitCode.WrongUse || failure is
        IOException or UnauthorizedAccessException or OutOfMemoryException
        or DatasetException or DivergedException or ImageFormatException or ShapeException;

    private static string Message(Exception failure) => failure is OutOfMemoryException
        ? $"There is not enough memory: {failure.Message} Choose a smaller image, batch or network."
        : IsOneLine(failure) ? Printable.Escape(failure.Message) : failure.Message;

    /// <summary>Whether a line feed in the message can only come from a file's name.</summary>
    private static bool IsOneLine(Exception failure) => failure is ImageFormatException or UnauthorizedAccessException or (IOException and not CheckpointException);

    /// <summary>Writes a message as an error.</summary>
    public static void Write(TextChannel error, string message)
    {
        const string Label = "error:";
        error.Console.Write(new Spectre.Console.Markup($"[red bold]{Label}[/] "));
        error.EndLine(message, used: Label.Length + 1);
    }
}
