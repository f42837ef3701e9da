using System.Text.Json.Nodes;
using Hush.Testing;
using Xunit;

namespace Hush.Cli.Tests;

/// <summary>With --json, standard output always contains a JSON object, even for errors. People read standard error.</summary>
public class JsonErrorTests
{
    [Theory]
    [InlineData("train photo-color --json", ExitCode.WrongUse, "Give your folder with --data, for example:")]
    [InlineData("train mnist --json --epcohs 3", ExitCode.WrongUse, "'hush train' has no option '--epcohs'.")]
    [InlineData("evaluate nowhere --json", ExitCode.Failed, "Unknown model 'nowhere'")]
    [InlineData("evaluate m --sigma loud --json", ExitCode.WrongUse,
        "--sigma must be numbers from 0 to 255 separated by commas, got 'loud'.")]
    [InlineData("denoise nowhere.png -o b.png --json", ExitCode.Failed, "nowhere.png")]
    [InlineData("add-noise nowhere.png -o b.png --sigma 25 --json", ExitCode.Failed, "nowhere.png")]
    [InlineData("info nowhere --json", ExitCode.Failed, "Unknown model 'nowhere'")]
    [InlineData("data verify nowhere --json", ExitCode.WrongUse, "There is no dataset or folder named 'nowhere'.")]
    [InlineData("recipes mnits --json", ExitCode.WrongUse, "Unknown recipe 'mnits'.")]
    [InlineData("info --json", ExitCode.WrongUse, "'hush info' needs MODEL|RECIPE.")]
    public void A_failure_is_an_object_with_its_message_and_its_exit_code(string line, int code, string message)
    {
        CommandRun run = RecordedTerminal.Run(line.Split(' '));
        Assert.Equal(code, run.Code);
        JsonObject json = JsonNode.Parse(run.Output)!.AsObject();
        Assert.Equal(["error", "exit_code"], json.Select(p => p.Key));
        Assert.Equal(code, (int)json["exit_code"]!);
        Assert.Contains(message, (string)json["error"]!);
        Assert.Contains(message, run.Error);
    }

    [Fact]
    public void All_mistakes_are_in_it()
    {
        CommandRun run = RecordedTerminal.Run("train", "mnist", "--json", "--threads", "0", "--rate", "nan");
        Assert.Equal(2, ((string)JsonNode.Parse(run.Output)!["error"]!).Split('\n').Length);
    }

    [Fact]
    public void Without_the_option_standard_output_stays_empty() =>
        Assert.Equal("", RecordedTerminal.Run("info", "--", "--json").Output);

    [Fact]
    public void An_interruption_is_one_too()
    {
        using var folder = new TemporaryFolder();
        string recipe = Discs.Write(folder, epochs: 3);
        CommandRun run = RecordedTerminal.Run(new CancellationToken(canceled: true), "train", recipe, "--out", folder["run"], "--json");
        Assert.Equal(ExitCode.Interrupted, run.Code);
        Assert.Equal(
            ("Interrupted before training started; nothing was written.", 130),
            ((string)JsonNode.Parse(run.Output)!["error"]!, (int)JsonNode.Parse(run.Output)!["exit_code"]!));
    }

    [Fact]
    public void A_training_writes_its_metrics_and_where_its_files_are_and_its_progress_elsewhere()
    {
        using var folder = new TemporaryFolder();
        string recipe = Discs.Write(folder, epochs: 2), run = folder["run"];
        CommandRun trained = RecordedTerminal.Run("train", recipe, "--out", run, "--json");
        Assert.Equal(ExitCode.Done, trained.Code);
        JsonObject json = JsonNode.Parse(trained.Output)!.AsObject();
        Assert.Equal((Path.Combine(run, "model.safetensors"), Path.Combine(run, "report.html")),
            ((string)json["model"]!, (string)json["report"]!));
        json.Remove("model");
        json.Remove("report");
        Assert.True(JsonNode.DeepEquals(json, JsonNode.Parse(File.ReadAllText(Path.Combine(run, "metrics.json")))));
        Assert.Contains("Epoch 2/2", trained.Error);
        Assert.Contains("Report: ", trained.Error);
    }
}
