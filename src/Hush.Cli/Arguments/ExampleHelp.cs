using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Hush.Cli.Arguments;

/// <summary>The usual help of a command, and examples below it.</summary>
internal sealed class ExampleHelp(HelpAction usual) : SynchronousCommandLineAction
{
    private readonly Dictionary<Command, string[]> _examples = [];

    public override bool ClearsParseErrors => true;

    /// <summary>Gives a command its examples, lines as they are typed.</summary>
    public void Add(Command command, params string[] examples) => _examples.Add(command, examples);

    public override int Invoke(ParseResult parseResult)
    {
        usual.Invoke(parseResult);
        if (_examples.TryGetValue(parseResult.CommandResult.Command, out string[]? examples))
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine(examples.Length == 1 ? "Example:" : "Examples:");
            foreach (string example in examples)
                output.WriteLine($"  {Continued(example)}");
            output.WriteLine();
        }

        return ExitCode.Done;
    }

    /// <summary>A command that is wider than 80 columns goes on in a second line, before one of its options.</summary>
    private static string Continued(string example)
    {
        const int Widest = 76;      // beside the margin and the mark of continuation
        int at = example.Length <= Widest ? -1 : example.LastIndexOf(" --", Widest, StringComparison.Ordinal);
        return at < 0 ? example : $"{example[..at]} \\{Environment.NewLine}      {example[(at + 1)..]}";
    }
}
