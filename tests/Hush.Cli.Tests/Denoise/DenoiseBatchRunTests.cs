using System.Text.Json.Nodes;
using Hush.Cli.Commands.Denoise;
using Hush.Cli.Display;
using Hush.Testing;
using Xunit;

namespace Hush.Cli.Tests.Denoise;

/// <summary>Runs batches with a fake denoising function, so that files and folders can change in between.</summary>
public sealed class DenoiseBatchRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DenoiseBatchRunTests()
    {
        foreach (string name in new[] { "1.png", "2.png", "3/c.png", "4.png" })
        {
            string path = Path.Combine(_folder["in"], name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "noisy");
        }
    }

    private string Output => _folder["out"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_that_is_moved_away_is_not_made_again_and_stops_the_batch()
    {
        CommandRun run = Run(pair =>
        {
            if (Path.GetFileName(pair.Output) == "2.png")
                Directory.Move(Output, _folder["moved"]);
            return Write(pair);
        });
        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains($"The output folder '{Output}' was moved or deleted during the run.", run.Error);
        Assert.Contains("Stopped: 2 of 4 images are left.", run.Error);
        Assert.EndsWith("1 denoised, 0 skipped, 1 failed", run.Output.TrimEnd());
        Assert.False(Directory.Exists(Output));
        Assert.Equal(["1.png"], Directory.GetFileSystemEntries(_folder["moved"]).Select(Path.GetFileName));
    }

    [Fact]
    public void A_folder_that_goes_between_two_images_stops_the_batch_and_new_ones_within_are_made()
    {
        CommandRun run = Run(pair =>
        {
            DenoiseReport report = Write(pair);
            if (pair.Output.EndsWith("c.png", StringComparison.Ordinal))
                Directory.Move(Output, _folder["moved"]);
            return report;
        });
        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.EndsWith("4.png: not written\n3 denoised, 0 skipped, 1 failed", run.Output.ReplaceLineEndings("\n").TrimEnd());
        Assert.False(Directory.Exists(Output));
        Assert.True(File.Exists(_folder["moved/3/c.png"]));
    }

    [Theory]
    [InlineData(false, false, "Interrupted: 2 of 4 images are left. Run the same command with --skip-existing to continue.")]
    [InlineData(true, false, "Interrupted: 2 of 4 images are left. Run the same command again to continue.")]
    [InlineData(false, true, "Interrupted: 2 of 4 images are left.")]
    public void An_interruption_says_what_is_left_and_how_to_go_on(bool skip, bool overwrite, string message)
    {
        CommandRun run = Run(pair => pair.Output.EndsWith("c.png", StringComparison.Ordinal)
            ? throw new OperationCanceledException() : Write(pair), skip, overwrite);
        Assert.Equal(ExitCode.Interrupted, run.Code);
        Assert.Equal(message, run.Error.TrimEnd());
        Assert.EndsWith("2 denoised, 0 skipped, 0 failed", run.Output.TrimEnd());
    }

    [Fact]
    public void An_error_that_all_images_share_is_told_once_and_JSON_has_it_for_each()
    {
        DenoiseReport Fail(ImagePair pair) => throw (pair.Output.EndsWith("2.png", StringComparison.Ordinal)
            ? new IOException("The disk is full.")
            : new IOException($"'{pair.Input}' needs a codec that is missing."));
        CommandRun run = Run(Fail);
        Assert.Equal(
            [
                $"error: '{Path.Combine(_folder["in"], "1.png")}' needs a codec that is missing.",
                "error: The disk is full.",
                $"error: and 2 more like '{Path.Combine(_folder["in"], "1.png")}'.",
            ],
            run.Error.ReplaceLineEndings("\n").TrimEnd().Split('\n'));
        JsonArray json = JsonNode.Parse(Run(Fail, json: true).Output)!.AsArray();
        Assert.Equal(3, json.Count(report =>
            ((string)report!["error"]!).EndsWith("needs a codec that is missing.", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_the_search_passes_over_is_in_the_summary()
    {
        File.WriteAllText(Path.Combine(_folder["in"], ".hidden.png"), "");
        File.WriteAllText(Path.Combine(_folder["in"], "3", "notes.txt"), "");
        File.WriteAllText(Path.Combine(_folder["in"], "3", "more.txt"), "");
        Assert.EndsWith("4 denoised, 0 skipped, 0 failed; ignored: 1 hidden, 2 of other types", Run(Write).Output.TrimEnd());
    }

    private CommandRun Run(Func<ImagePair, DenoiseReport> clean, bool skip = false, bool overwrite = false, bool json = false)
    {
        using StringWriter output = new(), error = new();
        var terminal = new Terminal(new TextChannel(output, isTerminal: false), new TextChannel(error, isTerminal: false));
        var plan = new DenoisePlan([_folder["in"]], Output);
        var settings = new DenoiseSettings
        {
            Inputs = [_folder["in"]], Output = Output, Options = new DenoiseOptions(), SkipExisting = skip,
            Overwrite = overwrite
        };
        var reports = new DenoiseReports(terminal, json, single: false, imageTakesOutput: false);
        int code = new DenoiseBatch(settings, plan, shard: null, reports, terminal.Error).Run((pair, _) => clean(pair));
        return new CommandRun(code, output.ToString(), error.ToString());
    }

    private static DenoiseReport Write(ImagePair pair)
    {
        File.WriteAllText(pair.Output, "clean");
        return new DenoiseReport(pair.Input, pair.Output, "model", 1, 1, 1, 8);
    }
}
