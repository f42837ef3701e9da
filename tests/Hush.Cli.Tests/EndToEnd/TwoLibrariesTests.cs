using Xunit;

namespace Hush.Cli.Tests.EndToEnd;

/// <summary>
/// The bundled libvips and the system's libvips in one process, loaded in either order, which determines the plug-ins that are found.
/// </summary>
public class TwoLibrariesTests(TrainedDiscs trained) : IClassFixture<TrainedDiscs>
{
    [Theory, InlineData("a.jpg", "b.heic"), InlineData("a.heic", "b.jpg")]
    public void Jpeg_and_heic_are_cleaned_in_one_process(string first, string second)
    {
        string order = Path.GetExtension(first)[1..];
        string folder = trained.NewFolder($"two-{order}"), clean = trained[$"two-{order}-clean"], noisy = trained[$"two-{order}.png"];
        Discs.WriteNoisy(noisy, 21, 17, 1);
        foreach (string name in new[] { first, second })
        {
            CommandRun made = HushProcess.Run(folder, "denoise", noisy, "-o", Path.Combine(folder, name), "--model", trained.Folder);
            Assert.SkipWhen(made.Code != ExitCode.Done && made.Error.Contains("HEIC"), "needs a libvips that writes HEIC");
            Assert.Equal((ExitCode.Done, name), (made.Code, made.Code == ExitCode.Done ? name : made.Error));
        }

        CommandRun run = HushProcess.Run(folder, "denoise", folder, "-o", clean, "--model", trained.Folder);
        Assert.DoesNotContain("error", run.Error);
        Assert.DoesNotContain("GModule", run.Error);
        Assert.Contains("2 denoised, 0 skipped, 0 failed", run.Output);
        Assert.Equal([first, second], Directory.EnumerateFiles(clean).Select(Path.GetFileName).Order());
    }
}
