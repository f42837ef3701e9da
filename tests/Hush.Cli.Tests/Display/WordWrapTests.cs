using System.Text.Json;
using Hush.Cli.Display;
using Hush.Training;
using Xunit;

namespace Hush.Cli.Tests.Display;

/// <summary>Wrapping never breaks a word in a terminal of 80 columns.</summary>
public class WordWrapTests
{
    [Theory]
    [InlineData("one two three", 13, 0, "one two three")]
    [InlineData("one two three", 12, 0, "one two\nthree")]
    [InlineData("one two three", 13, 7, "one\ntwo three")]
    [InlineData("one twothreefour five", 6, 0, "one\ntwothreefour\nfive")]
    [InlineData("first line\nsecond line", 8, 0, "first\nline\nsecond\nline")]
    [InlineData("text\n  hush train mnist --resume", 10, 0, "text\n  hush train mnist --resume")]
    [InlineData("", 10, 0, "")]
    [InlineData("\nfoo", 10, 0, "\nfoo")]
    [InlineData("\n\nfoo bar", 5, 0, "\n\nfoo\nbar")]
    public void Lines_are_folded_between_words_and_commands_to_copy_are_left(string text, int width, int column, string folded) =>
        Assert.Equal(folded, WordWrap.Fold(text, width, column));

    [Fact]
    public void Json_is_not_folded_on_a_narrow_terminal()
    {
        const string Json = """
            {"error": "a sentence of more than twenty columns that a terminal would fold"}
            """;
        using var writer = new StringWriter();
        TextChannel terminal = RecordedTerminal.Live(writer, width: 20);
        terminal.Json(Json);
        Assert.Equal(Json, writer.ToString().TrimEnd());
        Assert.True(terminal.HasLines);
    }

    [Fact]
    public void An_error_as_json_can_be_parsed_on_a_narrow_terminal()
    {
        using StringWriter output = new(), error = new();
        var terminal = new Terminal(RecordedTerminal.Live(output, 20), RecordedTerminal.Live(error, 20));
        Errors.Show(terminal, new IOException("The disk is full, so nothing more can be written to it."), json: true, []);
        using JsonDocument parsed = JsonDocument.Parse(output.ToString());
        Assert.Equal("The disk is full, so nothing more can be written to it.", parsed.RootElement.GetProperty("error").GetString());
    }

    [Fact]
    public void The_tables_of_scores_fit_into_eighty_columns()
    {
        var score = new ScoreSummary { PsnrMean = 112.42, PsnrOfMeanMse = 112.40, PsnrStd = 10.37, SsimMean = 0.4516, SsimStd = 0.0953 };
        var result = new EvaluationResult
        {
            Dataset = "a folder of images with a long name",
            Images = 12345,
            Protocol = new Protocol("gaussian", 127.5, true,
                1)
            { Description = "Gaussian noise, σ = 0/255 (0) to σ = 55/255 (0.2157), drawn for each image" },
            Noisy = score,
            Baseline = score,
            Denoised = score,
            First100 = new ScoreTriple(score, score, score),
            BaselineWidth = 1.25,
            Verified = false,
        };
        var tuning = new FineTuning { From = "photo-color", Images = 42, Levels = [new FineTuningLevel(127.5, "", score, score, score)] };
        using var writer = new StringWriter();
        var terminal = new TextChannel(writer, isTerminal: false, columns: 80);
        ScoreTable.Write(terminal, result);
        Protocols.Write(terminal, result);
        FineTuningTable.Write(terminal, tuning);
        string[] lines = writer.ToString().Split('\n');
        Assert.All(lines, line => Assert.InRange(line.TrimEnd().Length, 0, 80));
        Assert.Single(lines, l =>
            l.Contains("Gaussian filter, 1.25 px") && l.Contains("112.42 ± 10.37") && l.Contains("0.4516 ± 0.0953"));
        Assert.Single(lines, l => l.Contains("σ = 127.5") && l.Split("112.42").Length == 4 && l.Contains("0.4516"));
    }
}
