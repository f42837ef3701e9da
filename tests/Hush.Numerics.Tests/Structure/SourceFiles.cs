namespace Hush.Numerics.Tests.Structure;

/// <summary>The source files of the product, found from the test folder. Without them, the structure tests check nothing.</summary>
internal static class SourceFiles
{
    /// <summary>The folder that contains Hush.slnx, or null if the tests run outside the source tree.</summary>
    public static string? Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Hush.slnx")))
                folder = folder.Parent;
            return folder?.FullName;
        }
    }

    /// <summary>Contents of all C# files in src, with their paths relative to the root, with forward slashes.</summary>
    public static IEnumerable<(string Path, string Text)> All()
    {
        if (Root is not { } root)
            yield break;
        foreach (string file in Directory.EnumerateFiles(Path.Combine(root, "src"), "*.cs", SearchOption.AllDirectories))
        {
            string path = Path.GetRelativePath(root, file).Replace('\\', '/');
            if (!path.Contains("/obj/") && !path.Contains("/bin/"))
                yield return (path, File.ReadAllText(file));
        }
    }
}
