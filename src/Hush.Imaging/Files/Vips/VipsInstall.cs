namespace Hush.Imaging.Files.Vips;

/// <summary>Installation instructions for libvips.</summary>
internal static class VipsInstall
{
    /// <summary>One sentence for the current system.</summary>
    public static string Advice()
    {
        if (OperatingSystem.IsWindows())
            return For("windows", "");
        return OperatingSystem.IsMacOS() ? For("macos", "") : For("linux", ReadRelease());
    }

    /// <summary>One sentence for a given system.</summary>
    /// <param name="system">windows, macos or linux.</param>
    /// <param name="release">On Linux, the content of /etc/os-release; otherwise empty.</param>
    internal static string For(string system, string release) => system switch
    {
        "windows" => "Install libvips: download vips-dev-w64-web from https://github.com/libvips/build-win64-mxe/releases, " +
            "unpack it, and add its bin folder to PATH.",
        "macos" => "Install libvips: brew install vips.",
        _ when IsOneOf(release, "debian", "ubuntu") => "Install libvips: sudo apt install libvips42.",
        _ when IsOneOf(release, "fedora", "rhel") => "Install libvips: sudo dnf install vips vips-heif.",
        _ when IsOneOf(release, "arch") => "Install libvips: sudo pacman -S libvips.",
        _ when IsOneOf(release, "alpine") => "Install libvips: apk add vips vips-heif.",
        _ => "Install libvips 8.13 or later with your system's package manager; the package is called libvips42 or vips.",
    };

    private static bool IsOneOf(string release, params string[] names) =>
        $"{Value(release, "ID")} {Value(release, "ID_LIKE")}".Split(' ').Any(names.Contains);

    private static string Value(string release, string key) =>
        release.Split('\n').FirstOrDefault(l => l.StartsWith(key + "=", StringComparison.Ordinal))?[(key.Length + 1)..].Trim('"', ' ', '\r')
            ?? "";

    private static string ReadRelease()
    {
        try
        {
            return File.ReadAllText("/etc/os-release");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
