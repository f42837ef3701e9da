using System.Diagnostics;
using System.Text.Json.Nodes;
using Hush.Cli.Commands;
using Xunit;

namespace Hush.Cli.Tests.EndToEnd;

/// <summary>Where <c>hush denoise</c> writes, and what it never overwrites.</summary>
public class DenoiseOutputTests(TrainedDiscs trained) : IClassFixture<TrainedDiscs>
{
    [Fact]
    public void Without_an_output_the_clean_image_is_written_beside_the_noisy_one_and_over_nothing()
    {
        string folder = Folder("beside"), noisy = Noisy(folder, "a.pgm");
        CommandRun run = Denoise(noisy);
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.StartsWith(Path.Combine(folder, "a-clean.pgm: "), run.Output);
        Assert.Equal(["a-clean.pgm", "a.pgm"], Files(folder));
        byte[] clean = File.ReadAllBytes(Path.Combine(folder, "a-clean.pgm"));
        CommandRun again = Denoise(noisy, "--sigma", "0");
        Assert.Equal(ExitCode.Failed, again.Code);
        Assert.Contains("a-clean.pgm' already exists. Choose another name with -o, or replace it with --overwrite.", again.Error);
        Assert.Equal(clean, File.ReadAllBytes(Path.Combine(folder, "a-clean.pgm")));
    }

    [Fact]
    public void Without_an_output_each_image_goes_beside_its_own_and_a_folder_beside_itself()
    {
        string folder = Folder("besides"), scans = Path.Combine(folder, "scans"), one = Noisy(folder, "1.png"),
            two = Noisy(folder, "deep/2.PNG");
        Noisy(scans, "in/3.pgm");
        File.WriteAllText(Path.Combine(folder, "1.pbm"), "P1\n16 2\n" + string.Concat(Enumerable.Repeat("0 1 ", 16)));
        CommandRun run = Denoise(one, two, Path.Combine(folder, "1.pbm"), scans + Path.DirectorySeparatorChar);
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Equal(
            ["1-clean.png", "1.pbm", "1.pbm-clean.png", "1.png", "deep/2-clean.PNG", "deep/2.PNG", "scans-clean/in/3.pgm",
                "scans/in/3.pgm"], Files(folder));
        Assert.Contains("is one of the noisy images", Denoise(one, Path.Combine(folder, "1-clean.png"), "--skip-existing").Error);
    }

    [Fact]
    public void The_name_of_one_image_does_not_become_a_folder_for_several()
    {
        string folder = Folder("several"), one = Noisy(folder, "1.png"), two = Noisy(folder, "2.png"), output = trained["several.png"];
        Refused("several.png' is the name of a single image, but 2 inputs were given. Give a folder with -o, or omit -o.", one, two, "-o",
            output);
        Refused($"several.png' is the name of a single image, but '{folder}' is a folder.", folder, "-o", output);
        Assert.False(Path.Exists(output));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("folder link")]
    [InlineData("file link")]
    [InlineData("hard link")]
    public void An_input_that_is_the_output_of_another_is_safe(string kind)
    {
        string root = Folder($"chain {kind}"), mine = Path.Combine(root, "o", "in"), other = Path.Combine(root, "other"),
            output = Path.Combine(root, "o");
        string victim = Noisy(mine, "a.pgm");
        Noisy(other, "in/a.pgm");
        if (kind == "folder link")
            Directory.CreateSymbolicLink(output = Path.Combine(root, "p"), Path.Combine(root, "o"));
        else if (kind is "file link" or "hard link")
            Directory.CreateDirectory(Path.Combine(output = Path.Combine(root, "p"), "in"));
        if (kind == "file link")
            File.CreateSymbolicLink(Path.Combine(output, "in", "a.pgm"), victim);
        if (kind == "hard link")
            Assert.SkipUnless(Run("ln", victim, Path.Combine(output, "in", "a.pgm")), "needs hard links");
        byte[] before = File.ReadAllBytes(victim);
        string[] files = Files(root);
        CommandRun run = Denoise(mine, other, "-o", output, "--overwrite");
        Assert.Equal(before, File.ReadAllBytes(victim));
        Assert.Equal(files, Files(root));
        Assert.Equal((ExitCode.WrongUse, ""), (run.Code, run.Output));
        Assert.Contains($"would replace '{victim}', which is one of the noisy images", run.Error);
    }

    [Fact]
    public void The_images_beside_the_clean_one_spare_the_noisy_one_through_links()
    {
        string folder = Folder("sides"), noisy = Noisy(folder, "a.png"), link = Path.Combine(folder, "link.png"),
            clean = Path.Combine(folder, "c.png");
        string cleanLink = Path.Combine(folder, "c-link.png");
        File.CreateSymbolicLink(link, noisy);
        File.CreateSymbolicLink(cleanLink, clean);
        Refused("is the noisy image itself", noisy, "-o", clean, "--residual", link, "--overwrite");
        Refused("is the noisy image itself", noisy, "-o", clean, "--compare", noisy, "--overwrite");
        Refused("is already the output file of the clean image", noisy, "-o", clean, "--compare", cleanLink, "--overwrite");
        CommandRun added = RecordedTerminal.Run("add-noise", noisy, "-o", link, "--overwrite");
        Assert.Equal(ExitCode.WrongUse, added.Code);
        Assert.Equal(["a.png", "c-link.png", "link.png"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName)
            .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Links_that_lead_in_a_circle_are_an_error()
    {
        string folder = Folder("circle"), noisy = Noisy(folder, "a.pgm"), loop = Path.Combine(folder, "loop"),
            self = Path.Combine(folder, "self.pgm");
        File.CreateSymbolicLink(loop, Path.Combine("loop", "x"));
        File.CreateSymbolicLink(self, "self.pgm");
        foreach (string output in new[] { Path.Combine(loop, "x.pgm"), self })
        {
            CommandRun run = Denoise(noisy, "-o", output);
            Assert.Equal((ExitCode.Failed, ""), (run.Code, run.Output));
            Assert.Contains("its symbolic links form a cycle", run.Error);
        }

        CommandRun batch = Denoise(folder, "-o", trained["circle-clean"]);
        Assert.Contains("self.pgm: not written", batch.Output);
        Assert.EndsWith("1 denoised, 0 skipped, 1 failed; ignored: 1 of other types", batch.Output.TrimEnd());
        Assert.Equal(ExitCode.Failed, Denoise(folder, "-o", Path.Combine(loop, "x")).Code);
    }

    [Fact]
    public void Links_are_followed_as_the_system_does()
    {
        string root = ImageFiles.Real(Folder("real")), target = Path.Combine(root, "x", "y");
        Directory.CreateDirectory(target);
        Directory.CreateSymbolicLink(Path.Combine(root, "down"), Path.Combine("x", "y"));
        Directory.CreateSymbolicLink(Path.Combine(target, "up"), Path.Combine("..", "..", "down"));
        Assert.Equal(Path.Combine(target, "new.png"), ImageFiles.Real(Path.Combine(root, "down", "up", "new.png")));
        string last = target;
        for (int i = 0; i < 41; i++)
            File.CreateSymbolicLink(Path.Combine(root, $"link{i}"), last = i == 0 ? target : Path.Combine(root, $"link{i - 1}"));
        Assert.Equal(target, ImageFiles.Real(Path.Combine(root, "link39")));
        Assert.Throws<IOException>(() => ImageFiles.Real(Path.Combine(root, "link40")));
    }

    [Fact]
    public void Pipes_and_devices_are_refused_and_stay_what_they_are()
    {
        string folder = Folder("special"), noisy = Noisy(folder, "a.png"), pipe = Path.Combine(folder, "pipe.png"),
            device = Path.Combine(folder, "null.png");
        Assert.SkipUnless(OperatingSystem.IsLinux() && Run("mkfifo", pipe), "needs named pipes");
        File.CreateSymbolicLink(device, "/dev/null");
        foreach (string special in new[] { pipe, device, "/dev/null" })
        {
            string[][] commands =
            [
                ["denoise", noisy, "-o", special, "--overwrite", "--model", trained.Folder],
                ["denoise", noisy, "-o", trained["special-clean.png"], "--residual", special, "--overwrite", "--model", trained.Folder],
                ["denoise", noisy, "-o", trained["special-clean.png"], "--compare", special, "--overwrite", "--model", trained.Folder],
                ["add-noise", noisy, "-o", special, "--overwrite"],
            ];
            Assert.All(commands, command =>
            {
                CommandRun run = RecordedTerminal.Run(command);
                Assert.Equal((ExitCode.Failed, ""), (run.Code, run.Output));
                Assert.Contains($"'{special}' is a pipe or a device, which the image would replace.", run.Error);
            });
        }

        Assert.False(File.Exists(trained["special-clean.png"]));
    }

    [Fact]
    public void A_link_to_a_file_is_written_through_and_stays()
    {
        string folder = Folder("through"), noisy = Noisy(folder, "a.png"), target = Path.Combine(folder, "target.png"),
            link = Path.Combine(folder, "link.png");
        File.WriteAllText(target, "old");
        File.CreateSymbolicLink(link, "target.png");
        Assert.Equal(ExitCode.Done, Denoise(noisy, "-o", link, "--overwrite").Code);
        Assert.Equal("target.png", new FileInfo(link).LinkTarget);
        Assert.NotEqual("old", File.ReadAllText(target));
    }

    [Fact]
    public void Names_that_would_steer_a_terminal_are_shown_escaped_and_JSON_has_them_as_they_are()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs file names with control characters");
        string folder = Folder("names"), clean = trained["names-clean"];
        const string Escape = "a\e[31m\n9 cleaned.png", Shown = "a\\u001b[31m\\n9 cleaned.png", Bad = "b\e]0;title\a\n.png";
        Noisy(folder, Escape);
        File.WriteAllText(Path.Combine(folder, Bad), "no picture");
        CommandRun run = HushProcess.Run(folder, "denoise", folder, "-o", clean, "--model", trained.Folder);
        Assert.Contains($"{Shown}: 21x17", run.Output);
        Assert.Contains("b\\u001b]0;title\\u0007\\n.png'", run.Error);
        Assert.DoesNotContain('\e', run.Output + run.Error);
        Assert.Equal(3, run.Output.TrimEnd().Split('\n').Length);
        Assert.Equal(["a\e[31m\n9 cleaned.png"], Files(clean));
        JsonArray json = JsonNode.Parse(Denoise(folder, "-o", clean, "--overwrite", "--json").Output)!.AsArray();
        Assert.Equal([Path.Combine(folder, Escape), Path.Combine(folder, Bad)], json.Select(report => (string)report!["input"]!));
        foreach (string command in new[] { "denoise", "info", "train", "data verify", "evaluate" })
        {
            CommandRun refused = RecordedTerminal.Run([.. command.Split(' '), "no\n\e[31m.png"]);
            Assert.Contains("no\\n\\u001b[31m.png", refused.Error);
        }
    }

    [Fact]
    public void Names_that_are_not_UTF8_are_called_so_and_do_not_stop_the_rest()
    {
        string folder = Folder("bytes"), clean = trained["bytes-clean"], noisy = Noisy(folder, "a.png");
        const string Copies = "cp \"$0\" \"$1/$(printf 'caf\\350').png\" && cp \"$0\" \"$1/$(printf 'caf\\351').png\"";
        Assert.SkipUnless(OperatingSystem.IsLinux() && Run("/bin/sh", "-c", Copies, noisy, folder), "needs file names of any bytes");
        CommandRun run = Denoise(folder, "-o", clean);
        Run("/bin/sh", "-c", "rm -f \"$0\"/caf*", folder);
        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains("caf\ufffd.png' is not valid UTF-8, so the file cannot be opened. Rename it.", run.Error);
        Assert.EndsWith("1 denoised, 0 skipped, 2 failed", run.Output.TrimEnd());
        Assert.Equal(["a.png"], Files(clean));
        Assert.Contains("is not valid UTF-8. Choose another name.", Denoise(noisy, "-o", Path.Combine(folder, "caf\ufffd.png")).Error);
    }

    [Fact]
    public void An_empty_name_is_no_image()
    {
        Assert.Contains("The image '' does not exist.", Denoise("").Error);
        string clean = trained["empty-name"];
        CommandRun run = Denoise("", Noisy(Folder("empty"), "a.png"), "-o", clean);
        Assert.EndsWith("1 denoised, 0 skipped, 1 failed", run.Output.TrimEnd());
    }

    private static bool Run(string program, params string[] arguments)
    {
        if (OperatingSystem.IsWindows())
            return false;
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static string[] Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    private static string Noisy(string folder, string name) => TrainedDiscs.WriteNoisy(folder, name);

    private string Folder(string name) => trained.NewFolder(name);

    private void Refused(string message, params string[] arguments) => trained.Refused(message, arguments);

    private CommandRun Denoise(params string[] arguments) => trained.Denoise(arguments);
}
