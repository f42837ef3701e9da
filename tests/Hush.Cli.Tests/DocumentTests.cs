using System.Text.RegularExpressions;
using Hush.Cli.Arguments;
using Hush.Cli.Display;
using Hush.Testing;
using Hush.Training;
using Xunit;

namespace Hush.Cli.Tests;

/// <summary>Commands in the documentation must parse: users paste them, and options and recipes may have been renamed.</summary>
public partial class DocumentTests
{
    [Theory]
    [InlineData("README.md", 8)]
    [InlineData("CHANGELOG.md", 2)]
    [InlineData("docs/cluster.md", 8)]
    [InlineData("docs/onnx.md", 4)]
    [InlineData("docs/results.md", 5)]
    [InlineData("docs/serve.md", 1)]
    [InlineData("docs/install.md", 1)]
    [InlineData("docs/tutorials/clean-your-photos.md", 7)]
    [InlineData("docs/tutorials/first-autoencoder.md", 6)]
    [InlineData("docs/tutorials/your-own-architecture.md", 5)]
    [InlineData("docs/training.md", 4)]
    [InlineData("docs/decisions/0006-recipes-for-small-images.md", 1)]
    public void Every_command_in_a_document_is_one_that_the_program_understands(string document, int atLeast)
    {
        string text = File.ReadAllText(SourceTree.File(document));
        string[] commands = [.. Command().Matches(text).Select(m => m.Groups["words"].Value.Trim()).Where(c => !Placeholder().IsMatch(c))];
        Assert.True(commands.Length >= atLeast, $"{document}: expected at least {atLeast} commands, found {commands.Length}");
        Assert.All(commands, command =>
        {
            string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is ["data", .. var group] && group.Length == 0)
                return;                                                 // a mention of the group in a sentence
            Assert.Empty(Mistakes.Of(Parse(words)));
            // A recipe by name, a file of this repository, or a file that the document shows.
            if (words is ["train", var recipe, ..] && !File.Exists(SourceTree.File(recipe)) && !text.Contains($"`{recipe}`:"))
                Assert.Contains(recipe, Recipe.Names);
        });
    }

    [Fact]
    public void The_library_is_used_with_a_single_using()
    {
        IEnumerable<string> lines = File.ReadLines(SourceTree.File("README.md"));
        Assert.Equal("    using Hush;", Assert.Single(lines, line => line.StartsWith("    using Hush", StringComparison.Ordinal)));
    }

    /// <summary>
    /// Matches <c>`hush WORDS`</c> in a sentence, or a command on its own line, indented or fenced, run by name, by mpirun or srun, or from
    /// source.
    /// </summary>
    [GeneratedRegex(
        "`hush (?<words>[^`]+)`|^(    )?((mpirun|srun) [^\n]*?)?hush (?<words>[^\n\\\\]+)|--project src/Hush\\.Cli -- (?<words>[^`\n]+)",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Command();

    /// <summary>Placeholders such as RECIPE, MODEL, IN.png.</summary>
    [GeneratedRegex("[A-Z]{2,}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();

    private static System.CommandLine.ParseResult Parse(string[] args)
    {
        var silent = new TextChannel(TextWriter.Null, isTerminal: false);
        return App.Parse(args, new CommandContext(new Terminal(silent, silent)));
    }
}
