namespace Hush.Testing;

/// <summary>The folder of the repository. Tests run inside it.</summary>
public static class SourceTree
{
    /// <summary>The folder that contains Hush.slnx.</summary>
    public static string Root { get; } = Find();

    /// <summary>The path of a file, given relative to the root.</summary>
    public static string File(params ReadOnlySpan<string> path) => Path.Combine([Root, .. path]);

    private static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder, "Hush.slnx")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} contains Hush.slnx.");
    }
}
