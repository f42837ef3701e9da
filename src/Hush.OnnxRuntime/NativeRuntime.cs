using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Hush.Numerics.Text;
using Microsoft.ML.OnnxRuntime;

namespace Hush.OnnxRuntime;

/// <summary>The native library of ONNX Runtime: where it is found, and which devices it supports.</summary>
internal static class NativeRuntime
{
    /// <summary>Environment variable with the folder of the native library, for programs that do not have it themselves.</summary>
    public const string FolderVariable = "HUSH_ONNXRUNTIME";

    private static readonly Lock s_lock = new();
    private static bool s_searchesFolder;

    /// <summary>The file name of the library on this system.</summary>
    public static string FileName => OperatingSystem.IsWindows() ? "onnxruntime.dll"
        : OperatingSystem.IsMacOS() ? "libonnxruntime.dylib" : "libonnxruntime.so";

    /// <summary>Loads the library on first use, and checks that it was built for a device.</summary>
    /// <exception cref="DeviceException">The device is for another system, or the library is missing or lacks the device.</exception>
    public static void EnsureSupports(Device device)
    {
        device.EnsureHasSystem();
        string? folder = Environment.GetEnvironmentVariable(FolderVariable);
        if (!string.IsNullOrEmpty(folder) && FindIn(folder) is null)
        {
            throw new DeviceException(
                $"{FolderVariable} is set to '{Printable.Escape(folder)}', but there is no {FileName} in that folder. " +
                $"Set it to the folder of the unpacked package {device.Package}.");
        }

        if (!Providers(device).Contains(device.Provider))
        {
            throw new DeviceException($"The device '{device.Name}' is not supported by the ONNX Runtime that was found. " +
                InsteadInstall(device));
        }
    }

    /// <summary>The library in a folder, an unpacked NuGet package, or an unpacked release; null if there is none.</summary>
    public static string? FindIn(string folder)
    {
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        string architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        string[] places = [folder, Path.Combine(folder, "runtimes", $"{system}-{architecture}", "native"), Path.Combine(folder, "lib")];
        return places.Select(place => Path.GetFullPath(Path.Combine(place, FileName))).FirstOrDefault(File.Exists);
    }

    private static string[] Providers(Device device)
    {
        try
        {
            lock (s_lock)
                return OrtEnvironment().GetAvailableProviders();
        }
        catch (Exception e) when (Root(e) is DllNotFoundException)
        {
            string? path = Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? FindIn(folder) : null;
            throw new DeviceException(
                path is null
                    ? $"The device '{device.Name}' needs the native library of ONNX Runtime, which was not found. {Install(device)}"
                    : $"'{Printable.Escape(path)}' cannot be loaded: it is damaged, for another kind of processor, or lacks a library " +
                        $"that it needs. {InsteadInstall(device)}",
                e);
        }
        catch (Exception e) when (e is TypeInitializationException or OnnxRuntimeException or BadImageFormatException
            or EntryPointNotFoundException)
        {
            throw new DeviceException($"ONNX Runtime cannot be started: {Root(e).Message.TrimEnd('.')}. Hush needs its version 1.31 or " +
                $"later. {InsteadInstall(device)}", e);
        }

        static Exception Root(Exception e) => e is TypeInitializationException { InnerException: { } inner } ? Root(inner) : e;
    }

    /// <summary>The process has one environment. What it logs would repeat the errors that it throws.</summary>
    private static OrtEnv OrtEnvironment()
    {
        if (!s_searchesFolder)
        {
            AssemblyLoadContext.GetLoadContext(typeof(OrtEnv).Assembly)!.ResolvingUnmanagedDll += (_, name) => LoadFromFolder(name);
            s_searchesFolder = true;
        }

        if (OrtEnv.IsCreated)
            return OrtEnv.Instance();
        var options = new EnvironmentCreationOptions { logId = "Hush", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        return OrtEnv.CreateInstanceWithOptions(ref options);
    }

    /// <summary>Called if the library is not where the program's own libraries are.</summary>
    private static nint LoadFromFolder(string name) =>
        Path.GetFileNameWithoutExtension(name) is "onnxruntime" or "libonnxruntime"
        && Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder && FindIn(folder) is { } path
            ? NativeLibrary.Load(path) : 0;

    private static string Install(Device device) =>
        $"Add the package {device.Package} to the project; for an installed program, unpack the package and set {FolderVariable} to its " +
        $"folder.{(device.Needs.Length > 0 ? $" It also needs {device.Needs}." : "")}";

    private static string InsteadInstall(Device device) => $"Instead, {char.ToLowerInvariant(Install(device)[0])}{Install(device)[1..]}";
}
