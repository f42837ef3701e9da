using Hush.Learning.Checkpoints;
using Hush.Testing;
using Hush.Training;
using Xunit;

namespace Hush.Cli.Tests.EndToEnd;

public class ResumeTests
{
    private const int Epochs = 40;

    [SignalFact]
    public void A_training_that_was_interrupted_goes_on_to_the_very_bytes_of_one_that_was_not()
    {
        using var folder = new TemporaryFolder();
        string recipe = Discs.Write(folder, epochs: 3);
        string[] begin = ["train", recipe, "--epochs", $"{Epochs}", "--seed", "5", "--out"];
        CommandRun stopped = HushProcess.RunUntil("Epoch  2/", folder.Path, [.. begin, "stopped", "--threads", "1"]);
        Assert.Equal(ExitCode.Interrupted, stopped.Code);
        Assert.Contains("Stopping after this step and saving everything. Press Ctrl-C again to quit immediately.", stopped.Output);
        Assert.Contains("Interrupted. Progress is saved in 'stopped'. To resume:", stopped.Error);
        string command = stopped.Error.Split('\n')[1].Trim();
        Assert.EndsWith($"hush.dll train {recipe} --out stopped --threads 1 --resume", command);
        Assert.StartsWith("dotnet ", command);

        CommandRun resumed = HushProcess.Run(folder.Path, [.. command.Split(' ')[2..]]);
        Assert.Equal((ExitCode.Done, ""), (resumed.Code, resumed.Error));
        string note = $"Resuming with the recipe in 'stopped', which has epochs {Epochs} (not 3), seed 5 (not 1)";
        Assert.Contains(note, resumed.Output);
        Assert.Contains("Resumed after ", resumed.Output);
        Assert.DoesNotContain("Epoch  1/", resumed.Output);

        CommandRun whole = RecordedTerminal.Run([.. begin, folder["whole"], "--threads", "2"]);
        Assert.Equal(ExitCode.Done, whole.Code);
        Assert.Equal(Bytes(folder, "whole", "model.safetensors"), Bytes(folder, "stopped", "model.safetensors"));
        Assert.Equal(Log(folder, "whole"), Log(folder, "stopped"));
    }

    [Fact]
    public void A_finished_training_that_lost_its_model_has_it_again_after_a_resume()
    {
        using var folder = new TemporaryFolder();
        string recipe = Discs.Write(folder, epochs: 2), run = folder["run"];
        Assert.Equal(ExitCode.Done, RecordedTerminal.Run("train", recipe, "--out", run).Code);
        byte[] model = Bytes(folder, "run", "model.safetensors");
        File.Delete(Path.Combine(run, "model.safetensors"));

        Assert.Equal(ExitCode.Done, RecordedTerminal.Run("train", recipe, "--out", run, "--resume").Code);

        Assert.Equal(model, Bytes(folder, "run", "model.safetensors"));
    }

    [Fact]
    public void The_report_of_a_resumed_training_has_a_command_that_repeats_it_from_its_beginning()
    {
        using var folder = new TemporaryFolder();
        string recipe = Discs.Write(folder, epochs: 3), run = folder["run"];
        RecordedTerminal.Run("train", recipe, "--out", run, "--epochs", "2", "--seed", "5");
        RecordedTerminal.Run("train", recipe, "--out", run, "--resume");
        string report = File.ReadAllText(Path.Combine(run, "report.html")), saved = Path.Combine(run, "recipe.json");
        string text = System.Text.RegularExpressions.Regex.Replace(report, "<[^>]*>", "", System.Text.RegularExpressions.RegexOptions.None,
            TimeSpan.FromSeconds(10));
        Assert.Contains($"hush train {saved} --out {run}-again", text);

        Assert.Equal(ExitCode.Done, RecordedTerminal.Run("train", saved, "--out", $"{run}-again").Code);

        Assert.Equal(Bytes(folder, "run", "model.safetensors"), Bytes(folder, "run-again", "model.safetensors"));
    }

    [Fact]
    public void A_checkpoint_is_never_ahead_of_its_model()
    {
        using var folder = new TemporaryFolder();
        string recipe = Discs.Write(folder, epochs: 2), run = folder["run"];
        Directory.CreateDirectory(Path.Combine(run, "model.safetensors"));          // makes writing the model fail

        CommandRun failed = RecordedTerminal.Run("train", recipe, "--out", run, "--overwrite");

        Assert.Equal(ExitCode.Failed, failed.Code);
        Assert.Contains("is a folder, but a file would be written there.", failed.Error);
        Assert.False(File.Exists(Path.Combine(run, "checkpoint", "state.safetensors")));
    }

    [Fact]
    public void An_interruption_before_the_training_began_says_so()
    {
        using var folder = new TemporaryFolder();
        string recipe = Discs.Write(folder, epochs: 3);
        CommandRun run = RecordedTerminal.Run(new CancellationToken(canceled: true), "train", recipe, "--out", folder["run"]);
        Assert.Equal(ExitCode.Interrupted, run.Code);
        Assert.Contains("Interrupted before training started; nothing was written.", run.Error);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void Options_that_contradict_the_training_are_refused_and_those_that_agree_are_not()
    {
        using var folder = new TemporaryFolder();
        string recipe = Discs.Write(folder, epochs: 3), run = folder["run"];
        Assert.Equal(ExitCode.Done, RecordedTerminal.Run("train", recipe, "--out", run, "--epochs", "1").Code);

        CommandRun longer = RecordedTerminal.Run("train", recipe, "--out", run, "--resume", "--epochs", "9", "--sigma", "25");
        Assert.Equal(ExitCode.WrongUse, longer.Code);
        Assert.Contains("was started with other options:", longer.Error);
        Assert.DoesNotContain("epochs is", longer.Error);
        Assert.Contains("  noise.sigma is 50, but 25 was requested", longer.Error);
        Assert.Contains("Omit these options to resume the run as it was started, or start a new run with --overwrite", longer.Error);

        CommandRun other = RecordedTerminal.Run("train", "mnist", "--out", run, "--resume");
        Assert.Equal(ExitCode.WrongUse, other.Code);
        Assert.Contains("was started with the recipe 'discs', not 'mnist'.", other.Error);

        CommandRun same = RecordedTerminal.Run("train", recipe, "--out", run, "--resume", "--epochs", "1", "--threads", "1");
        Assert.Equal((ExitCode.Done, ""), (same.Code, same.Error));
        Assert.DoesNotContain("Resuming with", same.Output);
        Assert.Equal(1, Recipe.LoadFile(Path.Combine(run, "recipe.json")).Epochs);
    }

    [Fact]
    public void A_resume_where_nothing_was_begun_and_in_a_stranger_s_folder_is_refused()
    {
        using var folder = new TemporaryFolder();
        string recipe = Discs.Write(folder, epochs: 1);
        CommandRun none = RecordedTerminal.Run("train", recipe, "--out", folder["new"], "--resume");
        Assert.Equal((ExitCode.Failed, ""), (none.Code, none.Output));
        Assert.Contains($"The folder '{folder["new"]}' does not exist, so there is no run to resume.", none.Error);
        Assert.Contains("or start a new run without resuming (--out, without --resume).", none.Error);
        Assert.False(Directory.Exists(folder["new"]));
        Assert.Equal(ExitCode.Done, RecordedTerminal.Run("train", recipe, "--out", folder["new"]).Code);
        Directory.Delete(Path.Combine(folder["new"], "checkpoint"), recursive: true);
        byte[] model = File.ReadAllBytes(Path.Combine(folder["new"], "model.safetensors"));
        CommandRun lost = RecordedTerminal.Run("train", recipe, "--out", folder["new"], "--resume");
        Assert.Equal(ExitCode.Failed, lost.Code);
        Assert.Contains("has a trained model, but no checkpoint to resume from", lost.Error);
        Assert.Equal(model, File.ReadAllBytes(Path.Combine(folder["new"], "model.safetensors")));
        CommandRun stranger = RecordedTerminal.Run("train", recipe, "--out", folder["discs"], "--resume");
        Assert.Equal(ExitCode.Failed, stranger.Code);
        Assert.Contains("has no recipe.json, so there is no run to resume.", stranger.Error);
    }

    [Fact]
    public void A_finished_training_goes_on_to_more_epochs_and_says_what_becomes_of_its_schedule()
    {
        using var folder = new TemporaryFolder();
        string recipe = Discs.Write(folder, epochs: 2);
        foreach (string name in (string[])["once", "twice"])
            Assert.Equal(ExitCode.Done, RecordedTerminal.Run("train", recipe, "--out", folder[name]).Code);

        CommandRun longer = RecordedTerminal.Run("train", recipe, "--out", folder["once"], "--resume", "--epochs", "4");
        Assert.Equal((ExitCode.Done, ""), (longer.Code, longer.Error));
        Assert.Contains(
            "The run now ends after 4 epochs instead of 2. The one-cycle schedule now spans 4 epochs: the learning rate continues as in " +
            "a run of 4 epochs.",
            longer.Output);
        Assert.DoesNotContain("Resuming with the recipe", longer.Output);
        Assert.Contains("Resumed after 2 completed epochs", longer.Output);
        Assert.Equal(4, Recipe.LoadFile(Path.Combine(folder["once"], "recipe.json")).Epochs);
        Assert.Equal(5, File.ReadAllLines(Path.Combine(folder["once"], "log.csv")).Length);

        RecordedTerminal.Run("train", recipe, "--out", folder["twice"], "--resume", "--set", "epochs=4", "--threads", "1");
        Assert.Equal(Bytes(folder, "once", "model.safetensors"), Bytes(folder, "twice", "model.safetensors"));
        Assert.Equal(Log(folder, "once"), Log(folder, "twice"));

        CommandRun shorter = RecordedTerminal.Run("train", recipe, "--out", folder["once"], "--resume", "--epochs", "3");
        Assert.Equal((ExitCode.Failed, ""), (shorter.Code, shorter.Output));
        Assert.Contains("has completed 4 epochs, more than the 3 requested. Request at least 4 (--epochs).", shorter.Error);
        Assert.Equal(4, Recipe.LoadFile(Path.Combine(folder["once"], "recipe.json")).Epochs);
    }

    [Fact]
    public void A_damaged_checkpoint_of_a_finished_training_is_refused_and_the_model_stays_as_it_is()
    {
        using var folder = new TemporaryFolder();
        string recipe = Discs.Write(folder, epochs: 1), run = folder["run"], state = Path.Combine(run, "checkpoint", "state.safetensors");
        Assert.Equal(ExitCode.Done, RecordedTerminal.Run("train", recipe, "--out", run).Code);
        byte[] sound = File.ReadAllBytes(state), model = Bytes(folder, "run", "model.safetensors");
        foreach (double place in (double[])[0, 0.001, 0.1, 0.3, 0.55, 0.8, 0.9999])
        {
            byte[] damaged = [.. sound];
            damaged[(int)(place * sound.Length)] ^= 4;
            File.WriteAllBytes(state, damaged);
            CommandRun resumed = RecordedTerminal.Run("train", recipe, "--out", run, "--resume");
            Assert.Equal(ExitCode.Failed, resumed.Code);
            Assert.Contains("damaged", resumed.Error);
            Assert.DoesNotContain("bug", resumed.Error);
            Assert.Equal(model, Bytes(folder, "run", "model.safetensors"));
            Assert.Equal(damaged, File.ReadAllBytes(state));
        }
    }

    [Fact]
    public void A_resume_does_not_write_a_sound_model_again_and_heals_a_damaged_one()
    {
        using var folder = new TemporaryFolder();
        string recipe = Discs.Write(folder, epochs: 1), run = folder["run"], file = Path.Combine(run, "model.safetensors");
        RecordedTerminal.Run("train", recipe, "--out", run);
        byte[] model = File.ReadAllBytes(file);
        DateTime written = File.GetLastWriteTimeUtc(file);
        Assert.Equal(ExitCode.Done, RecordedTerminal.Run("train", recipe, "--out", run, "--resume").Code);
        Assert.Equal(written, File.GetLastWriteTimeUtc(file));

        byte[] damaged = [.. model];
        damaged[^9] ^= 1;
        File.WriteAllBytes(file, damaged);
        Assert.Contains("is damaged: the checksum", RecordedTerminal.Run("info", run).Error);
        Assert.Equal(ExitCode.Done, RecordedTerminal.Run("train", recipe, "--out", run, "--resume").Code);
        Assert.Equal(model, File.ReadAllBytes(file));
    }

    [Fact]
    public void A_resumed_training_of_version_0_1_shows_its_loss_by_epochs()
    {
        const string bySteps = "Training: mean over short spans of steps.";
        const string byEpochs = "Mean loss over the training and the validation images, by epoch.";
        using var folder = new TemporaryFolder();
        string recipe = Discs.Write(folder, epochs: 1), run = folder["run"], state = Path.Combine(run, "checkpoint", "state.safetensors");
        RecordedTerminal.Run("train", recipe, "--out", run);
        Assert.Contains(bySteps, File.ReadAllText(Path.Combine(run, "report.html")));
        SafetensorsFile checkpoint = SafetensorsFile.Read(state);
        checkpoint.Metadata.Remove("loss_curve");       // version 0.1 did not write it
        checkpoint.Write(state);

        Assert.Equal(ExitCode.Done, RecordedTerminal.Run("train", recipe, "--out", run, "--resume", "--epochs", "2").Code);

        string report = File.ReadAllText(Path.Combine(run, "report.html"));
        Assert.Contains(byEpochs, report);
        Assert.DoesNotContain(bySteps, report);
    }

    /// <summary>A folder in place of a file makes the first write of that file fail, so that the run ends exactly there.</summary>
    [Theory]
    [InlineData("recipe.json")]
    [InlineData("log.csv")]
    [InlineData("model.safetensors")]
    [InlineData("checkpoint/state.safetensors")]
    [InlineData("metrics.json")]
    [InlineData("report.html")]
    [InlineData("loss.svg")]
    public void A_training_that_ended_at_any_write_is_resumed_to_the_same_bytes(string write)
    {
        using var folder = new TemporaryFolder();
        string recipe = Discs.Write(folder, epochs: 2), run = folder["run"], obstacle = Path.Combine(run, write);
        Assert.Equal(ExitCode.Done, RecordedTerminal.Run("train", recipe, "--out", folder["whole"]).Code);
        Directory.CreateDirectory(obstacle);
        Assert.Equal(ExitCode.Failed, RecordedTerminal.Run("train", recipe, "--out", run, "--overwrite").Code);
        Directory.Delete(obstacle);

        string[] begun = File.Exists(Path.Combine(run, "recipe.json")) ? ["--resume"] : [];
        CommandRun resumed = RecordedTerminal.Run(["train", recipe, "--out", run, .. begun]);

        Assert.Equal((ExitCode.Done, ""), (resumed.Code, resumed.Error));
        Assert.Equal(Bytes(folder, "whole", "model.safetensors"), Bytes(folder, "run", "model.safetensors"));
        Assert.Equal(Log(folder, "whole"), Log(folder, "run"));
        Assert.Equal(Names(folder["whole"]), Names(run));
    }

    [SignalFact]
    public void A_training_that_was_killed_is_resumed_to_the_same_bytes_and_leaves_no_temporary_files()
    {
        using var folder = new TemporaryFolder();
        string recipe = Discs.Write(folder, epochs: 4);
        Assert.Equal(ExitCode.Done, RecordedTerminal.Run("train", recipe, "--out", folder["whole"]).Code);
        foreach (string line in (string[])["Data:", "Epoch 1/", "Epoch 2/", "Measuring"])
        {
            string run = $"killed at {line[..^1].Replace('/', ' ')}";
            HushProcess.RunUntil(line, "KILL", folder.Path, ["train", recipe, "--out", run]);
            File.WriteAllText(Path.Combine(folder[run], ".hush-0.tmp"), "half");
            File.WriteAllText(Path.Combine(folder[run], "checkpoint", ".hush-1.tmp"), "half");

            CommandRun resumed = RecordedTerminal.Run("train", recipe, "--out", folder[run], "--resume");

            Assert.Equal((ExitCode.Done, ""), (resumed.Code, resumed.Error));
            Assert.Equal(Bytes(folder, "whole", "model.safetensors"), Bytes(folder, run, "model.safetensors"));
            Assert.Equal(Log(folder, "whole"), Log(folder, run));
            Assert.Equal(Names(folder["whole"]), Names(folder[run]));
        }
    }

    [SignalFact]
    public void SIGTERM_while_a_large_network_is_made_ready_ends_the_process()
    {
        using var folder = new TemporaryFolder();
        string recipe = Discs.Write(folder, epochs: 40);
        (CommandRun run, TimeSpan end) = HushProcess.RunFor(
            TimeSpan.FromSeconds(1.5), folder.Path, "train", recipe, "--out", "run", "--threads", "1", "--set", "model.widths=512,512");
        Assert.Contains(run.Code, (int[])[ExitCode.Interrupted, 128 + 15]);     // the latter before the handler is installed
        Assert.InRange(end, TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }

    /// <summary>All files and folders of a run.</summary>
    private static string[] Names(string run) =>
        [.. Directory.EnumerateFileSystemEntries(run, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(run, path))
            .Order(StringComparer.Ordinal)];

    private static byte[] Bytes(TemporaryFolder folder, string run, string file) =>
        File.ReadAllBytes(Path.Combine(folder[run], file));

    /// <summary>The log without the times.</summary>
    private static string[] Log(TemporaryFolder folder, string run) =>
        [.. File.ReadAllLines(Path.Combine(folder[run], "log.csv")).Select(row => row[..row.LastIndexOf(',')])];
}
