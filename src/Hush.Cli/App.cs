using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;
using Hush.Cli.Arguments;
using Hush.Cli.Commands;
using Hush.Cli.Commands.Denoise;

namespace Hush.Cli;

/// <summary>The command line application: parses arguments, runs a command, and returns an exit code.</summary>
internal static class App
{
    /// <summary>The version of this build with its commit, for example 0.1.0+773b4a9.</summary>
    public static string Build { get; } =
        typeof(App).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>The version of this build, for example 0.1.0.</summary>
    public static string Version { get; } = Build.Split('+')[0];

    private static readonly NamedCommand[] s_commands =
    [
        new("train", TrainCommand.Create),
        new("evaluate", EvaluateCommand.Create),
        new("compare", CompareCommand.Create),
        new("denoise", DenoiseCommand.Create),
        new("add-noise", AddNoiseCommand.Create),
        new("info", InfoCommand.Create),
        new("export", ExportCommand.Create),
        new("import", ImportCommand.Create),
        new("data", DataCommand.Create),
        new("recipes", RecipesCommand.Create),
#if !NO_SERVER
        new("serve", ServeCommand.Create),
#endif
    ];

    private delegate Command CreateCommand(CommandContext context, ExampleHelp examples);

    /// <summary>Runs a command line.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static int Run(string[] args, CommandContext context)
    {
        ParseResult result = Parse(args, context);
        var invocation = new InvocationConfiguration
        {
            Output = context.Terminal.Output.Writer,
            Error = context.Terminal.Error.Writer,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        if (args.Length == 0)
        {
            Parse(["--help"], context).Invoke(new InvocationConfiguration { Output = context.Terminal.Error.Writer });
            return ExitCode.WrongUse;
        }

        bool json = args.TakeWhile(word => word != "--").Contains(SharedOptions.JsonName);       // even if the arguments cannot be parsed
        if (result.Action is not { ClearsParseErrors: true } && Mistakes.Of(result) is { Count: > 0 } mistakes)
        {
            RankedCommand.LetRank0ReportFirst();
            return Errors.ShowWrongUse(context.Terminal, mistakes, Mistakes.FullName(result.CommandResult), json);
        }

        try
        {
            return result.Invoke(invocation);
        }
        catch (Exception e)
        {
            return Errors.Show(context.Terminal, e, json, args);
        }
    }

    /// <summary>Parses a command line. Response files are disabled: an argument that starts with @ has no special meaning.</summary>
    internal static ParseResult Parse(string[] args, CommandContext context) =>
        Create(args, context).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });

    private static Command Create(string[] args, CommandContext context)
    {
        var help = new HelpOption();
        var examples = new ExampleHelp((HelpAction)help.Action!);
        help.Action = examples;
        help.Description = "Show this help.";
        var root = new Command(
            "hush",
            "Remove noise from images with convolutional autoencoders: train, evaluate and run them.")
        {
            help,
            new VersionOption { Description = "Show the version.", Action = new ShowVersion(context) },
        };

        // If the first argument names a command, only that one is created: each takes milliseconds.
        NamedCommand? only = args.Length > 0 ? Array.Find(s_commands, command => command.Name == args[0]) : null;
        foreach (NamedCommand command in s_commands)
        {
            if (only is null || command == only)
                root.Add(command.Create(context, examples));
        }

        examples.Add(
            root,
            "hush train mnist --out runs/mnist",
            "hush denoise noisy.png -o clean.png --model runs/mnist");
        return root;
    }

    private sealed record NamedCommand(string Name, CreateCommand Create);

    private sealed class ShowVersion(CommandContext context) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            context.Terminal.Output.Line($"hush {Version}");
            return ExitCode.Done;
        }
    }
}
