using System.IO.Enumeration;

namespace Hush.Imaging.Files;

/// <summary>Finds the images in a folder and its subfolders.</summary>
internal static class ImageFolder
{
    // Does not recurse.
    private static readonly EnumerationOptions All = new() { IgnoreInaccessible = false, AttributesToSkip = FileAttributes.None };

    /// <summary>
    /// Finds the files with given extensions, in ordinal order of their names relative to the folder. Hidden files and folders are
    /// skipped. Links to files are included; links to folders are not followed, because they may form a cycle.
    /// </summary>
    /// <param name="folder">The folder to search.</param>
    /// <param name="extensions">File extensions, each with its dot; case-insensitive.</param>
    /// <param name="unreadable">Receives the subfolders that cannot be searched, with the reason, and the search goes on. If null, the
    /// first one ends the search.</param>
    /// <param name="passedOver">Counts the files that are left out.</param>
    /// <exception cref="IOException">The folder does not exist or cannot be searched.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to one of the folders is denied.</exception>
    public static string[] Files(
        string folder, IReadOnlyCollection<string> extensions, IDictionary<string, Exception>? unreadable = null,
            PassedOver? passedOver = null)
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

    /// <summary>A file's path relative to a folder, with the same separator on every system.</summary>
    internal static string RelativeName(string folder, string path) => Path.GetRelativePath(folder, path).Replace('\\', '/');
}

/// <summary>Counts what a search for images leaves out.</summary>
internal sealed class PassedOver
{
    /// <summary>Hidden files and hidden folders; the contents of hidden folders are not counted.</summary>
    public int Hidden { get; internal set; }

    /// <summary>Files with other extensions.</summary>
    public int Others { get; internal set; }
}
