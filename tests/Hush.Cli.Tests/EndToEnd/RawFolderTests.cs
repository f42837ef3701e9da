using Xunit;

namespace Hush.Cli.Tests.EndToEnd;

/// <summary>Folders that also contain raw camera files and other unsupported images.</summary>
public class RawFolderTests(TrainedDiscs trained) : IClassFixture<TrainedDiscs>
{
    [Fact]
    public void Raw_files_in_a_folder_are_refused_one_by_one_and_do_not_stop_the_rest()
    {
        string folder = Directory.CreateDirectory(trained["raw-folder"]).FullName, clean = trained["raw-clean"];
        Discs.WriteNoisy(Path.Combine(folder, "a.png"), 21, 17, 1);
        foreach (string name in new[] { "a.CR2", "a.raf" })
            File.WriteAllBytes(Path.Combine(folder, name), [.. "II*\0\u0010\0\0\0CR\u0002\0"u8, .. new byte[40]]);
        CommandRun run = RecordedTerminal.Run("denoise", folder, "-o", clean, "--model", trained.Folder);
        Assert.Equal(ExitCode.Failed, run.Code);
        string first = Path.Combine(folder, "a.CR2");
        Assert.Contains($"'{first}': expected a developed image, got a raw camera file (Canon CR2). Develop it to a 16-bit TIFF",
            run.Error);
        Assert.Contains($"and 1 more like '{first}'", run.Error);
        Assert.Contains("1 denoised, 0 skipped, 2 failed", run.Output);
        Assert.Equal(["a.png"], Directory.EnumerateFiles(clean).Select(Path.GetFileName));
    }

    [Fact]
    public void Images_of_other_kinds_are_named_and_files_that_are_none_are_counted()
    {
        string folder = Directory.CreateDirectory(trained["other-folder"]).FullName, clean = trained["other-clean"];
        Discs.WriteNoisy(Path.Combine(folder, "a.png"), 21, 17, 1);
        File.WriteAllBytes(Path.Combine(folder, "a.BMP"), [.. "BM\u0036\0\0\0\0\0\0\0\u0036\0\0\0\u0028\0\0\0"u8]);
        File.WriteAllText(Path.Combine(folder, "b.pdf"), "%PDF-1.7");
        File.WriteAllText(Path.Combine(folder, "c.svg"), "<svg width=\"4\">");
        File.WriteAllText(Path.Combine(folder, "notes.txt"), "Hello");
        CommandRun run = RecordedTerminal.Run("denoise", folder, "-o", clean, "--model", trained.Folder);
        Assert.Equal(ExitCode.Failed, run.Code);
        foreach ((string name, string kind) in new[] { ("a.BMP", "a BMP image"), ("b.pdf", "a PDF document"), ("c.svg", "an SVG drawing") })
            Assert.Matches($"'{System.Text.RegularExpressions.Regex.Escape(Path.Combine(folder, name))}': expected an image .*, got {kind}",
                run.Error);
        Assert.Contains("1 denoised, 0 skipped, 3 failed; ignored: 1 of other types", run.Output);
        Assert.Equal(["a.png"], Directory.EnumerateFiles(clean).Select(Path.GetFileName));
    }
}
