namespace Hush.Imaging.Files.Vips;

/// <summary>Where libvips may be, as full paths; only on Linux also as a name that the system looks up.</summary>
internal static class VipsPlaces
{
    /// <summary>The library's file name on this system.</summary>
    public static string FileName { get; } = FileNameOn(OperatingSystem.IsWindows(), OperatingSystem.IsMacOS());

    /// <summary>The one that comes with Hush: beside the program, or in the folder that the program's list of dependencies says.</summary>
    public static IEnumerable<string> Bundled()
    {
        string folders = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        return In([.. folders.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries), AppContext.BaseDirectory]);
    }

    /// <summary>One that is installed.</summary>
    public static IEnumerable<string> OnSystem()
    {
        if (OperatingSystem.IsWindows())
            return In((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries));
        return OperatingSystem.IsMacOS() ? In(["/opt/homebrew/lib", "/usr/local/lib", "/opt/local/lib"]) : [FileName];
    }

    /// <summary>One that the user names by its file or folder.</summary>
    public static IEnumerable<string> Named(string place) => [Path.GetFullPath(place), Path.GetFullPath(Path.Combine(place, FileName))];

    internal static string FileNameOn(bool windows, bool mac) => windows ? "libvips-42.dll" : mac ? "libvips.42.dylib" : "libvips.so.42";

    private static IEnumerable<string> In(IEnumerable<string> folders) => folders.Select(folder => Path.Combine(folder, FileName)).Where(File.Exists);
}
