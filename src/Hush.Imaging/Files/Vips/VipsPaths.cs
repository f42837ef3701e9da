using System.Runtime.InteropServices;

namespace Hush.Imaging.Files.Vips;

/// <summary>Possible locations of libvips, as full paths.</summary>
internal static class VipsPaths
{
    /// <summary>The library's file name on this system.</summary>
    public static string FileName { get; } = FileNameOn(OperatingSystem.IsWindows(), OperatingSystem.IsMacOS());

    /// <summary>The bundled libvips: next to the program, or in a folder listed in its dependency manifest.</summary>
    public static IEnumerable<string> Bundled()
    {
        string folders = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        return In([.. folders.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries), AppContext.BaseDirectory]);
    }

    /// <summary>
    /// An installed libvips. Never loaded by bare name: in a published app, that would find the bundled copy.
    /// </summary>
    public static IEnumerable<string> OnSystem()
    {
        if (OperatingSystem.IsWindows())
            return In(Folders("PATH"));
        if (OperatingSystem.IsMacOS())
            return In(["/opt/homebrew/lib", "/usr/local/lib", "/opt/local/lib"]);
        string processor = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "x86_64-linux-gnu",
            Architecture.Arm64 =>
            "aarch64-linux-gnu",
            _ => "arm-linux-gnueabihf"
        };
        return In([.. Folders("LD_LIBRARY_PATH"), "/usr/local/lib", "/usr/local/lib64", $"/usr/lib/{processor}", "/usr/lib64", "/usr/lib"]);
    }

    /// <summary>A libvips selected by file or folder.</summary>
    public static IEnumerable<string> Given(string path) => [Path.GetFullPath(path), Path.GetFullPath(Path.Combine(path, FileName))];

    internal static string FileNameOn(bool windows, bool mac) => windows ? "libvips-42.dll" : mac ? "libvips.42.dylib" : "libvips.so.42";

    private static string[] Folders(string variable) =>
        (Environment.GetEnvironmentVariable(variable) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> In(IEnumerable<string> folders) =>
        folders.Select(folder => Path.Combine(folder, FileName)).Where(File.Exists);
}
