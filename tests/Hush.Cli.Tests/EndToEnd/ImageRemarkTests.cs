using System.Text.Json.Nodes;
using Hush.Imaging.Files;
using Xunit;

namespace Hush.Cli.Tests.EndToEnd;

/// <summary>The remarks of <c>hush denoise</c> about files, and the metadata that it keeps.</summary>
public class ImageRemarkTests(TrainedDiscs trained) : IClassFixture<TrainedDiscs>
{
    [Fact]
    public void Cleaning_a_clean_image_again_warns()
    {
        string noisy = trained["once.png"], clean = trained["twice.png"], again = trained["thrice.png"];
        Discs.WriteNoisy(noisy, 19, 31, 1);
        Assert.Equal("", Denoise(noisy, clean).Error);
        CommandRun second = Denoise(clean, again);
        Assert.Contains($"warning: '{clean}' was already denoised with Hush; denoising it again may blur it.", second.Error);
        Assert.Equal(ExitCode.Done, second.Code);
        Assert.Single(JsonNode.Parse(second.Output)!["remarks"]!.AsArray());
    }

    [Fact]
    public void Metadata_is_kept_and_what_is_promoted_or_lost_is_said()
    {
        string noisy = trained["tagged.png"], clean = trained["tagged-clean.png"], poor = trained["tagged.pgm"], few = trained["few.pgm"];
        using (Image image = Image.FromPixels(new float[12 * 9], 12, 9, 1))
        {
            var metadata = new ImageMetadata
            {
                Orientation = 6, Software = "camera", Icc = new byte[200], Resolution = Resolution.FromDotsPerInch(300),
                Texts = [new TextEntry("Title", "a test")],
            };
            image.WithMetadata(metadata).Write(noisy);
        }

        Assert.Equal("", Denoise(noisy, clean).Error);
        using Image kept = Image.Read(clean);
        Assert.Equal((12, 9, 6, 200), (kept.Width, kept.Height, kept.Metadata.Orientation, kept.Metadata.Icc.Length));
        Assert.Contains(new TextEntry("Title", "a test"), kept.Metadata.Texts);
        Assert.Matches("^denoised with Hush [0-9.]+; camera$", kept.Metadata.Software);

        string lost = Denoise(noisy, poor).Error;
        Assert.Contains($"note: '{poor}': PGM does not support color profiles: the profile is left out, and colors may look different.",
            lost);
        Assert.Contains($"note: '{poor}': PGM does not support text: Title left out.", lost);

        File.WriteAllText(few, "P2 2 1 15 0 15");
        Assert.Contains($"note: '{few}': Its 16 shades are promoted to 8 bits per sample.", Denoise(few, trained["few.png"]).Error);
    }

    [Fact]
    public void A_quality_that_is_none_is_refused()
    {
        CommandRun run = RecordedTerminal.Run("denoise", "a.png", "-o", "b.jpg", "--model", "m", "--quality", "101");
        Assert.Equal(ExitCode.WrongUse, run.Code);
        Assert.Contains("--quality must be an integer from 1 to 100, got '101'.", run.Error);
    }

    private CommandRun Denoise(string from, string to) =>
        RecordedTerminal.Run("denoise", from, "-o", to, "--model", trained.Folder, "--json");
}
