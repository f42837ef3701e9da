using System.Text.Json.Nodes;
using Hush.Testing;
using Hush.Training;
using Xunit;

namespace Hush.Cli.Tests.EndToEnd;

/// <summary>Trainings that fail to learn or end early: terminal, report and metrics must agree.</summary>
public sealed class TroubledTrainingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _recipe;

    public TroubledTrainingTests() => _recipe = Discs.Write(_folder, epochs: 3);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_collapsed_training_ends_as_asked_but_says_loudly_that_its_model_is_worse_than_a_filter()
    {
        CommandRun run = Train("--rate", "3", "--set", "model.batch_norm=false", "--set", "model.output=sigmoid");
        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        string[] end = [.. run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)[^4..]];
        Assert.Matches(
            @"^warning: The model makes the test images worse: \d+\.\d\d dB denoised, \d+\.\d\d dB noisy\. Do not use it\.$", end[0]);
        Assert.Matches(@"^warning: The denoised images have lost their structure: SSIM 0\.\d{4} denoised, 0\.\d{4} noisy\.$", end[1]);
        Assert.Matches(
            @"^warning: Training never improved on its first epoch: " +
            @"validation PSNR (\d+\.\d\d) dB after epoch 1, \1 dB at best afterward\.$",
            end[2]);
        Assert.Equal(
            "The network has probably collapsed. Try a lower learning rate (--rate 0.3 instead of 3), or clip the gradient (--set " +
            "clip_norm=1).", end[3]);
        JsonNode metrics = Metrics();
        Assert.True((bool)metrics["worse_than_baseline"]! && (bool)metrics["worse_than_noisy"]! && (bool)metrics["never_improved"]!
            && (bool)metrics["collapsed"]!);
        string report = File.ReadAllText(Path.Combine(_folder["run"], "report.html"));
        Assert.All(metrics["warnings"]!.AsArray(), warning => Assert.Contains((string)warning!, report));
        Assert.Equal(3, metrics["warnings"]!.AsArray().Count);
    }

    [Fact]
    public void An_early_stop_is_said_by_terminal_report_and_metrics()
    {
        CommandRun run = Train("--set", "patience=1", "--epochs", "30", "--rate", "3", "--set", "model.batch_norm=false", "--set",
            "model.output=sigmoid");
        Assert.Equal(ExitCode.Done, run.Code);
        JsonNode stop = Metrics()["stopped_early"]!;
        int epoch = (int)stop["epoch"]!, best = (int)stop["best_epoch"]!;
        Assert.Equal((30, best + 1), ((int)stop["planned_epochs"]!, epoch));
        string reason = $"the validation loss did not improve for 1 epoch after epoch {best}";
        Assert.Equal(reason, (string)stop["reason"]!);
        Assert.Contains($"stopped early after epoch {epoch} of 30: {reason}; the weights of epoch {best} are kept", run.Output);
        Assert.Contains($"After epoch {epoch} of 30: {reason}. The weights of epoch {best} were kept.",
            File.ReadAllText(Path.Combine(_folder["run"], "report.html")));
    }

    private CommandRun Train(params string[] options) =>
        RecordedTerminal.Run(["train", _recipe, "--out", _folder["run"], "--threads", "2", .. options]);

    private JsonNode Metrics() => JsonNode.Parse(File.ReadAllText(Path.Combine(_folder["run"], "metrics.json")))!;
}
