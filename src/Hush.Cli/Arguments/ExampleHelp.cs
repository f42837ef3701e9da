using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Hush.Cli.Arguments;

/// <summary>The default help of a command, followed by examples.</summary>
internal sealed class ExampleHelp(HelpAction usual) : SynchronousCommandLineAction
{
    private readonly Dictionary<Command, string[]> _examples = [];

    public override bool ClearsParseErrors => true;

    /// <summary>Adds the examples of a command, as typed on a command line.</summary>
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

    /// <summary>Wraps a command wider than 80 columns before one of its options.</summary>
    private static string Continued(string example)
    {
        const int MaxWidth = 76;      // without the indentation and the continuation mark
        int at = example.Length <= MaxWidth ? -1 : example.LastIndexOf(" --", MaxWidth, StringComparison.Ordinal);
        return at < 0 ? example : $"{example[..at]} \\{Environment.NewLine}      {example[(at + 1)..]}";
    }
}
