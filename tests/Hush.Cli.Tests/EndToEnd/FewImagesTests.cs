using System.Text.Json.Nodes;
using Hush.Testing;
using Hush.Training;
using Xunit;

namespace Hush.Cli.Tests.EndToEnd;

/// <summary>The photo recipes on a handful of images, some smaller than a patch.</summary>
public sealed class FewImagesTests : IDisposable
{
    private static readonly string[] s_short =
        ["--epochs", "1", "--set", "data.patches=2", "--set", "model.widths=16,16", "--set", "model.blocks=1", "--set", "model.expansion=1",
            "--threads", "2"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(10, "7 images for training, 2 patches each, 2 for validation", "1 test image of")]
    [InlineData(3, "1 image for training, 2 patches each, 1 for validation", "1 test image of")]
    [InlineData(2, "1 image for training, 2 patches each, 1 for validation", "1 held-out image (also used for validation) of")]
    public void A_photo_recipe_trains_on_few_images(int count, string data, string measured)
    {
        CommandRun run = Train(count);
        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        Assert.Contains(data, run.Output);
        Assert.Contains(measured, run.Output);
        CommandRun evaluated = RecordedTerminal.Run("evaluate", _folder["run"], "--sigma", "25", "--json");
        Assert.Equal((ExitCode.Done, 1), (evaluated.Code, (int)JsonNode.Parse(evaluated.Output)![0]!["images"]!));
    }

    [Fact]
    public void One_image_is_too_few_and_the_message_says_how_many_are_needed()
    {
        CommandRun run = Train(1);
        Assert.Equal((ExitCode.Failed, ""), (run.Code, run.Output));
        Assert.Contains("has 1 image (", run.Error);
        Assert.Contains("but at least two are needed, one for training and one for testing. Add images, or choose another folder.",
            run.Error);
        Assert.False(Directory.Exists(_folder["run"]));
    }

    private CommandRun Train(int count)
    {
        string photos = Directory.CreateDirectory(_folder["photos"]).FullName;
        for (int i = 0; i < count; i++)
            // a patch is 64x64
            Discs.WriteNoisy(Path.Combine(photos, $"{i}.png"), width: 12 + (9 * i), height: 70 - (6 * i), channels: 3);
        return RecordedTerminal.Run(["train", "photo-color", "--data", photos, "--out", _folder["run"], .. s_short]);
    }
}
