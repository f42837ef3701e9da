using Hush.Testing;
using Xunit;

namespace Hush.Cli.Tests.EndToEnd;

/// <summary>Devices of <c>hush denoise</c>, in a program without the native library of ONNX Runtime.</summary>
public sealed class DeviceTests : IDisposable
{
    private const string FolderVariable = "HUSH_ONNXRUNTIME";

    private readonly TemporaryFolder _folder = new();

    public DeviceTests() => Assert.SkipWhen(
        Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 },
        $"{FolderVariable} is set: unset it to test what is missing");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_unknown_device_is_answered_with_the_known_ones()
    {
        CommandRun run = Denoise("gpu");
        Assert.Equal(ExitCode.WrongUse, run.Code);
        Assert.Equal("error: Unknown device 'gpu'. The devices are cpu-ort, cuda, directml, coreml.", run.Error.Trim());
    }

    [Theory]
    [InlineData("cpu-ort", "needs the native library of ONNX Runtime, which was not found. Add the package Microsoft.ML.OnnxRuntime to")]
    [InlineData("cuda", "Add the package Microsoft.ML.OnnxRuntime.Gpu.")]
    [InlineData("directml", "Add the package Microsoft.ML.OnnxRuntime.DirectML")]
    [InlineData("coreml", "Add the package Microsoft.ML.OnnxRuntime to the project")]
    public void A_missing_library_is_one_message_that_says_what_to_install(string device, string message)
    {
        bool isHere = device switch { "directml" => OperatingSystem.IsWindows(), "coreml" => OperatingSystem.IsMacOS(), _ => true };
        CommandRun run = Denoise(device);
        Assert.Equal((ExitCode.Failed, ""), (run.Code, run.Output));
        Assert.Contains(isHere ? message : $"The device '{device}' exists only on", run.Error);
        Assert.Single(run.Error.Trim().Split('\n'));
        Assert.False(File.Exists(_folder["clean.png"]));
    }

    [Fact]
    public void The_help_names_every_device()
    {
        string help = RecordedTerminal.Run("denoise", "--help").Output;
        Assert.All(OnnxRuntimeEngine.Devices, device => Assert.Contains(device, help));
        Assert.Contains(FolderVariable, help);
    }

    private CommandRun Denoise(string device)
    {
        string noisy = _folder["noisy.png"];
        using Image image = Image.FromPixels(Samples.Uniform(20 * 20, 1), 20, 20, 1);
        image.Write(noisy);
        return RecordedTerminal.Run("denoise", noisy, "-o", _folder["clean.png"], "--device", device);
    }
}
