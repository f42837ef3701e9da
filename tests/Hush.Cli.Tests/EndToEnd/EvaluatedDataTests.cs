using System.Text.Json.Nodes;
using Hush.Testing;
using Hush.Training;
using Xunit;

namespace Hush.Cli.Tests.EndToEnd;

/// <summary>Without --data, a model is evaluated on its own data set, if that still exists.</summary>
public sealed class EvaluatedDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_folder_is_said_to_be_the_model_s_own_data_set()
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, _folder["discs"]);
        string run = Train("--data", relative);
        Directory.Move(_folder["discs"], _folder["moved"]);
        CommandRun missing = RecordedTerminal.Run("evaluate", run);
        Assert.Equal((ExitCode.WrongUse, ""), (missing.Code, missing.Output));
        Assert.Contains($"There is no dataset or folder named '{relative}'.", missing.Error);
        Assert.Contains(
            $"'{relative}' is the model's own dataset, a folder relative to where it was trained; from here, that is " +
            $"'{Path.GetFullPath(relative)}'. If it is elsewhere, give its folder (--data).",
            missing.Error);
        CommandRun named = RecordedTerminal.Run("evaluate", run, "--data", relative);
        Assert.DoesNotContain("the model's own", named.Error);
        CommandRun elsewhere = RecordedTerminal.Run("evaluate", run, "--data", _folder["moved"]);
        Assert.Equal((ExitCode.Done, $"Evaluating on the test images{Environment.NewLine}"), (elsewhere.Code, elsewhere.Error));
        Directory.CreateDirectory(_folder["discs"]);
        CommandRun empty = RecordedTerminal.Run("evaluate", run);
        Assert.Equal(ExitCode.Failed, empty.Code);
        Assert.Contains("has no images (", empty.Error);
        Assert.Contains($"'{relative}' is the model's own dataset", empty.Error);
    }

    [Fact]
    public void A_folder_that_the_model_was_not_trained_on_is_measured_whole_with_noise_that_is_not_clipped()
    {
        string run = Train(), papers = Directory.CreateDirectory(_folder["papers"]).FullName;
        foreach (var (width, height) in new[] { (37, 23), (16, 29), (5, 7) })
            Discs.WriteNoisy(Path.Combine(papers, $"{width}.png"), width, height, 1);
        CommandRun evaluated = RecordedTerminal.Run("evaluate", run, "--data", papers, "--sigma", "15,50", "--json");
        JsonArray results = JsonNode.Parse(evaluated.Output)!.AsArray();
        Assert.Equal(2, results.Count);
        Assert.All(results, r => Assert.Equal((3, false, "gaussian"),
            ((int)r!["images"]!, (bool)r["protocol"]!["clip"]!, (string)r["protocol"]!["kind"]!)));
        CommandRun clipped = RecordedTerminal.Run("evaluate", run, "--data", papers, "--sigma", "15", "--clip", "--json");
        Assert.True((bool)JsonNode.Parse(clipped.Output)![0]!["protocol"]!["clip"]!);
        CommandRun own = RecordedTerminal.Run("evaluate", run, "--data", _folder["discs"], "--sigma", "15", "--json");
        Assert.True((bool)JsonNode.Parse(own.Output)![0]!["protocol"]!["clip"]!);
        Assert.Equal(4, (int)JsonNode.Parse(own.Output)![0]!["images"]!);
    }

    [Fact]
    public void The_model_s_own_folder_under_another_name_keeps_its_training_images_out()
    {
        string run = Train();
        Directory.Move(_folder["discs"], _folder["moved"]);
        CommandRun moved = RecordedTerminal.Run("evaluate", run, "--data", _folder["moved"], "--sigma", "15", "--json");
        Assert.Equal(4, (int)JsonNode.Parse(moved.Output)![0]!["images"]!);
    }

    [Fact]
    public void A_folder_whose_content_has_changed_is_remarked_on_beside_the_figures()
    {
        string run = Train();
        string before = (string)JsonNode.Parse(RecordedTerminal.Run("info", run, "--json").Output)!["dataset_hash"]!;
        using (Image more = Image.FromPixels(new float[Discs.Side * Discs.Side], Discs.Side, Discs.Side, 1))
            more.Write(Path.Combine(_folder["discs"], "more.png"));
        Assert.Contains("is not the dataset of this name", RecordedTerminal.Run("evaluate", run, "--data", _folder["discs"] + "/").Error);
        CommandRun changed = RecordedTerminal.Run("evaluate", run, "--json");
        Assert.Equal(ExitCode.Done, changed.Code);
        Assert.Single(JsonNode.Parse(changed.Output)!.AsArray());
        string place = _folder["discs"].Replace("\\", "/");
        Assert.StartsWith(
            $"note: the dataset '{place}' is not the dataset of this name that the model 'discs' was trained on: its content hash is ",
            changed.Error);
        Assert.Contains($", but the model's is {before}. The test images may include images that the model was", changed.Error);
    }

    private string Train(params string[] options)
    {
        string recipe = Discs.Write(_folder, epochs: 1), run = _folder["run"];
        Assert.Equal(ExitCode.Done, RecordedTerminal.Run(["train", recipe, "--out", run, "--threads", "2", .. options]).Code);
        return run;
    }
}
