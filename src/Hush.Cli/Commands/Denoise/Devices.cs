namespace Hush.Cli.Commands.Denoise;

/// <summary>Other engines than the built-in one. Their assembly is loaded on use only.</summary>
internal static class Devices
{
    /// <summary>Environment variable with the folder of ONNX Runtime's native library.</summary>
    public const string FolderVariable = "HUSH_ONNXRUNTIME";

    /// <summary>Runs the networks in ONNX Runtime.</summary>
    /// <exception cref="OptionException">There is no device with this name.</exception>
    /// <exception cref="HushException">The device cannot be used.</exception>
    public static void Use(AutoDenoiser denoiser, string device)
    {
#if NO_ONNX_RUNTIME
        _ = denoiser;
        throw new IOException($"The device '{device}' needs ONNX Runtime, which this native program does not include. Use the .NET tool " +
            "(dotnet tool install Hush.Tool), or omit --device.");
#else
        denoiser.UseOnnxRuntime(device);
#endif
    }
}
