using System.Text.Json.Nodes;
using Hush.Cli.Arguments;
using Hush.Cli.Commands.Denoise.Shards;
using Hush.Testing;
using Xunit;

namespace Hush.Cli.Tests.EndToEnd;

/// <summary><c>hush denoise --shard</c> and <c>--merge</c>.</summary>
public class ShardedDenoiseTests(TrainedDiscs trained) : IClassFixture<TrainedDiscs>
{
    private const int Shards = 3;

    [Fact]
    public void Shards_write_the_same_files_as_one_process_and_the_merged_manifest_lists_each_of_them_once()
    {
        string noisy = Archive("same", 12), clean = trained["same-clean"], whole = trained["same-whole"];
        foreach (string extension in new[] { "tif", "jpg", "pgm" })
            Discs.WriteNoisy(Path.Combine(noisy, $"other.{extension}"), 21, 17, 1);
        RunShards(noisy, clean);
        Assert.Equal(ExitCode.Done, trained.Denoise(noisy, "-o", whole).Code);
        Assert.Equal(Images(whole), Images(clean));
        CommandRun merged = Merge(noisy, clean);
        AssertDone(merged);
        Assert.EndsWith("3 shards, 15 images: 15 denoised, 0 unchanged, 0 failed, 0 missing, 0 damaged", merged.Output.TrimEnd());
        JsonNode[] lines = [.. File.ReadLines(Path.Combine(clean, ManifestFile.Merged)).Select(line => JsonNode.Parse(line)!)];
        Assert.Equal((3, 15), ((int)lines[0]["shards"]!, (int)lines[0]["files"]!));
        Assert.Equal(Images(clean).Select(i => i.Name), lines[1..].Select(line => (string)line["output"]!));
        Assert.Equal(Images(clean).Select(i => i.Hash), lines[1..].Select(line => (string)line["sha256"]!));
        Assert.All(lines[1..], line =>
            Assert.Equal(("discs", (string)lines[0]["options"]!), ((string)line["model"]!, (string)line["options"]!)));
    }

    [SignalFact]
    public void A_killed_shard_is_finished_by_running_it_again()
    {
        const int Count = 20;
        string noisy = Archive("killed", 0), clean = trained["killed-clean"];
        for (int i = 0; i < Count; i++)
            Discs.WriteNoisy(Path.Combine(noisy, $"{i:00}.png"), 150 + i, 100, 1);
        string[] command = ["denoise", noisy, "-o", clean, "--model", trained.Folder, "--shard", "0/1"];
        HushProcess.RunUntil(Path.Combine(clean, $"{Random.Shared.Next(Count - 8):00}.png"), "KILL", trained[""], command);
        int finished = Lines(clean, 0, 1).Length;
        Assert.InRange(finished, 1, Count - 1);
        CommandRun again = RecordedTerminal.Run(command);
        AssertDone(again);
        // The last line may be about a file that did not get its name any more.
        Assert.Contains(again.Output.TrimEnd().Split('\n')[^1], new[] { finished, finished - 1 }
            .Select(done => $"{Count - done} denoised, {done} skipped, 0 failed"));
        Assert.Equal(ExitCode.Done, trained.Denoise(noisy, "-o", trained["killed-whole"]).Code);
        Assert.Equal(Images(trained["killed-whole"]), Images(clean));
        Assert.Equal(ExitCode.Done, Merge(noisy, clean).Code);
    }

    [Fact]
    public void Every_state_that_a_kill_can_leave_is_finished_by_the_next_attempt()
    {
        string noisy = Archive("states", 12), clean = trained["states-clean"];
        RunShards(noisy, clean);
        (string Name, string Hash)[] before = Images(clean);
        string manifest = Manifest(clean, 0, Shards);
        string[] lines = File.ReadAllLines(manifest);
        for (int kept = 0; kept <= lines.Length; kept++)
        {
            foreach (string torn in new[] { "", "{\"source\":\"", "\0\0\0" })
            {
                // The line of a file comes before the file. What comes after the lost lines was not written.
                File.WriteAllText(manifest, string.Concat(lines.Take(kept).Select(line => line + "\n")) + torn);
                string[] listed = [.. lines.Take(kept).Skip(1).Select(line => (string)JsonNode.Parse(line)!["output"]!)];
                foreach (string line in lines.Skip(1))
                {
                    string name = (string)JsonNode.Parse(line)!["output"]!;
                    if (!listed.SkipLast(1).Contains(name))
                        File.Delete(Path.Combine(clean, name));
                }

                CommandRun run = Shard(noisy, clean, 0);
                AssertDone(run);
                Assert.Contains($" {Math.Max(0, listed.Length - 1)} skipped, 0 failed", run.Output);
                Assert.Equal(before, Images(clean));
                Assert.All(File.ReadLines(manifest), line => Assert.NotNull(JsonNode.Parse(line)));
            }
        }

        Assert.Equal(ExitCode.Done, Merge(noisy, clean).Code);
    }

    [Fact]
    public void With_other_options_the_outputs_of_earlier_attempts_are_made_again_and_a_mixture_is_reported()
    {
        string noisy = Archive("options", 12), clean = trained["options-clean"], whole = trained["options-whole"];
        RunShards(noisy, clean);
        Assert.Equal(ExitCode.Done, Shard(noisy, clean, 0, "--strength", "40").Code);
        CommandRun mixed = Merge(noisy, clean);
        Assert.Equal(ExitCode.Failed, mixed.Code);
        Assert.Contains("The images were denoised with 2 different models, options, or builds of Hush", mixed.Error);
        RunShards(noisy, clean, "--strength", "40");
        Assert.Equal(ExitCode.Done, Merge(noisy, clean).Code);
        trained.Denoise(noisy, "-o", whole, "--strength", "40");
        Assert.Equal(Images(whole), Images(clean));
        CommandRun same = Shard(noisy, clean, 0, "--strength", "40", "--threads", "1", "--memory", "2G");
        Assert.Matches(@"^0 denoised, [1-9]\d* skipped, 0 failed$", same.Output.TrimEnd().Split('\n')[^1]);
    }

    [Fact]
    public void An_image_without_anything_to_remove_is_listed_as_unchanged()
    {
        string noisy = Archive("unchanged", 6), clean = trained["unchanged-clean"];
        RunShards(noisy, clean, "--strength", "0");
        Assert.EndsWith("6 images: 0 denoised, 6 unchanged, 0 failed, 0 missing, 0 damaged", Merge(noisy, clean).Output.TrimEnd());
    }

    [Fact]
    public void A_file_that_no_attempt_wrote_is_not_replaced_unasked()
    {
        string noisy = Archive("mine", 12), clean = trained["mine-clean"];
        string mine = Path.Combine(clean, First(noisy, 1));
        Directory.CreateDirectory(Path.GetDirectoryName(mine)!);
        File.WriteAllText(mine, "mine");
        CommandRun refused = Shard(noisy, clean, 1);
        Assert.Equal(ExitCode.BadFiles, refused.Code);
        Assert.Contains(
            "already exists. No earlier attempt wrote it. Move it away, or replace such images with --overwrite.", refused.Error);
        Assert.Equal("mine", File.ReadAllText(mine));
        Assert.Equal(ExitCode.Done, Shard(noisy, clean, 1, "--overwrite").Code);
        File.AppendAllText(mine, "edited");
        Assert.Equal(ExitCode.BadFiles, Shard(noisy, clean, 1).Code);
        Assert.EndsWith("edited", File.ReadAllText(mine));
    }

    [Fact]
    public void A_shard_of_another_count_or_one_that_is_running_is_refused()
    {
        string noisy = Archive("overlap", 6), clean = trained["overlap-clean"];
        RunShards(noisy, clean);
        CommandRun other = RecordedTerminal.Run("denoise", noisy, "-o", clean, "--shard", "0/4");
        Assert.Equal((ExitCode.WrongUse, ""), (other.Code, other.Output));
        Assert.Contains("has results of 3 shards (the manifest hush-manifest-00000-of-00003.jsonl), but --shard asks for 4.", other.Error);

        using (new FileStream(Manifest(clean, 0, Shards), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            CommandRun running = Shard(noisy, clean, 0);
            Assert.Equal(ExitCode.MachineFailed, running.Code);
            Assert.Contains("Another process is working on this shard", running.Error);
            CommandRun merge = Merge(noisy, clean);
            Assert.Equal(ExitCode.Failed, merge.Code);
            Assert.Contains("Shard 0 of 3 is still running.", merge.Error);
        }

        File.Copy(Manifest(clean, 0, Shards), Manifest(clean, 0, 4));
        Assert.Contains("has manifests of 3 and 4 shards.", Merge(noisy, clean).Error);
    }

    [Fact]
    public void What_is_missing_twice_damaged_or_failed_is_found_and_listed()
    {
        string noisy = Archive("audit", 24), clean = trained["audit-clean"];
        File.WriteAllText(Path.Combine(noisy, "bad.png"), "no picture");
        Assert.Contains("has no manifests of shards.", Merge(noisy, trained["audit-none"]).Error);
        int bad = Commands.Denoise.Shards.Shard.Of("bad.png", Shards).Index;
        for (int k = 0; k < Shards; k++)
            Assert.Equal(k == bad ? ExitCode.BadFiles : ExitCode.Done, Shard(noisy, clean, k).Code);
        string[] outputs = [.. Images(clean).Select(i => i.Name)];
        File.Delete(Path.Combine(clean, outputs[0]));
        File.WriteAllText(Path.Combine(clean, outputs[1]), "damaged");
        string[] lines = File.ReadAllLines(Manifest(clean, 1, Shards));
        File.AppendAllText(Manifest(clean, 2, Shards), lines[^1] + "\n");
        Discs.WriteNoisy(Path.Combine(noisy, "new.png"), 21, 17, 1);
        CommandRun run = Merge(noisy, clean, "--json");
        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains("error: 'bad.png' was not denoised: ", run.Error);
        Assert.Contains("error: 'new.png' is in no manifest.", run.Error);
        Assert.Contains($"error: The output '{outputs[0]}' is missing.", run.Error);
        Assert.Contains($"error: The output '{outputs[1]}' is not what was written: expected ", run.Error);
        Assert.Contains("' is in several manifests: shards 1, 2.", run.Error);
        JsonNode report = JsonNode.Parse(run.Output)!;
        Assert.Equal((26, 22, 1, 2, 1), ((int)report["files"]!, (int)report["done"]!, (int)report["failed"]!, (int)report["missing"]!,
            (int)report["damaged"]!));
        Assert.Equal(27, File.ReadLines(Path.Combine(clean, ManifestFile.Merged)).Count());

        File.Delete(Manifest(clean, 0, Shards));
        CommandRun without = Merge(noisy, clean);
        Assert.Contains("error: Shard 0 of 3 has no manifest. Run it with --shard 0/3.", without.Error);
        Assert.Matches("error: and \\d+ more: missing image\\.", without.Error);
    }

    [Fact]
    public void A_library_that_is_missing_is_a_failure_of_the_machine()
    {
        string noisy = trained.NewFolder("library"), script = Path.Combine(trained.NewFolder("script"), "run.sh");
        Discs.WriteNoisy(Path.Combine(noisy, "a.jpg"), 21, 17, 1);
        File.WriteAllText(script, $"hush denoise '{noisy}' -o '{noisy}-clean' --model '{trained.Folder}' --shard 0/1");
        CommandRun run = HushProcess.RunScript(noisy, script, ":", [("HUSH_LIBVIPS", trained.NewFolder("empty"))]);
        Assert.Equal(ExitCode.MachineFailed, run.Code);
        Assert.Contains("a.jpg': expected the libvips that comes with Hush, which Hush needs for JPEG, got ", run.Error);
        Assert.Equal(ExitCode.Done, HushProcess.RunScript(noisy, script, ":", []).Code);
    }

    [Fact]
    public void An_empty_shard_succeeds_and_a_folder_that_is_not_there_is_a_failure_of_the_machine()
    {
        string noisy = Archive("few", 1), clean = trained["few-clean"];
        RunShards(noisy, clean);
        Assert.Equal(ExitCode.Done, Merge(noisy, clean).Code);
        Assert.Equal(ExitCode.Done, RecordedTerminal.Run("denoise", noisy, "-o", clean, "--manifest").Code);
        Assert.Equal(ExitCode.MachineFailed, Shard(trained["unmounted"], clean, 0).Code);
        Assert.Equal(ExitCode.MachineFailed, Shard(trained.NewFolder("mount-point"), clean, 0).Code);
        Assert.Equal(ExitCode.MachineFailed, Shard(noisy, Path.Combine(noisy, First(noisy, null), "clean"), 0).Code);
    }

    [Fact]
    public void What_has_no_meaning_for_shards_is_refused()
    {
        string noisy = Archive("usage", 2), clean = trained["usage-clean"], file = Path.Combine(noisy, First(noisy, null));
        trained.Refused("--shard must be K/N with K from 0 to N - 1", noisy, "-o", clean, "--shard", "3/3");
        trained.Refused("divides the images in one folder among processes. Give one folder as IN.", file, "-o", clean, "--shard", "0/3");
        trained.Refused("Give one folder as IN.", "-", "-o", clean, "--shard", "0/3");
        trained.Refused("Give one folder as IN.", noisy, file, "-o", clean, "--shard", "0/3");
        trained.Refused("show a single image", noisy, "-o", clean, "--shard", "0/3", "--compare", trained["c.png"]);
        trained.Refused("--skip-existing has no effect with --shard", noisy, "-o", clean, "--shard", "0/3", "--skip-existing");
        trained.Refused("Give one of them.", noisy, "-o", clean, "--shard", "0/3", "--merge");
        trained.Refused("Give one folder as IN.", file, "-o", clean, "--merge");
        Assert.False(Directory.Exists(clean));
    }

    [SignalFact]
    public void The_SLURM_example_cleans_an_archive_and_requeues_a_task_whose_machine_failed()
    {
        string folder = trained.NewFolder("slurm"), script = SourceTree.File("docs", "examples", "clean-archive.sh");
        string scans = Path.Combine(folder, "scans");
        TrainedDiscs.WriteNoisy(scans, "a.png");
        int task = Commands.Denoise.Shards.Shard.Of("a.png", 16).Index;
        Assert.Contains("--array=0-15\n", File.ReadAllText(script));
        CommandRun Run(int restarts) => HushProcess.RunScript(folder, script, "scontrol() { echo scontrol \"$@\"; }",
        [
            ("SLURM_ARRAY_JOB_ID", "71"), ("SLURM_ARRAY_TASK_ID", $"{task}"), ("SLURM_ARRAY_TASK_COUNT", "16"),
            ("SLURM_ARRAY_TASK_MIN", "0"), ("SLURM_ARRAY_TASK_MAX", "15"), ("SLURM_RESTART_COUNT", $"{restarts}"),
        ]);
        CommandRun first = Run(0);
        Assert.Equal(ExitCode.Done, first.Code);
        Assert.EndsWith("1 denoised, 0 skipped, 0 failed", first.Output.TrimEnd());
        Directory.Move(scans, Path.Combine(folder, "unmounted"));
        CommandRun failed = Run(0), last = Run(3);
        Assert.Equal((ExitCode.MachineFailed, $"scontrol requeue 71_{task}"), (failed.Code, failed.Output.TrimEnd()));
        Assert.Equal((ExitCode.MachineFailed, ""), (last.Code, last.Output));
    }

    [Fact]
    public void The_Kubernetes_example_is_an_Indexed_Job_with_one_shard_per_index_and_retries_what_can_succeed()
    {
        JsonNode job = JsonNode.Parse(File.ReadAllText(SourceTree.File("docs", "examples", "clean-archive.json")))!;
        JsonNode spec = job["spec"]!, pod = spec["template"]!["spec"]!;
        JsonNode container = Assert.Single(pod["containers"]!.AsArray())!;
        Assert.Equal(("batch/v1", "Job", "Indexed"), ((string)job["apiVersion"]!, (string)job["kind"]!, (string)spec["completionMode"]!));
        string[] args = [.. container["args"]!.AsArray().Select(arg => (string)arg!)];
        Assert.Equal($"auto/{(int)spec["completions"]!}", args[^1]);
        Assert.Empty(Mistakes.Of(App.Parse(args, new CommandContext(new(new(TextWriter.Null, false), new(TextWriter.Null, false))))));

        // The API server requires these for a policy with FailIndex.
        Assert.Equal("Never", (string)pod["restartPolicy"]!);
        Assert.True((int)spec["backoffLimitPerIndex"]! > 0);
        JsonArray rules = spec["podFailurePolicy"]!["rules"]!.AsArray();
        JsonNode fail = Assert.Single(rules, rule => (string)rule!["action"]! == "FailIndex")!["onExitCodes"]!;
        Assert.Equal(((string)container["name"]!, "In"), ((string)fail["containerName"]!, (string)fail["operator"]!));
        Assert.Equal([ExitCode.WrongUse, ExitCode.BadFiles], fail["values"]!.AsArray().Select(code => (int)code!));
        JsonNode ignore = Assert.Single(rules, rule => (string)rule!["action"]! == "Ignore")!;
        Assert.Equal("DisruptionTarget", (string)ignore["onPodConditions"]![0]!["type"]!);
        Assert.Equal(Names(pod["volumes"]!), Names(container["volumeMounts"]!));
        Assert.All(args[1..2].Append(args[3]), path => Assert.StartsWith((string)container["volumeMounts"]![0]!["mountPath"]! + "/", path));
    }

    [Fact]
    public void The_guide_shows_the_examples_as_they_are()
    {
        string guide = File.ReadAllText(SourceTree.File("docs", "cluster.md"));
        IEnumerable<string> script = File.ReadLines(SourceTree.File("docs", "examples", "clean-archive.sh"))
            .Select(line => line.Length > 0 ? $"    {line}\n" : "\n");
        Assert.Contains(string.Concat(script), guide);
        int from = guide.IndexOf("    \"completionMode\"", StringComparison.Ordinal);
        string shown = guide[from..guide.IndexOf("\n\n", from, StringComparison.Ordinal)];
        Assert.Contains(shown, File.ReadAllText(SourceTree.File("docs", "examples", "clean-archive.json")));
    }

    private static IEnumerable<string> Names(JsonNode array) => array.AsArray().Select(item => (string)item!["name"]!);

    private static void AssertDone(CommandRun run)
    {
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.DoesNotContain("error: ", run.Error);
    }

    private string Archive(string name, int count)
    {
        string folder = trained.NewFolder(name);
        for (int i = 0; i < count; i++)
            TrainedDiscs.WriteNoisy(folder, $"{(i % 3 == 0 ? "box/deep/" : "")}{i:00}.png");
        return folder;
    }

    private void RunShards(string noisy, string clean, params string[] options)
    {
        for (int k = 0; k < Shards; k++)
        {
            CommandRun run = Shard(noisy, clean, k, options);
            AssertDone(run);
        }
    }

    private CommandRun Shard(string noisy, string clean, int k, params string[] options) =>
        trained.Denoise([noisy, "-o", clean, "--shard", $"{k}/{Shards}", .. options]);

    private static CommandRun Merge(string noisy, string clean, params string[] options) =>
        RecordedTerminal.Run(["denoise", noisy, "-o", clean, "--merge", .. options]);

    /// <summary>The name of the first image in a folder, or in a shard of it.</summary>
    private static string First(string folder, int? shard) => Images(folder).Select(i => i.Name)
        .First(name => shard is null || Commands.Denoise.Shards.Shard.Of(name, Shards).Index == shard);

    private static string Manifest(string clean, int k, int count) => Path.Combine(clean, ManifestFile.NameOf(new(k, count)));

    /// <summary>The lines of finished files.</summary>
    private static string[] Lines(string clean, int k, int count) =>
        [.. File.ReadLines(Manifest(clean, k, count)).Where(line => line.Contains("\"status\"") && line.EndsWith('}'))];

    private static (string Name, string Hash)[] Images(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f) != ".jsonl")
            .Select(f => (Path.GetRelativePath(folder, f).Replace('\\', '/'), ManifestFile.HashOf(f)!.Value.Sha256))
            .OrderBy(f => f.Item1, StringComparer.Ordinal),
    ];
}
