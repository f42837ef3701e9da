namespace Hush.Cli;

/// <summary>How this program was invoked, so that the commands it shows can be copied and run.</summary>
internal static class Invocation
{
    private const string Name = "hush";

    /// <summary>The command that started this process, without its arguments, as typed in the current folder.</summary>
    public static string OfProcess() => Words(
        Environment.ProcessPath ?? Name,
        Environment.GetCommandLineArgs()[0],
        Environment.CurrentDirectory,
        Environment.GetEnvironmentVariable("PATH") ?? "");

    internal static string Words(string process, string assembly, string folder, string searchPath)
    {
        if (Path.GetFileNameWithoutExtension(process) == "dotnet")
            return $"dotnet {Quote(Near(Path.GetFullPath(assembly, folder), folder))}";
        string? home = Path.GetDirectoryName(process);
        IEnumerable<string> folders = searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        bool isFound = folders.Any(place => Path.TrimEndingDirectorySeparator(place) == home);
        return isFound ? Name : Quote(Near(process, folder));
    }

    /// <summary>Quotes an argument for POSIX shells.</summary>
    public static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=,+@%\\".Contains(c))
            ? word
            : $"'{word.Replace("'", "'\\''")}'";

    private static string Near(string path, string folder)
    {
        string relative = Path.GetRelativePath(folder, path);
        if (relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative))
            return path;
        return relative.Contains(Path.DirectorySeparatorChar) ? relative : $".{Path.DirectorySeparatorChar}{relative}";
    }
}
