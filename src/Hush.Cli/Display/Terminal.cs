using System.Text;
using Hush.Numerics.Text;
using Spectre.Console;

namespace Hush.Cli.Display;

/// <summary>
/// Where a command writes. Results go to <see cref="Output"/>; errors, and whatever must not mix with results, to
/// <see cref="Error"/>.
/// </summary>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record Terminal(TextChannel Output, TextChannel Error)
{
    /// <summary>That of this process.</summary>
    public static Terminal OfProcess()
    {
        if (OperatingSystem.IsWindows())
            Console.OutputEncoding = Encoding.UTF8;
        bool colours = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new Terminal(
            new TextChannel(Console.Out, !Console.IsOutputRedirected, colours),
            new TextChannel(Console.Error, !Console.IsErrorRedirected, colours));
    }
}

/// <summary>
/// One of the two streams: raw for text that must stay as it is, and as a console for tables, colours and moving bars.
/// </summary>
internal sealed class TextChannel
{
    private const int WidthWithoutTerminal = 1000;      // lines in files and pipes are not folded
    private const int FewestColumns = 40;               // what is shorter fits without a look at the terminal

    private readonly Lazy<IAnsiConsole> _console;
    private readonly bool _isTerminal;

    /// <summary>A channel.</summary>
    /// <param name="writer">Where the text goes.</param>
    /// <param name="isTerminal">Whether a person looks at it; colours and moving bars only then.</param>
    /// <param name="colours">Whether colours are welcome.</param>
    public TextChannel(TextWriter writer, bool isTerminal, bool colours = true)
    {
        (Writer, _isTerminal) = (writer, isTerminal);
        _console = new Lazy<IAnsiConsole>(() => Open(writer, isTerminal, colours));
    }

    internal TextChannel(TextWriter writer, IAnsiConsole console, bool isLive) =>
        (Writer, _console, _isTerminal) = (writer, new Lazy<IAnsiConsole>(console), isLive);

    /// <summary>The text as it is.</summary>
    public TextWriter Writer { get; }

    /// <summary>Tables, colours and bars; made when the first one is needed, since that takes as long as many a command.</summary>
    public IAnsiConsole Console => _console.Value;

    /// <summary>Whether bars can move here.</summary>
    public bool IsLive => _isTerminal && Console.Profile.Capabilities is { Ansi: true, Interactive: true };

    /// <summary>Columns of a line.</summary>
    public int Width => Console.Profile.Width;

    /// <summary>Writes a line, or several, at once. Control characters are escaped; on a terminal lines break between words.</summary>
    public void Line(string text = "") => EndLine(text, used: 0);

    /// <summary>The same, where some columns of the line are taken already.</summary>
    public void EndLine(string text, int used)
    {
        string shown = Printable.EscapeLines(text);
        Writer.WriteLine(_isTerminal && used + shown.Length > FewestColumns ? WordWrap.Wrap(shown, Width, used) : shown);
        Writer.Flush();
    }

    private static IAnsiConsole Open(TextWriter writer, bool isTerminal, bool colours)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal && colours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!isTerminal)
            console.Profile.Width = WidthWithoutTerminal;
        return console;
    }
}
