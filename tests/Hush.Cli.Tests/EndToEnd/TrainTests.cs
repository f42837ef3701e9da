using System.Text.Json.Nodes;
using Hush.Recipes;
using Hush.Testing;
using Hush.Training;
using Xunit;

namespace Hush.Cli.Tests.EndToEnd;

public class TrainTests(TrainedDiscs trained) : IClassFixture<TrainedDiscs>
{
    [Fact]
    public void A_training_without_a_terminal_tells_its_story_in_plain_lines()
    {
        Assert.Equal((ExitCode.Done, ""), (trained.Run.Code, trained.Run.Error));
        string[] lines = trained.Run.Output.Split(Environment.NewLine);
        Assert.Contains("30 images for training, 6 for validation", lines[0]);
        Assert.Matches(@"^Network: [\d,]+ parameters", lines[1]);
        Assert.Equal($"Live report: {Path.Combine(trained.Folder, "report.html")}", lines[2]);
        Assert.Equal(12, lines.Count(l => l.StartsWith("Epoch", StringComparison.Ordinal)));
        Assert.Matches(@"^Epoch  1/12  loss 0\.\d{5}  validation 0\.\d{5}, \d+\.\d\d dB  .*\d+:\d\d left$", lines[3]);
        Assert.Contains("Evaluating on the test images", lines);
        Assert.Contains(lines, l => l.Contains("noisy") && l.Contains('±'));
        Assert.Contains(lines, l => l.Contains("denoised") && l.Contains('±'));
        Assert.Contains("Protocol: Gaussian noise, σ = 50/255 (0.1961), clipped, seed 1; 4 test images of", trained.Run.Output);
        Assert.Contains($"Report: {Path.Combine(trained.Folder, "report.html")}", lines);
        Assert.DoesNotContain('\e', trained.Run.Output);
        Assert.DoesNotContain("warning:", trained.Run.Output);
    }

    [Fact]
    public void The_network_beats_the_noise_that_it_learned_to_remove()
    {
        JsonNode metrics = JsonNode.Parse(File.ReadAllText(Path.Combine(trained.Folder, "metrics.json")))!;
        double noisy = (double)metrics["noisy"]!["psnr_mean"]!, denoised = (double)metrics["denoised"]!["psnr_mean"]!;
        Assert.True(denoised > noisy + 1, $"noisy {noisy:0.00} dB, denoised {denoised:0.00} dB");
    }

    [Fact]
    public void The_metrics_keep_their_contract()
    {
        string[] measured = ["sigma", "dataset", "images", "protocol", "noisy", "baseline", "denoised", "first_100"];
        string[] training = ["parameters", "multiply_adds", "epochs", "best_epoch", "train_seconds", "images_per_second", "threads"];
        JsonObject metrics = JsonNode.Parse(File.ReadAllText(Path.Combine(trained.Folder, "metrics.json")))!.AsObject();
        string[] verdict = ["worse_than_baseline", "worse_than_noisy", "never_improved", "collapsed", "stopped_early", "fine_tuning",
            "warnings"];
        Assert.Equal([.. measured, "baseline_width", "verified", .. training, .. verdict], metrics.Select(p => p.Key));
    }

    [Fact]
    public void The_log_has_a_row_an_epoch()
    {
        string[] rows = File.ReadAllLines(Path.Combine(trained.Folder, "log.csv"));
        Assert.Equal("epoch,train_loss,validation_loss,validation_psnr,rate,seconds", rows[0]);
        Assert.Equal(Enumerable.Range(1, 12).Select(e => $"{e}"), rows[1..].Select(r => r.Split(',')[0]));
    }

    [Fact]
    public void Every_option_reaches_the_recipe()
    {
        using var folder = new TemporaryFolder();
        string recipe = Discs.Write(folder, epochs: 12);
        string elsewhere = Directory.CreateDirectory(folder["other"]).FullName;
        foreach (string file in Directory.EnumerateFiles(folder["discs"]))
            File.Copy(file, Path.Combine(elsewhere, Path.GetFileName(file)));
        CommandRun run = RecordedTerminal.Run(
            "train", recipe, "--out", folder["run"], "--epochs", "2", "--batch", "7", "--rate", "2e-3", "--sigma", "10-60",
            "--seed", "18446744073709551615", "--threads", "1", "--limit", "9", "--data", elsewhere, "--data-root", folder.Path,
            "--set", "model.widths=4,8", "--set", "patience=5");
        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        Recipe made = Recipe.LoadFile(Path.Combine(folder["run"], "recipe.json"));
        Assert.Equal((2, 7, 2e-3, ulong.MaxValue), (made.Epochs, made.Batch, made.Optimizer.Rate, made.Seed));
        Assert.Equal(new NumberRange(10, 60), made.Noise.Sigma);
        Assert.Equal((9, elsewhere), (made.Data.Limit, made.Data.Name));
        Assert.Equal([4, 8], made.Model.Widths);
        Assert.Equal(5, made.Patience);
        Assert.Contains("9 images for training", run.Output);
    }

    [Fact]
    public void A_folder_that_is_not_empty_is_refused_and_left_as_it_is()
    {
        byte[] before = File.ReadAllBytes(Path.Combine(trained.Folder, "model.safetensors"));
        CommandRun run = RecordedTerminal.Run("train", trained.Recipe, "--out", trained.Folder);
        Assert.Equal((ExitCode.Failed, ""), (run.Code, run.Output));
        Assert.Contains("is not empty. Choose another folder, resume the run in it, or replace it (--out, --resume, --overwrite).",
            run.Error);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(trained.Folder, "model.safetensors")));
    }

    [Fact]
    public void An_overwritten_training_gives_the_same_bytes_with_any_number_of_threads()
    {
        byte[] before = File.ReadAllBytes(Path.Combine(trained.Folder, "model.safetensors"));
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["run"]);
        File.WriteAllText(Path.Combine(folder["run"], "report.html"), "old");
        File.WriteAllText(Path.Combine(folder["run"], "notes.txt"), "mine");
        string[] options = ["--out", folder["run"], "--overwrite", "--threads", "1"];
        CommandRun run = RecordedTerminal.Run(["train", trained.Recipe, .. options]);
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(folder["run"], "model.safetensors")));
        Assert.NotEqual("old", File.ReadAllText(Path.Combine(folder["run"], "report.html")));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(folder["run"], "notes.txt")));
    }

    [Fact]
    public void An_overwriting_training_that_cannot_begin_leaves_the_old_one()
    {
        string[] options = ["--out", trained.Folder, "--overwrite", "--data", "nowhere"];
        CommandRun run = RecordedTerminal.Run(["train", trained.Recipe, .. options]);
        Assert.Equal(ExitCode.WrongUse, run.Code);
        Assert.True(File.Exists(Path.Combine(trained.Folder, "model.safetensors")));
    }

    [RealMnistFact]
    public void The_real_MNIST_can_be_trained_on()
    {
        using var folder = new TemporaryFolder();
        string[] small = ["--limit", "500", "--epochs", "1", "--set", "model.widths=4,8"];
        CommandRun run = RecordedTerminal.Run(["train", "mnist", "--out", folder["run"], .. small]);
        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        Assert.Contains(", verified; 500 images for training, 5,000 for validation", run.Output);
        Assert.Contains("10,000 test images of mnist.", run.Output);
    }
}
