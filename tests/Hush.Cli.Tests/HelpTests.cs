using System.CommandLine;
using System.Text.RegularExpressions;
using Hush.Cli.Arguments;
using Hush.Cli.Display;
using Xunit;

namespace Hush.Cli.Tests;

public class HelpTests
{
    public static TheoryData<string> Commands =>
    [
        "", "train", "compare", "evaluate", "denoise", "add-noise", "info", "export", "import", "data", "data list", "data fetch",
        "data verify", "recipes", "serve",
    ];

    [Theory, MemberData(nameof(Commands))]
    public void The_help_of_every_command_ends_with_examples_that_the_program_understands(string command)
    {
        CommandRun run = RecordedTerminal.Run([.. Words(command), "--help"]);
        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        Assert.Contains($"hush {command}".TrimEnd(), run.Output);
        string[] examples = [.. run.Output.Split("Example")[1].ReplaceLineEndings("\n").Replace(" \\\n     ", "")
            .Split('\n')[1..].Select(l => l.Trim()).Where(l => l.Length > 0)];
        Assert.NotEmpty(examples);
        Assert.All(examples, example =>
        {
            Assert.StartsWith($"hush {command}", example);
            Assert.Empty(Mistakes.Of(Parse(Words(example.Split('>')[0])[1..])));
        });
    }

    [Theory, MemberData(nameof(Commands))]
    public void The_help_names_every_option_that_is_declared(string command)
    {
        string help = RecordedTerminal.Run([.. Words(command), "-h"]).Output;
        Option[] options = [.. Parse(Words(command)).CommandResult.Command.Options.Where(o => !o.Hidden)];
        Assert.Equal(command != "data", options.Length > 0);
        Assert.All(options, option => Assert.Matches($@"[ ,]{Regex.Escape(option.Name)}\b", help));
    }

    [Fact]
    public void The_version_is_a_word_and_a_number()
    {
        CommandRun run = RecordedTerminal.Run("--version");
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Matches(@"^hush \d+\.\d+\.\d+\s*$", run.Output);
    }

    [Fact]
    public void Nothing_at_all_is_wrong_use_and_answered_with_the_help()
    {
        CommandRun run = RecordedTerminal.Run();
        Assert.Equal((ExitCode.WrongUse, ""), (run.Code, run.Output));
        Assert.Contains("hush train mnist --out runs/mnist", run.Error);
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static ParseResult Parse(string[] args)
    {
        var silent = new TextChannel(TextWriter.Null, isTerminal: false);
        return App.Parse(args, new CommandContext(new Terminal(silent, silent)));
    }
}
