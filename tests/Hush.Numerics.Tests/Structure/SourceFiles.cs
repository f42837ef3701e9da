namespace Hush.Numerics.Tests.Structure;

/// <summary>
/// The product's own source files, found from where the tests run; without them the structure tests have nothing to check.
/// </summary>
internal static class SourceFiles
{
    /// <summary>The folder that holds Hush.slnx, or null where the tests run away from their sources.</summary>
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

    /// <summary>All C# files under src, as paths from the root with forward slashes, and their texts.</summary>
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
