using System.Text.Json.Nodes;
using Hush.Testing;
using Xunit;

namespace Hush.Cli.Tests.EndToEnd;

/// <summary><c>hush denoise</c> with several images or folders, and with residuals and comparisons.</summary>
public class DenoiseBatchTests(TrainedDiscs trained) : IClassFixture<TrainedDiscs>
{
    [Fact]
    public void A_folder_keeps_its_tree_and_one_bad_file_does_not_stop_the_rest()
    {
        string folder = Folder("tree"), clean = trained["tree-clean"];
        Noisy(folder, "a.png");
        Noisy(folder, "deep/er/b.pgm");
        Write(folder, "bad.png", "no picture");
        Write(folder, "notes.txt", "no picture either");
        CommandRun run = Denoise(folder, "-o", clean);
        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains("bad.png", run.Error);
        Assert.EndsWith("2 denoised, 0 skipped, 1 failed; ignored: 1 of other types", run.Output.TrimEnd());
        Assert.Equal(["a.png", "deep/er/b.pgm"], Files(clean));
    }

    [Fact]
    public void A_run_in_which_all_images_fail_leaves_no_folders_and_says_so()
    {
        string folder = Folder("all-bad"), clean = trained["all-bad-clean"];
        Write(folder, "bad.png", "no picture");
        Directory.CreateDirectory(Path.Combine(folder, "deep", "er"));
        Write(folder, "deep/er/bad.png", "no picture");
        CommandRun run = Denoise(folder, "-o", clean);
        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.EndsWith("no image was denoised, 2 failed", run.Output.TrimEnd());
        Assert.False(Directory.Exists(clean));
        Directory.CreateDirectory(clean);
        Assert.Equal(ExitCode.Failed, Denoise(folder, "-o", clean).Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(clean));
    }

    [Fact]
    public void Folders_that_cannot_be_searched_are_told_and_do_not_stop_the_rest()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs folders that cannot be searched");
        string one = Folder("closed-one"), two = Folder("closed-two"), clean = trained["closed-clean"];
        Noisy(one, "a.png");
        Noisy(two, "b.png");
        using var inOne = new UnreadableFolders(one);
        using var inTwo = new UnreadableFolders(two);
        CommandRun run = Denoise(one, two, "-o", clean);
        Assert.Equal(ExitCode.Failed, run.Code);
        foreach (string folder in new[] { one, two })
        {
            string closed = Path.Combine(folder, "caf\ufffd");
            Assert.Contains($"'{closed}' cannot be searched for images: ", run.Error);
            Assert.Contains($"{closed}: not searched", run.Output);
        }

        Assert.EndsWith("2 denoised, 0 skipped, 2 failed", run.Output.TrimEnd());
        Assert.Equal(["a.png", "b.png"], Files(clean));
        CommandRun shown = Denoise(one, "-o", clean, "--overwrite", "--compare", trained["closed-sides.png"]);
        Assert.EndsWith("1 denoised, 0 skipped, 1 failed", shown.Output.TrimEnd());
    }

    [Fact]
    public void What_is_done_is_skipped_or_reported_and_never_overwritten_unasked()
    {
        string folder = Folder("twice"), clean = trained["twice-clean"];
        Noisy(folder, "a.png");
        Noisy(folder, "b.png");
        Directory.CreateDirectory(clean);
        Write(clean, "a.png", "mine");
        CommandRun first = Denoise(folder, "-o", clean);
        Assert.Equal(ExitCode.Failed, first.Code);
        Assert.Contains("already exists", first.Error);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(clean, "a.png")));
        CommandRun second = Denoise(folder, "-o", clean, "--skip-existing");
        Assert.Equal((ExitCode.Done, "0 denoised, 2 skipped, 0 failed"), (second.Code, second.Output.TrimEnd().Split('\n')[^1]));
        CommandRun third = Denoise(folder, "-o", clean, "--overwrite");
        Assert.Equal(ExitCode.Done, third.Code);
        Assert.NotEqual("mine", File.ReadAllText(Path.Combine(clean, "a.png")));
    }

    [Fact]
    public void A_folder_of_results_inside_the_folder_is_not_cleaned_again()
    {
        string folder = Folder("inside"), clean = Path.Combine(folder, "clean");
        Noisy(folder, "a.png");
        Assert.Equal(ExitCode.Done, Denoise(folder, "-o", clean).Code);
        Noisy(folder, "b.png");
        Assert.Contains("1 denoised, 1 skipped, 0 failed", Denoise(folder, "-o", clean, "--skip-existing").Output);
        Assert.Equal(["a.png", "b.png"], Files(clean));
    }

    [Fact]
    public void A_linked_folder_is_the_folder_itself_and_originals_are_safe()
    {
        string folder = Folder("linked"), inside = Path.Combine(folder, "clean"), noisy = Noisy(folder, "a.png");
        string link = trained["linked-too"], other = trained["linked-clean"];
        byte[] original = File.ReadAllBytes(noisy);
        Directory.CreateSymbolicLink(link, folder);
        Assert.Equal(ExitCode.WrongUse, Denoise(folder, "-o", link, "--overwrite").Code);
        Assert.Equal(ExitCode.WrongUse, Denoise(noisy, "-o", Path.Combine(link, "a.png"), "--overwrite").Code);
        Assert.Equal(original, File.ReadAllBytes(noisy));

        Directory.CreateDirectory(inside);
        Directory.CreateSymbolicLink(other, inside);
        for (int run = 0; run < 2; run++)
            Assert.Contains("1 denoised, 0 skipped, 0 failed", Denoise(folder, "-o", other, "--overwrite").Output);
        Assert.Equal(["a.png"], Files(inside));
    }

    [Fact]
    public void A_comparison_that_its_format_cannot_hold_is_refused_before_the_work_and_a_residual_that_it_can_is_not()
    {
        string wide = trained["wide.pgm"], clean = trained["wide-clean.pgm"];
        using (Image picture = Image.FromPixels(new float[9000 * 2], 9000, 2, 1))
            picture.Write(wide);
        CommandRun refused = Denoise(wide, "-o", clean, "--compare", trained["wide.webp"]);
        Assert.Equal(ExitCode.Failed, refused.Code);
        Assert.Contains("18004x2", refused.Error);
        Assert.False(File.Exists(clean));
        // without libvips, the command fails for another reason
        Assert.DoesNotContain("sides of at most", Denoise(wide, "-o", clean, "--residual", trained["wide.webp"]).Error);
    }

    [Fact]
    public void Files_go_into_a_folder_that_is_there_and_JSON_has_an_object_for_each()
    {
        string folder = Folder("files"), clean = Folder("files-clean"), missing = Path.Combine(folder, "missing.png");
        CommandRun run = Denoise(Noisy(folder, "a.png"), missing, "-o", clean, "--json");
        Assert.Equal(ExitCode.Failed, run.Code);
        JsonArray reports = JsonNode.Parse(run.Output)!.AsArray();
        Assert.Equal("discs", (string)reports[0]!["model"]!);
        Assert.Equal(missing, (string)reports[1]!["input"]!);
        Assert.Contains("does not exist. Give the path of an image file.", (string)reports[1]!["error"]!);
        Assert.Equal(["a.png"], Files(clean));
        Assert.Equal(ExitCode.Done, Denoise(Path.Combine(folder, "a.png"), "-o", clean, "--overwrite").Code);
    }

    [Fact]
    public void An_image_that_is_too_large_for_the_memory_does_not_stop_the_rest_and_a_missing_model_is_said_once()
    {
        string folder = Folder("capped");
        Noisy(folder, "a.png");
        Discs.WriteNoisy(Path.Combine(folder, "b.png"), 1500, 1200, 3);
        Noisy(folder, "c.png");
        CommandRun run = Denoise(folder, "-o", trained["capped-clean"], "--memory", "160M");
        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.EndsWith("2 denoised, 0 skipped, 1 failed", run.Output.TrimEnd());
        CommandRun missing = RecordedTerminal.Run("denoise", folder, "-o", trained["unmade"], "--model", "no-such-model");
        Assert.Equal((ExitCode.Failed, ""), (missing.Code, missing.Output));
        Assert.Single(missing.Error.Split("error: ")[1..]);
    }

    [Fact]
    public void What_cannot_be_meant_is_refused_before_the_work()
    {
        string one = Folder("one"), two = Folder("two"), file = Noisy(one, "same.png");
        Noisy(two, "same.png");
        Refused("would both become", file, Path.Combine(two, "same.png"), "-o", trained["clash"]);
        Refused("is a file, but the output must be a folder", one, "-o", file);
        Noisy(one, "other.png");
        Refused("can show only one image, but there are 2", one, "-o", trained["shown"], "--compare", trained["c.png"]);
        Refused("is already the output file of the clean image", file, "-o", trained["clean-same.png"], "--residual",
            trained["clean-same.png"]);
        Refused("is the folder of the noisy images. Choose another folder", one, "-o", Path.Combine(one, ".", ""));
        Refused("cannot hold both the residual and the comparison", file, "-o", trained["x.png"], "--residual", trained["y.png"],
            "--compare", trained["y.png"]);
        Refused("Standard output (-) is reserved for the clean image", file, "-o", trained["x.png"], "--compare", "-");
        Refused("--compare is empty", file, "-o", trained["x.png"], "--compare", "");
        Assert.Equal(ExitCode.Failed, Denoise(Folder("empty"), "-o", trained["nothing"]).Code);
    }

    [Fact]
    public void What_becomes_png_leaves_the_name_to_a_png_that_comes_in_as_well()
    {
        string folder = Folder("namesakes"), clean = trained["namesakes-clean"];
        Noisy(folder, "scan.png");
        File.WriteAllText(Path.Combine(folder, "scan.pbm"), "P1\n16 2\n" + string.Concat(Enumerable.Repeat("0 1 ", 16)));
        Assert.Equal(ExitCode.Done, Denoise(folder, "-o", clean).Code);
        Assert.Equal(["scan.pbm.png", "scan.png"], Files(clean));
    }

    [Fact]
    public void A_folder_around_the_noisy_ones_takes_the_clean_ones_and_what_can_only_be_read_becomes_png()
    {
        string outer = Folder("outer"), raw = Path.Combine(outer, "raw");
        Directory.CreateDirectory(raw);
        Noisy(raw, "a.png");
        File.WriteAllText(Path.Combine(raw, "bits.pbm"), "P1\n16 2\n" + string.Concat(Enumerable.Repeat("0 1 ", 16)));
        CommandRun run = Denoise(raw, "-o", outer);
        Assert.Equal((ExitCode.Done, "2 denoised, 0 skipped, 0 failed"), (run.Code, run.Output.TrimEnd().Split('\n')[^1]));
        Assert.Equal(["a.png", "bits.png", "raw/a.png", "raw/bits.pbm"], Files(outer));
    }

    [Fact]
    public void An_image_that_is_passed_over_needs_no_place_for_its_comparison()
    {
        string noisy = Noisy(Folder("again"), "a.png"), clean = trained["again-clean.png"], both = trained["again-both.png"];
        string[] command = [noisy, "-o", clean, "--compare", both, "--skip-existing"];
        Assert.Equal(ExitCode.Done, Denoise(command).Code);
        Assert.Equal((ExitCode.Done, ""), (Denoise(command).Code, Denoise(command).Error));
    }

    [Fact]
    public void Values_that_are_no_numbers_stay_and_spoil_nothing_around_them()
    {
        string noisy = trained["holes.pfm"];
        float[] pixels = [.. Enumerable.Range(0, 20 * 20).Select(i => i % 50 == 7 ? float.NaN : (i % 7) / 7f)];
        using (Image image = Image.FromPixels(pixels, 20, 20, 1, 32))
            image.Write(noisy);
        CommandRun run = Denoise(noisy, "-o", trained["holes-clean.pfm"], "--residual", trained["holes-removed.png"], "--json");
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.InRange((double)JsonNode.Parse(run.Output)!["removed"]!["sigma"]!, 0.1, 255);
        Assert.Contains("8 values are NaN or infinite and are kept.", run.Error);
        using Image clean = Image.Read(trained["holes-clean.pfm"]);
        for (int i = 0; i < pixels.Length; i++)
            Assert.Equal(float.IsNaN(pixels[i]), !float.IsFinite(clean.Pixels.Span[i]));
    }

    [Fact]
    public void The_residual_and_the_comparison_show_what_was_done()
    {
        string noisy = trained["shown.png"], clean = trained["shown-clean.png"], removed = trained["removed.png"],
            both = trained["both.png"];
        Discs.WriteNoisy(noisy, 40, 24, 3);
        CommandRun run = Denoise(noisy, "-o", clean, "--residual", removed, "--compare", both, "--json");
        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        JsonNode report = JsonNode.Parse(run.Output)!["removed"]!;
        double gain = (double)report["gain"]!, sigma = (double)report["sigma"]!;
        Assert.InRange(gain * sigma / 255, 0.124, 0.126);
        Assert.Equal(3, report["correlation"]!.AsArray().Count);
        using Image before = Image.Read(noisy), after = Image.Read(clean), shown = Image.Read(removed), sides = Image.Read(both);
        Assert.Equal((84, 24, 3), (sides.Width, sides.Height, sides.Channels));
        for (int row = 0; row < 24; row++)
        {
            Assert.Equal(Row(before, row, 0, 40), Row(sides, row, 0, 40));
            Assert.Equal(Row(after, row, 0, 40), Row(sides, row, 44, 40));
            Assert.All(Row(sides, row, 40, 4), v => Assert.Equal(1, v));
            float[] b = Row(before, row, 0, 40), a = Row(after, row, 0, 40), r = Row(shown, row, 0, 40);
            for (int i = 0; i < r.Length; i++)      // the clean file is rounded and clipped, and the residual is computed before that
                Assert.True(a[i] is 0 or 1 || Math.Abs(Math.Clamp(0.5 + (gain * (b[i] - a[i])), 0,
                    1) - r[i]) <= (0.51 * gain / 255) + (0.51 / 255), $"{row} {i}");
        }
    }

    [Fact]
    public void An_image_goes_from_standard_input_to_standard_output()
    {
        string folder = Folder("pipe"), noisy = Noisy(folder, "noisy.png"), clean = Path.Combine(folder, "clean.png");
        Denoise(noisy, "-o", clean);
        var (code, output, error) =
            HushProcess.Pipe(folder, File.ReadAllBytes(noisy), "denoise", "-", "-o", "-", "--model", trained.Folder);
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("21x17, gray, 8 bits", error);
        Assert.Equal(File.ReadAllBytes(clean), output);
        Assert.Contains("cannot both go to standard output", RecordedTerminal.Run("denoise", noisy, "-o", "-", "--json").Error);
        Refused("work for a single image only", "-", noisy, "-o", folder);
    }

    private static float[] Row(Image image, int row, int first, int count) =>
        image.Pixels.Span.Slice(((row * image.Width) + first) * image.Channels, count * image.Channels).ToArray();

    private static string[] Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    private static void Write(string folder, string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);

    private static string Noisy(string folder, string name) => TrainedDiscs.WriteNoisy(folder, name);

    private string Folder(string name) => trained.NewFolder(name);

    private void Refused(string message, params string[] arguments) => trained.Refused(message, arguments);

    private CommandRun Denoise(params string[] arguments) => trained.Denoise(arguments);
}
