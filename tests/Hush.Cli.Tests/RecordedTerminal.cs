using Hush.Cli.Display;
using Spectre.Console;

namespace Hush.Cli.Tests;

/// <summary>The exit code and output of a command.</summary>
internal sealed record CommandRun(int Code, string Output, string Error);

/// <summary>Runs commands in this process and records both streams.</summary>
internal static class RecordedTerminal
{
    public static CommandRun Run(params string[] args) => Run(CancellationToken.None, args);

    public static CommandRun Run(CancellationToken cancel, params string[] args)
    {
        using StringWriter output = new(), error = new();
        var terminal = new Terminal(new TextChannel(output, isTerminal: false), new TextChannel(error, isTerminal: false));
        int code = App.Run(args, new CommandContext(terminal, "hush", cancel));
        return new CommandRun(code, output.ToString(), error.ToString());
    }

    /// <summary>A channel that behaves like a terminal with a given width.</summary>
    public static TextChannel Live(TextWriter writer, int width)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = width;
        return new TextChannel(writer, console, isLive: true);
    }
}
