using Hush.Testing;

namespace Hush.Numerics.Tests.Structure;

/// <summary>The source files of the product.</summary>
internal static class SourceFiles
{
    /// <summary>Contents of all C# files in src, with their paths relative to the root, with forward slashes.</summary>
    public static IEnumerable<(string Path, string Text)> All()
    {
        foreach (string file in Directory.EnumerateFiles(SourceTree.File("src"), "*.cs", SearchOption.AllDirectories))
        {
            string path = Path.GetRelativePath(SourceTree.Root, file).Replace('\\', '/');
            if (!path.Contains("/obj/") && !path.Contains("/bin/"))
                yield return (path, File.ReadAllText(file));
        }
    }
}
