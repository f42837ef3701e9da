using Hush.Numerics.Text;
using Microsoft.ML.OnnxRuntime;

namespace Hush.OnnxRuntime;

/// <summary>A device that networks can run on: an execution provider of ONNX Runtime.</summary>
/// <param name="Name">The name that users give.</param>
/// <param name="Provider">The name in ONNX Runtime.</param>
/// <param name="Package">The NuGet package with the native library.</param>
/// <param name="Systems">The operating systems that have it; empty for all.</param>
/// <param name="Needs">What else must be installed, as the end of a sentence.</param>
/// <param name="Select">Selects the device for a session.</param>
internal sealed record Device(
    string Name, string Provider, string Package, IReadOnlyList<string> Systems, string Needs, Action<SessionOptions> Select)
{
    private const string Linux = "Linux", Windows = "Windows", MacOS = "macOS";

    public static IReadOnlyList<Device> All { get; } =
    [
        new("cpu-ort", "CPUExecutionProvider", "Microsoft.ML.OnnxRuntime", [], "", _ => { }),
        new("cuda", "CUDAExecutionProvider", OperatingSystem.IsWindows() ? "Microsoft.ML.OnnxRuntime.Gpu.Windows"
            : "Microsoft.ML.OnnxRuntime.Gpu.Linux", [Linux, Windows], "an NVIDIA GPU with its driver, CUDA and cuDNN", SelectCuda),
        new("directml", "DmlExecutionProvider", "Microsoft.ML.OnnxRuntime.DirectML", [Windows], "a GPU that supports DirectX 12",
            SelectDirectML),
        new("coreml", "CoreMLExecutionProvider", "Microsoft.ML.OnnxRuntime", [MacOS], "macOS 12 or later", SelectCoreML),
    ];

    /// <exception cref="OptionException">There is no device with this name.</exception>
    public static Device Get(string name) => All.FirstOrDefault(d => d.Name == name)
        ?? throw new OptionException(
            $"Unknown device '{Printable.Escape(name)}'.{Suggestion.Question(name, All.Select(d => d.Name))} The devices are " +
            $"{string.Join(", ", All.Select(d => d.Name))}.");

    /// <exception cref="DeviceException">The device does not exist on this operating system.</exception>
    public void EnsureHasSystem()
    {
        string here = OperatingSystem.IsWindows() ? Windows : OperatingSystem.IsMacOS() ? MacOS : Linux;
        if (Systems.Count > 0 && !Systems.Contains(here))
            throw new DeviceException($"The device '{Name}' exists only on {string.Join(" and ", Systems)}. Choose another device.");
    }

    // TensorFloat-32 rounds to 11 bits, which is visible in smooth areas.
    private static void SelectCuda(SessionOptions options)
    {
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(new Dictionary<string, string> { ["device_id"] = "0", ["use_tf32"] = "0" });
        options.AppendExecutionProvider_CUDA(cuda);
    }

    // DirectML supports neither memory patterns nor parallel execution.
    private static void SelectDirectML(SessionOptions options)
    {
        options.EnableMemoryPattern = false;
        options.ExecutionMode = ExecutionMode.ORT_SEQUENTIAL;
        options.AppendExecutionProvider_DML(0);
    }

    // The Neural Engine, and the older model format on GPUs, compute with 16 bits.
    private static void SelectCoreML(SessionOptions options) => options.AppendExecutionProvider(
        "CoreML", new Dictionary<string, string> { ["ModelFormat"] = "MLProgram", ["MLComputeUnits"] = "CPUAndGPU" });
}
