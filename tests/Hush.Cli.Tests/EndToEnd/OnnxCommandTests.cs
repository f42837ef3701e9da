using System.Text.Json.Nodes;
using Hush.Testing;
using Xunit;

namespace Hush.Cli.Tests.EndToEnd;

/// <summary>Export, import, and ONNX files where other commands take a model.</summary>
public sealed class OnnxCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_model_that_was_exported_and_imported_denoises_as_before()
    {
        string picture = Picture(3);
        CommandRun export = RecordedTerminal.Run("export", "photo-color", "-o", _folder["color.onnx"]);
        Assert.Equal((ExitCode.Done, ""), (export.Code, export.Error));
        Assert.Contains("color images [batch, 3, height, width], noise level sigma [batch, 1, 1, 1] from 0 to 1", export.Output);
        CommandRun import = RecordedTerminal.Run("import", _folder["color.onnx"], "-o", _folder["color.safetensors"]);
        Assert.Equal((ExitCode.Done, ""), (import.Code, import.Error));
        Assert.Contains("color images, takes the noise level; ", import.Output);
        foreach (string model in (string[])["photo-color", _folder["color.onnx"], _folder["color.safetensors"]])
        {
            CommandRun run = RecordedTerminal.Run(
                "denoise", picture, "-o", _folder["clean.png"], "--model", model, "--sigma", "25", "--overwrite");
            Assert.Equal(ExitCode.Done, run.Code);
            File.Move(_folder["clean.png"], _folder[$"{Path.GetFileName(model)}.png"]);
        }

        using Image own = Image.Read(_folder["photo-color.png"]);
        foreach (string other in (string[])["color.onnx.png", "color.safetensors.png"])
        {
            using Image read = Image.Read(_folder[other]);
            Assert.Equal(own.Pixels.Span.ToArray(), read.Pixels.Span.ToArray());
        }
    }

    [Theory]
    [InlineData("dncnn", 1)]
    [InlineData("dncnn", 3)]
    [InlineData("ffdnet", 3)]
    [InlineData("unet", 3)]
    [InlineData("unet-fixed-size", 1)]
    public void A_network_from_PyTorch_denoises_evaluates_and_shows_itself(string name, int channels)
    {
        string model = Golden(name), picture = Picture(channels);
        CommandRun run = RecordedTerminal.Run("denoise", picture, "-o", _folder["clean.png"], "--model", model);
        Assert.Equal(ExitCode.Done, run.Code);
        using (Image clean = Image.Read(_folder["clean.png"]))
            Assert.Equal((37, 53, channels), (clean.Height, clean.Width, clean.Channels));
        JsonNode card = JsonNode.Parse(RecordedTerminal.Run("info", model, "--json").Output)!;
        Assert.Equal(name, (string)card["name"]!);
        if (name == "dncnn" && channels == 3)
            return;                     // a folder of color images is not for a gray network
        string pictures = Path.GetDirectoryName(picture)!;
        File.Delete(_folder["clean.png"]);
        CommandRun evaluation = RecordedTerminal.Run("evaluate", model, "--data", pictures, "--sigma", "25", "--json");
        Assert.Equal((ExitCode.Done, 1), (evaluation.Code, JsonNode.Parse(evaluation.Output)!.AsArray().Count));
    }

    [Fact]
    public void What_a_file_leaves_open_is_said_when_it_is_imported()
    {
        CommandRun run = RecordedTerminal.Run(
            "import", Golden("dncnn"), "-o", _folder["a.safetensors"], "--sigma", "25", "--white", "255", "--predicts-noise", "--json");
        JsonNode report = JsonNode.Parse(run.Output)!;
        Assert.Equal(
            ["input", "output", "channels", "takes_noise_level", "layers", "parameters", "description", "noise", "noise_is_assumed"],
            report.AsObject().Select(p => p.Key));
        CommandRun info = RecordedTerminal.Run("info", _folder["a.safetensors"]);
        Assert.Matches(@"noise\s+Gaussian noise, σ = 25/255", info.Output);
        Assert.DoesNotContain("trained on", info.Output);
        Assert.DoesNotContain("assumed", info.Output);
    }

    [Fact]
    public void What_is_assumed_about_a_file_is_said()
    {
        CommandRun import = RecordedTerminal.Run("import", Golden("dncnn"), "-o", _folder["a.safetensors"]);
        Assert.Contains("It is assumed to return the clean image.", import.Output);
        Assert.Contains("Noise, assumed because the file does not say it: Gaussian noise, ", import.Output);
        foreach (string model in (string[])[Golden("dncnn"), _folder["a.safetensors"]])
        {
            string info = RecordedTerminal.Run("info", model).Output;
            Assert.Contains("(assumed:", info);
            Assert.Contains("assumed to return the clean", info.ReplaceLineEndings(" "));
        }

        CommandRun evaluation = RecordedTerminal.Run("evaluate", Golden("dncnn"), "--data", Path.GetDirectoryName(Picture(1))!);
        Assert.Contains("does not say what noise it was trained for: Gaussian noise", evaluation.Error);
        CommandRun both = RecordedTerminal.Run(
            "import", Golden("dncnn"), "-o", _folder["b.safetensors"], "--predicts-noise", "--predicts-image");
        Assert.Equal(ExitCode.WrongUse, both.Code);
        Assert.Contains("--predicts-noise and --predicts-image cannot be combined.", both.Error);
    }

    [Fact]
    public void Without_data_of_its_own_an_evaluation_asks_for_some()
    {
        CommandRun run = RecordedTerminal.Run("evaluate", Golden("dncnn"));
        Assert.Equal(ExitCode.WrongUse, run.Code);
        Assert.Contains("does not say what it was trained on. Give a dataset, or a folder of clean images (--data).", run.Error);
    }

    [Fact]
    public void A_file_that_cannot_be_used_gives_one_message_and_exit_code_1()
    {
        string broken = _folder.Write("broken.onnx", File.ReadAllBytes(Golden("dncnn"))[..900]), picture = Picture(1);
        foreach (string[] line in (string[][])[
            ["info", broken], ["denoise", picture, "-o", _folder["b.png"], "--model", broken], ["evaluate", broken, "--data", "mnist"],
            ["import", broken, "-o", _folder["b.safetensors"]]])
        {
            CommandRun run = RecordedTerminal.Run(line);
            Assert.Equal(ExitCode.Failed, run.Code);
            Assert.Contains("broken.onnx' is not an ONNX file, or it is damaged or incomplete", run.Error);
            Assert.DoesNotContain("bug in Hush", run.Error);
        }
    }

    [Theory]
    [InlineData("export photo-gray -o model.bin", "--output must be a file name with the extension .onnx, got 'model.bin'.")]
    [InlineData("import a.onnx -o model.onnx", "--output must be a file name with the extension .safetensors, got 'model.onnx'.")]
    [InlineData("import a.onnx -o a.safetensors --white 0", "--white must be a number above 0, got '0'.")]
    public void Invalid_usage_is_explained(string line, string message)
    {
        CommandRun run = RecordedTerminal.Run(line.Split(' '));
        Assert.Equal(ExitCode.WrongUse, run.Code);
        Assert.Contains(message, run.Error);
    }

    [Fact]
    public void Files_are_replaced_only_if_that_is_asked_for()
    {
        string existing = _folder.Write("model.onnx", [1, 2, 3]);
        CommandRun refused = RecordedTerminal.Run("export", "photo-gray", "-o", existing);
        Assert.Equal(ExitCode.Failed, refused.Code);
        Assert.Contains("already exists. Choose another name with -o, or replace it with --overwrite.", refused.Error);
        Assert.Equal(3, new FileInfo(existing).Length);
        Assert.Equal(ExitCode.Done, RecordedTerminal.Run("export", "photo-gray", "-o", existing, "--overwrite").Code);
        Assert.True(new FileInfo(existing).Length > 1 << 20);
    }

    private static string Golden(string name) => SourceTree.File("tests", "Hush.Tests", "Onnx", "Golden", $"{name}.onnx");

    private string Picture(int channels)
    {
        string path = _folder[$"pictures-{channels}/noisy.png"];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using Image image = Image.FromPixels(Samples.Uniform(37 * 53 * channels, 1), 53, 37, channels);
        image.Write(path);
        return path;
    }
}
