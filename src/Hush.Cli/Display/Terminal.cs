using System.Text;
using Hush.Learning.Distributed.Mpi;
using Hush.Numerics.Text;
using Spectre.Console;

namespace Hush.Cli.Display;

/// <summary>
/// The output of a command. Results go to <see cref="Output"/>; errors, and everything that must not mix with results, go to
/// <see cref="Error"/>.
/// </summary>
internal sealed record Terminal(TextChannel Output, TextChannel Error)
{
    /// <summary>The terminal of this process.</summary>
    public static Terminal OfProcess()
    {
        if (OperatingSystem.IsWindows())
            Console.OutputEncoding = Encoding.UTF8;
        bool colors = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        int? columns = int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out int number) && number > 0 ? number : null;
        // mpirun connects its processes to pseudoterminals without a width, and forwards their lines. .NET would write escape sequences
        // to them.
        bool isForwarded = MpiCommunicator.LaunchedProcesses(Environment.GetEnvironmentVariable) != 1;
        if (isForwarded)
            Environment.SetEnvironmentVariable("TERM", "dumb");
        return new Terminal(
            new TextChannel(Console.Out, !isForwarded && !Console.IsOutputRedirected, colors, columns),
            new TextChannel(Console.Error, !isForwarded && !Console.IsErrorRedirected, colors, columns));
    }
}

/// <summary>One of the two output streams: as raw text, and as a console for tables, colors and progress bars.</summary>
internal sealed class TextChannel
{
    private const int WidthWithoutTerminal = 1000;      // do not wrap lines in files and pipes
    private const int MinWidth = 20;

    private readonly Lazy<IAnsiConsole> _console;
    private readonly bool _isTerminal;
    private readonly Func<int> _width;

    /// <summary>
    /// Without a terminal, colors and progress bars are disabled, and lines are wrapped only if <paramref name="columns"/> is given.
    /// </summary>
    public TextChannel(TextWriter writer, bool isTerminal, bool colors = true, int? columns = null)
    {
        (Writer, _isTerminal) = (writer, isTerminal);
        int otherwise = columns ?? WidthWithoutTerminal;
        _width = () => isTerminal ? TerminalWidth() : otherwise;
        _console = new Lazy<IAnsiConsole>(() => Open(writer, isTerminal, colors, otherwise));
    }

    internal TextChannel(TextWriter writer, IAnsiConsole console, bool isLive) =>
        (Writer, _console, _isTerminal, _width) = (writer, new Lazy<IAnsiConsole>(console), isLive, () => console.Profile.Width);

    /// <summary>Raw text output.</summary>
    public TextWriter Writer { get; }

    /// <summary>Tables, colors and progress bars. Created on first use, since this takes as long as many commands.</summary>
    public IAnsiConsole Console => _console.Value;

    /// <summary>Whether progress bars are supported.</summary>
    public bool IsLive => _isTerminal && Console.Profile.Capabilities is { Ansi: true, Interactive: true };

    /// <summary>Width in columns.</summary>
    public int Width => _width();

    /// <summary>Whether anything was written: on standard output, the result of a command.</summary>
    public bool HasLines { get; private set; }

    /// <summary>
    /// Writes and flushes one or more lines. Control characters are escaped. On a terminal, lines wrap between words.
    /// </summary>
    public void Line(string text = "")
    {
        string shown = Printable.EscapeLines(text);
        Write(_isTerminal ? WordWrap.Fold(shown, Width) : shown);
    }

    /// <summary>Writes and flushes JSON without wrapping or escaping, which would make it unparsable.</summary>
    public void Json(string json) => Write(json);

    /// <summary>Writes and flushes prose: same as <see cref="Line"/>, but also wraps lines in files and pipes of known width.</summary>
    public void Text(string text) => Write(WordWrap.Fold(Printable.EscapeLines(text), Width));

    /// <summary>Writes a colored label such as "error" in a Spectre.Console style, then prose as <see cref="Text"/> does.</summary>
    public void Labeled(string label, string style, string text)
    {
        string word = $"{label}: ";
        if (_isTerminal)
            Console.Write(new Spectre.Console.Text(word, Style.Parse(style)));
        else
            Writer.Write(word);
        Write(WordWrap.Fold(Printable.EscapeLines(text), Width, word.Length));
    }

    private void Write(string lines)
    {
        HasLines = true;
        Writer.WriteLine(lines);
        Writer.Flush();
    }

    private static int TerminalWidth()
    {
        try
        {
            return Math.Max(System.Console.WindowWidth, MinWidth);
        }
        catch (IOException)
        {
            return WidthWithoutTerminal;
        }
    }

    private static IAnsiConsole Open(TextWriter writer, bool isTerminal, bool colors, int width)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal && colors ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!isTerminal)
            console.Profile.Width = width;
        return console;
    }
}
