using System.Text.Json.Nodes;
using Hush.Learning.Checkpoints;
using Hush.Testing;
using Hush.Training;
using Xunit;

namespace Hush.Cli.Tests.EndToEnd;

/// <summary>Networks given layer by layer: trained, resumed, used, exported.</summary>
public sealed class ArchitectureTests : IDisposable
{
    /// <summary>The network of <see cref="Discs.Recipe"/>, layer by layer.</summary>
    private const string Layers = """
        {
          "layers": [
            { "kind": "conv", "name": "enc1_1", "channels": 8, "bias": false },
            { "kind": "batch-norm", "name": "enc1_1_norm" },
            { "kind": "relu", "name": "full" },
            { "kind": "max-pool" },
            { "kind": "conv", "name": "enc2_1", "channels": 16, "bias": false },
            { "kind": "batch-norm", "name": "enc2_1_norm" },
            { "kind": "relu" },
            { "kind": "upsample" },
            { "kind": "concat", "with": "full" },
            { "kind": "conv", "name": "dec1_1", "channels": 8, "bias": false },
            { "kind": "batch-norm", "name": "dec1_1_norm" },
            { "kind": "relu" },
            { "kind": "conv", "name": "out", "channels": "image", "init_scale": 0.1 },
            { "kind": "subtract", "input": "noisy", "with": "out" }
          ]
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_layers_of_the_built_in_network_train_to_the_same_bytes()
    {
        string recipe = Discs.Write(_folder, epochs: 2);
        File.WriteAllText(_folder["net.json"], Layers);
        Done("train", recipe, "--out", _folder["unet"]);
        Done("train", recipe, "--architecture", _folder["net.json"], "--out", _folder["layers"]);
        IReadOnlyDictionary<string, SavedTensor> unet = Open("unet").Tensors, layers = Open("layers").Tensors;
        Assert.Equal(unet.Keys, layers.Keys);
        Assert.All(unet.Keys, name => Assert.Equal(unet[name].Values.ToArray(), layers[name].Values.ToArray()));
        Assert.Equal(
            File.ReadLines(Path.Combine(_folder["unet"], "log.csv")).Select(WithoutSeconds),
            File.ReadLines(Path.Combine(_folder["layers"], "log.csv")).Select(WithoutSeconds));

        static string WithoutSeconds(string row) => row[..row.LastIndexOf(',')];
    }

    [Fact]
    public void The_example_of_the_documentation_trains_resumes_denoises_and_exports()
    {
        string recipe = Discs.Write(_folder, epochs: 2);
        string example = SourceTree.File("docs/examples/small-unet.json");
        Done("train", recipe, "--architecture", example, "--out", _folder["run"]);
        Recipe made = Recipe.LoadFile(Path.Combine(_folder["run"], "recipe.json"));
        Assert.Equal(ModelKind.Custom, made.Model.Kind);
        Done("train", recipe, "--architecture", example, "--out", _folder["run"], "--resume", "--epochs", "3");
        Discs.WriteNoisy(_folder["noisy.png"], 53, 41, 1);
        Done("denoise", _folder["noisy.png"], "-o", _folder["clean.png"], "--model", _folder["run"]);
        Done("export", _folder["run"], "-o", _folder["net.onnx"]);
        Done("denoise", _folder["noisy.png"], "-o", _folder["onnx.png"], "--model", _folder["net.onnx"]);
        using Image clean = Image.Read(_folder["clean.png"]), other = Image.Read(_folder["onnx.png"]);
        float apart = clean.Pixels.Span.ToArray().Zip(other.Pixels.Span.ToArray(), (a, b) => Math.Abs(a - b)).Max();
        Assert.True(apart <= 1 / 255f + 1e-6f, $"largest difference {apart}");
        Assert.Contains("concat of pixel-shuffle1, full", RecordedTerminal.Run("info", _folder["run"]).Output);
        string report = File.ReadAllText(Path.Combine(_folder["run"], "report.html"));
        Assert.Contains("conv-transpose", report);
    }

    [Fact]
    public void A_resumed_run_keeps_its_network()
    {
        string recipe = Discs.Write(_folder, epochs: 1);
        File.WriteAllText(_folder["net.json"], Layers);
        Done("train", recipe, "--architecture", _folder["net.json"], "--out", _folder["run"]);
        File.WriteAllText(_folder["other.json"], """{ "layers": [ { "kind": "conv", "channels": 1 } ] }""");
        CommandRun run = RecordedTerminal.Run(
            "train", recipe, "--architecture", _folder["other.json"], "--out", _folder["run"], "--resume");
        Assert.Equal(ExitCode.WrongUse, run.Code);
        Assert.Contains("was started with other options:", run.Error);
        Assert.Contains("model.layers", run.Error);
    }

    [Theory]
    [InlineData("{ \"layers\": [ { \"kind\": \"conv\", \"name\": \"up2\", \"channels\": 0 } ] }", "layer 1 'up2': channels must be")]
    [InlineData(
        "{ \"layers\": [ { \"kind\": \"conv\", \"name\": \"c\", \"channels\": 3 } ] }", "layer 1 'c': The network's output 'c' has 3")]
    [InlineData("{ \"layers\": [", "is not valid JSON")]
    [InlineData("{ \"layers\": {} }", "expected a list of layers")]
    [InlineData("[]", "expected an object")]
    public void A_network_that_does_not_fit_is_refused_before_anything_is_written(string json, string message)
    {
        string recipe = Discs.Write(_folder, epochs: 1);
        File.WriteAllText(_folder["net.json"], json);
        CommandRun run = RecordedTerminal.Run("train", recipe, "--architecture", _folder["net.json"], "--out", _folder["run"]);
        Assert.Equal(ExitCode.WrongUse, run.Code);
        Assert.Contains(message, run.Error);
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Fact]
    public void A_missing_file_is_one_clear_error()
    {
        CommandRun run = RecordedTerminal.Run("train", "mnist", "--architecture", _folder["none.json"], "--out", _folder["run"]);
        Assert.Equal(ExitCode.WrongUse, run.Code);
        Assert.Contains("does not exist. Give the path of a JSON file with the layers of a network.", run.Error);
    }

    [Fact]
    public void A_folder_is_not_read_as_a_file()
    {
        string folder = _folder.Path;
        CommandRun run = RecordedTerminal.Run("train", "mnist", "--architecture", folder, "--out", _folder["run"]);
        Assert.Equal(ExitCode.WrongUse, run.Code);
        Assert.Contains($"'{folder}' is a folder. Give the path of a JSON file with the layers of a network.", run.Error);
    }

    private SafetensorsFile Open(string run) => SafetensorsFile.Read(Path.Combine(_folder[run], "model.safetensors"));

    private static void Done(params string[] arguments)
    {
        CommandRun run = RecordedTerminal.Run(arguments);
        Assert.True(run.Code == ExitCode.Done, run.Error);
        Assert.DoesNotContain("warning", run.Error);
    }
}
