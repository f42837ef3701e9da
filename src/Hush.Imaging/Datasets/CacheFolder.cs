namespace Hush.Imaging.Datasets;

/// <summary>The folder for downloaded data: outside any project, shared by all runs of a user, safe to delete.</summary>
internal static class CacheFolder
{
    /// <summary>
    /// <c>%LOCALAPPDATA%\hush</c> on Windows; elsewhere <c>$XDG_CACHE_HOME/hush</c> if that variable is an absolute path, else
    /// <c>~/Library/Caches/hush</c> on macOS and <c>~/.cache/hush</c> on other systems.
    /// </summary>
    public static string Default { get; } = Choose(
        OperatingSystem.IsWindows(),
        OperatingSystem.IsMacOS(),
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME"),
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData),
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    internal static string Choose(bool windows, bool mac, string? xdgCacheHome, string localAppData, string home)
    {
        if (windows)
            return Path.Combine(localAppData, "hush");
        if (xdgCacheHome is { Length: > 0 } && Path.IsPathRooted(xdgCacheHome))     // the XDG specification says to ignore relative paths
            return Path.Combine(xdgCacheHome, "hush");
        return mac ? Path.Combine(home, "Library", "Caches", "hush") : Path.Combine(home, ".cache", "hush");
    }
}
