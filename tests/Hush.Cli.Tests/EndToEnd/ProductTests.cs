using System.Text.Json.Nodes;
using Hush.Testing;
using Xunit;

namespace Hush.Cli.Tests.EndToEnd;

/// <summary>A smoke test of the whole product: the built program, its exit codes and its files.</summary>
public class ProductTests
{
    private static readonly string[] s_files =
    [
        "recipe.json", "log.csv", "model.safetensors", "metrics.json", "report.html", "loss.svg", "psnr.svg", "ssim.svg", "grid.png",
    ];

    [Fact]
    public void The_program_trains_measures_cleans_and_explains()
    {
        using var folder = new TemporaryFolder();
        Discs.Write(folder, epochs: 4);
        Discs.WriteNoisy(folder["noisy.png"], 33, 21, 3);

        CommandRun train = HushProcess.Run(folder.Path, "train", "discs.json");
        Assert.Equal((ExitCode.Done, ""), (train.Code, train.Error));
        string run = Path.Combine(folder["runs"], "discs");
        Assert.All(s_files, file => Assert.True(File.Exists(Path.Combine(run, file)), file));

        CommandRun evaluate = HushProcess.Run(folder.Path, "evaluate", "runs/discs", "--sigma", "50", "--json");
        Assert.Equal(50, JsonNode.Parse(evaluate.Output)![0]!["sigma"]!.GetValue<double>());

        CommandRun denoise = HushProcess.Run(folder.Path, "denoise", "noisy.png", "-o", "clean.png", "--model", "runs/discs");
        Assert.Equal(ExitCode.Done, denoise.Code);
        Assert.Matches(@"^clean\.png: 33x21, color, 8 bits, noise [^,]+, in \d+\.\d\d s\s*$", denoise.Output);
        using (Image clean = Image.Read(folder["clean.png"]))
            Assert.Equal((33, 21, 3), (clean.Width, clean.Height, clean.Channels));

        Assert.Contains("discs", HushProcess.Run(folder.Path, "info", "runs/discs").Output);
        Assert.Contains("Did you mean 'runs/discs'?", HushProcess.Run(folder.Path, "info", "discs").Error);
        Assert.Equal(ExitCode.Failed, HushProcess.Run(folder.Path, "train", "discs.json").Code);
        Assert.Equal(ExitCode.WrongUse, HushProcess.Run(folder.Path, "train", "discs.json", "--epcohs", "3").Code);
    }
}
