using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Hush.Models;
using Hush.Testing;
using Hush.Training;
using Xunit;

namespace Hush.Cli.Tests.EndToEnd;

public class TrainFromTests(TrainedDiscs trained) : IClassFixture<TrainedDiscs>
{
    private const string Crawl = "optimizer.rate=1e-9";

    [Fact]
    public void Steps_too_small_to_matter_leave_the_model_that_training_began_with()
    {
        CommandRun run = RecordedTerminal.Run("train", trained.Recipe, "--from", trained.Folder, "--epochs", "1", "--set", Crawl, "--out",
            trained["crawl"]);

        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        using Model before = Model.Open(trained.Folder), after = Model.Open(trained["crawl"]);
        Assert.Equal(trained.Folder, after.Card.Recipe.From);
        foreach (var parameter in before.Network.Parameters.Where(p => p.Learned))
        {
            foreach (var (a, b) in before.Weights[parameter.Name].ToArray().Zip(after.Weights[parameter.Name].ToArray()))
                Assert.Equal(a, b, 1e-6f);
        }
    }

    [Fact]
    public void A_training_cannot_start_from_a_network_that_no_recipe_describes()
    {
        string onnx = SourceTree.File("tests", "Hush.Tests", "Onnx", "Golden", "dncnn.onnx");
        CommandRun run = RecordedTerminal.Run("train", trained.Recipe, "--from", onnx, "--epochs", "1", "--out", trained["from-onnx"]);
        Assert.Equal(ExitCode.WrongUse, run.Code);
        Assert.Contains("it was imported from an ONNX file that Hush did not write, so no recipe describes its network", run.Error);
    }

    [SignalFact]
    public void An_interrupted_training_that_began_with_a_model_resumes_without_it()
    {
        string model = trained["start.safetensors"], run = trained["resumed"];
        File.Copy(Path.Combine(trained.Folder, "model.safetensors"), model);
        string[] begin = ["train", trained.Recipe, "--from", model, "--epochs", "60", "--threads", "1", "--out"];
        CommandRun stopped = HushProcess.RunUntil("Epoch  2/", Path.GetDirectoryName(run)!, [.. begin, run]);
        Assert.Equal(ExitCode.Interrupted, stopped.Code);
        CommandRun whole = RecordedTerminal.Run([.. begin, trained["whole"]]);
        File.Delete(model);

        CommandRun resumed = RecordedTerminal.Run("train", trained.Recipe, "--out", run, "--resume");

        Assert.Equal((ExitCode.Done, ""), (resumed.Code, resumed.Error));
        Assert.Equal(ExitCode.Done, whole.Code);
        Assert.Equal(Last(trained["whole"]), Last(run));
        Assert.True(JsonNode.DeepEquals(Compared(trained["whole"]), Compared(run)));
        Assert.Equal(model, (string)Compared(run)["from"]!);
    }

    [Fact]
    public void A_training_that_changes_nothing_is_as_good_as_the_model_it_began_with()
    {
        CommandRun run = RecordedTerminal.Run("train", trained.Recipe, "--from", trained.Folder, "--epochs", "1", "--set", Crawl, "--out",
            trained["same"]);
        JsonNode compared = Compared(trained["same"]);
        Assert.InRange((double)compared["gain"]!, -0.2, 0.2);           // the normalization statistics change slightly
        string outcome = (string)compared["better"]! switch { "new" => "better than", "old" => "worse than", _ => "as good as" };
        Assert.Contains($"The fine-tuned model is {outcome} '{trained.Folder}'", run.Output);
        Assert.Equal((10, 50.0), ((int)compared["images"]!, (double)Assert.Single(compared["levels"]!.AsArray())!["sigma"]!));
    }

    [Fact]
    public void A_training_that_spoils_the_model_says_that_the_old_one_is_better()
    {
        CommandRun run = RecordedTerminal.Run("train", trained.Recipe, "--from", trained.Folder, "--epochs", "1", "--rate", "1", "--out",
            trained["spoiled"]);
        Assert.Equal(ExitCode.Done, run.Code);
        JsonNode compared = Compared(trained["spoiled"]);
        Assert.Equal("old", (string)compared["better"]!);
        double gain = (double)compared["gain"]!, before = Psnr(compared, "before"), after = Psnr(compared, "after");
        Assert.Equal(after - before, gain, 1e-9);
        Assert.True(gain < -1, $"{before:0.00} dB before, {after:0.00} dB after");
        string warning = $"The fine-tuned model is worse than '{trained.Folder}': −{-gain:0.00} dB on 10 images that it was not trained " +
            $"on. Keep using '{trained.Folder}'.";
        Assert.Contains($"warning: {warning}", run.Output);
        Assert.Contains("Try a lower learning rate (--rate 0.1 instead of 1), or more images.", run.Output);
        Assert.Contains(warning, WebUtility.HtmlDecode(File.ReadAllText(Path.Combine(trained["spoiled"], "report.html"))));

        static double Psnr(JsonNode compared, string side) => (double)compared["levels"]![0]![side]!["psnr_mean"]!;
    }

    [Theory]
    [InlineData("model.widths=8,24", "is [24, ", "Use the network that it was trained with, or omit `from` (--set model.widths=8,16).")]
    [InlineData("model.output=sigmoid", "its layers differ",
        "Use the network that it was trained with, or omit `from` (--set model.output=")]
    [InlineData("model.skip=none", "because its network differs", "omit `from`")]
    public void A_model_of_another_network_is_refused(string change, string expected, string remedy)
    {
        string folder = trained[change.Replace('=', '-')];
        CommandRun run = RecordedTerminal.Run("train", trained.Recipe, "--from", trained.Folder, "--epochs", "1", "--set", change, "--out",
            folder);

        Assert.Equal(ExitCode.WrongUse, run.Code);
        Assert.Contains(expected, run.Error);
        Assert.Contains(remedy, run.Error);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void A_model_that_is_not_there_is_said_before_anything_is_written()
    {
        CommandRun run = RecordedTerminal.Run("train", trained.Recipe, "--from", "nowhere", "--out", trained["none"]);
        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains("Unknown model 'nowhere'", run.Error);
        Assert.False(Directory.Exists(trained["none"]));
    }

    private static JsonNode Compared(string run) => JsonNode.Parse(File.ReadAllText(Path.Combine(run, "metrics.json")))!["fine_tuning"]!;

    /// <summary>Weights and losses after the last epoch. The seconds differ between runs.</summary>
    private static string Last(string run)
    {
        using Model model = Model.Open(run);
        float sum = model.Network.Parameters.Sum(p => model.Weights[p.Name].ToArray().Sum());
        string row = File.ReadLines(Path.Combine(run, "log.csv")).Last();
        return $"{sum.ToString("R", CultureInfo.InvariantCulture)} {row[..row.LastIndexOf(',')]}";
    }
}
