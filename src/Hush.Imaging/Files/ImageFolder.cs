using System.IO.Enumeration;

namespace Hush.Imaging.Files;

/// <summary>The pictures of a folder and the folders in it.</summary>
public static class ImageFolder
{
    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, IgnoreInaccessible = false };

    /// <summary>
    /// Paths of the files that end so, in the order of their names within the folder. Hidden ones are left out. Links to files are taken, links to folders are
    /// not followed: they may lead back.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="extensions">What names may end in, each with its dot, in capitals or not.</param>
    /// <exception cref="IOException">There is no such folder, or it cannot be searched.</exception>
    /// <exception cref="UnauthorizedAccessException">One of the folders may not be read.</exception>
    public static string[] Files(string folder, IReadOnlyCollection<string> extensions)
    {
        var files = new FileSystemEnumerable<string>(folder, (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(), Everywhere)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        return
        [
            .. files.Where(path => extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
                .OrderBy(path => RelativeName(folder, path), StringComparer.Ordinal),
        ];
    }

    /// <summary>A file's name within a folder, the same on every system.</summary>
    internal static string RelativeName(string folder, string path) => Path.GetRelativePath(folder, path).Replace('\\', '/');
}
