using System.Diagnostics;
using Hush.Testing;
using Xunit;

namespace Hush.Cli.Tests.EndToEnd;

/// <summary>Training with the processes that mpirun starts.</summary>
public class RankedTrainTests
{
    private static readonly TimeSpan s_longestEnd = TimeSpan.FromSeconds(5);

    [MpiFact]
    public void One_two_four_and_eight_ranks_write_the_same_model()
    {
        using var folder = new TemporaryFolder();
        string recipe = Discs.Write(folder, epochs: 3);
        string[] normalized = ["--batch", "32", "--set", "model.batch_norm=true", "--set", "average=0.9", "--tensorboard"];
        string[] muon =
        [
            "--batch", "16", "--set", "model.batch_norm=false", "--set", "model.widths=16,32", "--set", "optimizer.kind=muon",
            "--set", "optimizer.clip_norm=0.5", "--set", "reinitialize_dead=true",
        ];
        foreach (string[] options in new[] { normalized, muon })
        {
            CommandRun one = HushProcess.Run(folder.Path, ["train", recipe, .. options, "--out", "one", "--overwrite"]);
            Assert.Equal((ExitCode.Done, ""), (one.Code, one.Error));
            foreach (int ranks in options == normalized ? new[] { 2, 8 } : [4])
            {
                CommandRun run = HushProcess.RunRanks(ranks, folder.Path, ["train", recipe, .. options, "--out", "some", "--overwrite"]);
                Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
                Assert.Contains($"Training on {ranks} ranks with ", run.Output);
                Assert.DoesNotContain('\e', run.Output);
                Assert.Equal(Bytes(folder, "one"), Bytes(folder, "some"));
                Assert.Equal(Epochs(one.Output), Epochs(run.Output));
                if (options == normalized)      // the same examples; only the times differ
                    Assert.Equal(new FileInfo(Events(folder, "one")).Length, new FileInfo(Events(folder, "some")).Length);
            }
        }
    }

    [MpiFact]
    public void A_killed_rank_ends_the_job_with_a_message_and_the_run_resumes_to_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        string recipe = Discs.Write(folder, epochs: 200);
        string[] command = ["train", recipe, "--batch", "16", "--out"];
        using Process job = HushProcess.StartRanks(2, folder.Path, [.. command, "killed"]);
        Task<string> error = job.StandardError.ReadToEndAsync();
        while (job.StandardOutput.ReadLine() is { } line && !line.StartsWith("Epoch   2/", StringComparison.Ordinal))
        {
        }

        Process.Start("kill", ["-KILL", $"{RankOf(job, 1)}"]).WaitForExit();
        var end = Stopwatch.StartNew();
        job.StandardOutput.ReadToEnd();
        job.WaitForExit();
        Assert.InRange(end.Elapsed, TimeSpan.Zero, s_longestEnd);
        Assert.NotEqual(0, job.ExitCode);
        Assert.Contains("was lost: its process ended or cannot be reached. Resume from the last checkpoint, with any number of ranks:",
            error.Result);

        Assert.Equal(ExitCode.Done, HushProcess.RunRanks(4, folder.Path, [.. command, "killed", "--resume"]).Code);
        Assert.Equal(ExitCode.Done, HushProcess.Run(folder.Path, [.. command, "whole"]).Code);
        Assert.Equal(Bytes(folder, "whole"), Bytes(folder, "killed"));
    }

    [MpiFact]
    public void A_failure_of_any_rank_is_reported_once()
    {
        using var folder = new TemporaryFolder();
        string recipe = Discs.Write(folder, epochs: 2), discs = folder["discs"];
        File.WriteAllText(folder["file"], "");
        foreach ((string[] options, int code, string message) in new[]
        {
            (new[] { "--out", "run", "--batch", "4" }, ExitCode.WrongUse,
                "A batch of 4 images can be divided among at most 4 ranks, got 5. Use at most 4 ranks, or batches of at least 20 images " +
                "(--set batch=20)."),
            (["--out", "file/run", "--batch", "32"], ExitCode.Failed, "file"),
        })
        {
            CommandRun run = HushProcess.RunRanks(5, folder.Path, ["train", recipe, .. options]);
            Assert.Equal(code, run.Code);
            Assert.Single(run.Error.Split('\n'), line => line.StartsWith("error: ", StringComparison.Ordinal));
            Assert.Contains(message, run.Error);
        }
    }

    [MpiFact]
    public void An_invalid_command_is_reported_once()
    {
        using var folder = new TemporaryFolder();
        CommandRun run = HushProcess.RunRanks(3, folder.Path, ["train", "mnist", "--epochs", "x"]);
        Assert.Equal(ExitCode.WrongUse, run.Code);
        Assert.Equal(
            ["error: --epochs must be an integer of at least 1, got 'x'.", "Run 'hush train --help' for usage."],
            run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        CommandRun second = HushProcess.RunRanks(folder.Path, ["train", "mnist"], ["train", "mnist", "--epochs", "x"]);
        Assert.Equal(ExitCode.WrongUse, second.Code);
        Assert.Contains("error: --epochs must be an integer", second.Error);
    }

    [MpiFact]
    public void Ranks_with_different_commands_do_not_train()
    {
        using var folder = new TemporaryFolder();
        string recipe = Discs.Write(folder, epochs: 1);
        CommandRun differs = HushProcess.RunRanks(folder.Path, ["train", recipe, "--out", "run"],
            ["train", recipe, "--rate", "0.1", "--out", "run", "--threads", "2"]);
        Assert.Equal(ExitCode.WrongUse, differs.Code);
        Assert.StartsWith(
            $"error: Rank 1 runs 'hush train {recipe} --rate 0.1 --out run', rank 0 'hush train {recipe} --out run'. Start all ranks " +
            "with the same command; only --threads and --data-root can differ.\n", differs.Error);
        Assert.False(Directory.Exists(folder["run"]));

        CommandRun threads = HushProcess.RunRanks(folder.Path, ["train", recipe, "--out", "run"],
            ["train", recipe, "--out", "run", "--threads", "2"]);
        Assert.Equal((ExitCode.Done, ""), (threads.Code, threads.Error));
    }

    [MpiFact]
    public void A_rank_without_the_data_or_with_other_data_is_named()
    {
        using var folder = new TemporaryFolder();
        string recipe = Discs.Write(folder, epochs: 2);
        string[] train = ["train", recipe, "--batch", "16", "--data", "discs", "--out", "run"];
        string other = Directory.CreateDirectory(folder["other"]).FullName;
        CommandRun missing = HushProcess.RunRanks(["-n", "1", "-wdir", folder.Path], ["-n", "1", "-wdir", other], folder.Path, train);
        Assert.Equal(ExitCode.WrongUse, missing.Code);
        Assert.Contains($"error: Rank 1 on {Environment.MachineName}: ", missing.Error);

        Directory.CreateDirectory(Path.Combine(other, "discs"));
        foreach (string file in Directory.EnumerateFiles(folder["discs"]).Skip(1))
            File.Copy(file, Path.Combine(other, "discs", Path.GetFileName(file)));
        CommandRun differs = HushProcess.RunRanks(["-n", "1", "-wdir", folder.Path], ["-n", "1", "-wdir", other], folder.Path, train);
        Assert.Equal(ExitCode.Failed, differs.Code);
        Assert.Contains(
            $"error: Rank 1 on {Environment.MachineName} has different data from rank 0. Copy the data of rank 0", differs.Error);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void Without_a_launcher_Open_MPI_is_not_loaded()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("needs the list of loaded libraries: run it on Linux");
        using var folder = new TemporaryFolder();
        Assert.Equal(ExitCode.Done, RecordedTerminal.Run("train", Discs.Write(folder, epochs: 1), "--out", folder["run"]).Code);
        Assert.DoesNotContain("libmpi", File.ReadAllText("/proc/self/maps"));
    }

    private static string Events(TemporaryFolder folder, string run) => new RunFolder(folder[run]).Events;

    private static byte[] Bytes(TemporaryFolder folder, string run) => File.ReadAllBytes(new RunFolder(folder[run]).Model);

    /// <summary>Losses and PSNR of each epoch.</summary>
    private static IEnumerable<string> Epochs(string output) =>
        output.Split('\n').Where(l => l.StartsWith("Epoch ", StringComparison.Ordinal)).Select(l => l.Split(" dB")[0]);

    /// <summary>The process of a rank: a child of mpirun, with its rank in its environment.</summary>
    private static int RankOf(Process mpirun, int rank)
    {
        string[] children = File.ReadAllText($"/proc/{mpirun.Id}/task/{mpirun.Id}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return children.Select(int.Parse)
            .Single(id => File.ReadAllText($"/proc/{id}/environ").Split('\0').Contains($"OMPI_COMM_WORLD_RANK={rank}"));
    }
}
