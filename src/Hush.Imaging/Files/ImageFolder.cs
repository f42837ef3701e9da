using System.IO.Enumeration;

namespace Hush.Imaging.Files;

/// <summary>The pictures of a folder and the folders in it.</summary>
public static class ImageFolder
{
    private static readonly EnumerationOptions All = new() { IgnoreInaccessible = false, AttributesToSkip = FileAttributes.None };      // and not the folders within

    /// <summary>
    /// Paths of the files that end so, in the order of their names within the folder. Hidden ones are left out. Links to files are taken,
    /// links to folders are not followed: they may lead back.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="extensions">What names may end in, each with its dot, in capitals or not.</param>
    /// <param name="unreadable">Receives the folders within that cannot be searched, and why, and they are passed over; where it is null
    /// the first ends the search.</param>
    /// <param name="passedOver">Counts what is left out.</param>
    /// <exception cref="IOException">There is no such folder, or it cannot be searched.</exception>
    /// <exception cref="UnauthorizedAccessException">One of the folders may not be read.</exception>
    public static string[] Files(
        string folder, IReadOnlyCollection<string> extensions, IDictionary<string, Exception>? unreadable = null, PassedOver? passedOver = null)
    {
        var files = new List<string>();
        var folders = new Stack<string>([folder]);
        while (folders.TryPop(out string? searched))
        {
            try
            {
                foreach (var (path, isFolder, isLink, isHidden) in Entries(searched))
                {
                    if (isHidden)
                        passedOver?.Hidden += 1;
                    else if (!isFolder)
                        files.Add(path);
                    else if (!isLink)
                        folders.Push(path);
                }
            }
            catch (Exception e) when (unreadable != null && searched != folder && e is (IOException or UnauthorizedAccessException))
            {
                unreadable[searched] = e;
            }
        }

        int found = files.Count;
        files.RemoveAll(path => !extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase));
        passedOver?.Others += found - files.Count;
        return [.. files.OrderBy(path => RelativeName(folder, path), StringComparer.Ordinal)];
    }

    private static FileSystemEnumerable<(string Path, bool IsFolder, bool IsLink, bool IsHidden)> Entries(string folder) => new(
        folder,
        (ref FileSystemEntry entry) => (
            entry.ToSpecifiedFullPath(),
            entry.IsDirectory,
            entry.IsDirectory && entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
            entry.IsHidden || (OperatingSystem.IsWindows() && entry.Attributes.HasFlag(FileAttributes.System))),
        All);

    /// <summary>A file's name within a folder, the same on every system.</summary>
    internal static string RelativeName(string folder, string path) => Path.GetRelativePath(folder, path).Replace('\\', '/');
}

/// <summary>What a search for pictures leaves out.</summary>
public sealed class PassedOver
{
    /// <summary>Hidden files, and hidden folders with all that is in them.</summary>
    public int Hidden { get; internal set; }

    /// <summary>Files with other extensions.</summary>
    public int Others { get; internal set; }
}
