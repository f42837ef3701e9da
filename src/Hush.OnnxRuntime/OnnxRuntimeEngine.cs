using Hush.Denoising.Engines;
using Hush.OnnxRuntime;

namespace Hush;

/// <summary>
/// Runs networks in ONNX Runtime instead of the built-in engine, on a GPU or another accelerator. Results differ from those of the
/// built-in engine by at most 10^-4 of the largest value.
/// </summary>
/// <remarks>
/// The native library comes from a package of ONNX Runtime 1.31 or later: <c>Microsoft.ML.OnnxRuntime</c> for <c>cpu-ort</c> and
/// <c>coreml</c>, <c>Microsoft.ML.OnnxRuntime.Gpu</c> for <c>cuda</c>, <c>Microsoft.ML.OnnxRuntime.DirectML</c> for <c>directml</c>. If the
/// program has none, it is searched in the folder that the environment variable <c>HUSH_ONNXRUNTIME</c> names: an unpacked package or
/// release of ONNX Runtime.
/// </remarks>
public static class OnnxRuntimeEngine
{
    /// <summary>
    /// The names of all devices: <c>cpu-ort</c>, <c>cuda</c> (NVIDIA GPUs on Linux and Windows), <c>directml</c> (GPUs on Windows) and
    /// <c>coreml</c> (Apple GPUs).
    /// </summary>
    public static IReadOnlyList<string> Devices { get; } = [.. Device.All.Select(d => d.Name)];

    /// <summary>Runs a model in ONNX Runtime from now on.</summary>
    /// <param name="denoiser">The model. If the device cannot be used, it keeps its present engine.</param>
    /// <param name="device">One of <see cref="Devices"/>.</param>
    /// <returns><paramref name="denoiser"/>.</returns>
    /// <exception cref="OptionException">There is no device with this name.</exception>
    /// <exception cref="HushException">The device is for another system, or the native library, a driver or the device is missing; the
    /// message says which, and what to install.</exception>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ObjectDisposedException">The denoiser was disposed.</exception>
    public static Denoiser UseOnnxRuntime(this Denoiser denoiser, string device)
    {
        ArgumentNullException.ThrowIfNull(denoiser);
        denoiser.Use(EngineFor(device));
        return denoiser;
    }

    /// <summary>Runs all models in ONNX Runtime from now on. Models are still loaded on first use.</summary>
    /// <inheritdoc cref="UseOnnxRuntime(Denoiser, string)"/>
    public static AutoDenoiser UseOnnxRuntime(this AutoDenoiser denoiser, string device)
    {
        ArgumentNullException.ThrowIfNull(denoiser);
        denoiser.Use(EngineFor(device));
        return denoiser;
    }

    private static CreateEngine EngineFor(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var device = Device.Get(name);
        NativeRuntime.EnsureSupports(device);
        return (model, threads) => new OrtEngine(model, device, threads);
    }
}
