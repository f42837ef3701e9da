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
        bool colors = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        int? columns = int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out int number) && number > 0 ? number : null;
        return new Terminal(
            new TextChannel(Console.Out, !Console.IsOutputRedirected, colors, columns),
            new TextChannel(Console.Error, !Console.IsErrorRedirected, colors, columns));
    }
}

/// <summary>
/// One of the two streams: raw for text that must stay as it is, and as a console for tables, colors and moving bars.
/// </summary>
internal sealed class TextChannel
{
    private const int WidthWithoutTerminal = 1000;      // lines in files and pipes are not folded
    private const int LeastWidth = 20;

    private readonly Lazy<IAnsiConsole> _console;
    private readonly bool _isTerminal;
    private readonly Func<int> _width;

    /// <summary>A channel.</summary>
    /// <param name="writer">Where the text goes.</param>
    /// <param name="isTerminal">Whether a person looks at it; colors and moving bars only then.</param>
    /// <param name="colors">Whether colors are welcome.</param>
    /// <param name="columns">The width where it is no terminal; null does not fold lines.</param>
    public TextChannel(TextWriter writer, bool isTerminal, bool colors = true, int? columns = null)
    {
        (Writer, _isTerminal) = (writer, isTerminal);
        int otherwise = columns ?? WidthWithoutTerminal;
        _width = () => isTerminal ? TerminalWidth() : otherwise;
        _console = new Lazy<IAnsiConsole>(() => Open(writer, isTerminal, colors, otherwise));
    }

    internal TextChannel(TextWriter writer, IAnsiConsole console, bool isLive) =>
        (Writer, _console, _isTerminal, _width) = (writer, new Lazy<IAnsiConsole>(console), isLive, () => console.Profile.Width);

    /// <summary>The text as it is.</summary>
    public TextWriter Writer { get; }

    /// <summary>Tables, colors and bars; made when the first one is needed, since that takes as long as many a command.</summary>
    public IAnsiConsole Console => _console.Value;

    /// <summary>Whether bars can move here.</summary>
    public bool IsLive => _isTerminal && Console.Profile.Capabilities is { Ansi: true, Interactive: true };

    /// <summary>Columns of a line.</summary>
    public int Width => _width();

    /// <summary>Whether a line was written: the result of a command, where it is standard output.</summary>
    public bool HasLines { get; private set; }

    /// <summary>Writes a line, or several, at once. Control characters are escaped; on a terminal lines break between words.</summary>
    public void Line(string text = "")
    {
        string shown = Printable.EscapeLines(text);
        Write(_isTerminal ? WordWrap.Fold(shown, Width) : shown);
    }

    /// <summary>Writes JSON at once, as it is: a folded or escaped one could no longer be parsed.</summary>
    public void Json(string json) => Write(json);

    /// <summary>
    /// Writes text for people at once: as <see cref="Line"/>, but lines break between words in files and pipes of a known width too.
    /// </summary>
    public void Text(string text) => Write(WordWrap.Fold(Printable.EscapeLines(text), Width));

    /// <summary>Writes a colored word and then text for people, as <see cref="Text"/> does.</summary>
    /// <param name="label">The word, such as error.</param>
    /// <param name="style">Its style, as Spectre.Console names it.</param>
    /// <param name="text">The text.</param>
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
            return Math.Max(System.Console.WindowWidth, LeastWidth);
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
