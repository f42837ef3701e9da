namespace Hush.Cli.Commands.Denoise;

/// <summary>
/// The folders for denoised images. Each is created at most once: if a folder disappears, it was moved or deleted, and creating it
/// again would split the images between two places.
/// </summary>
internal sealed class OutputFolders
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal), _created = new(StringComparer.Ordinal);

    /// <summary>Records which of the files' folders exist.</summary>
    public OutputFolders(IEnumerable<string> files)
    {
        foreach (string file in files)
            Note(FolderOf(file));
    }

    /// <summary>Creates the folder of a file if it never existed.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder existed before and is gone.</exception>
    public void Ensure(string file)
    {
        if (Gone(file) is { } gone)
            throw gone;
        string? folder = FolderOf(file);
        if (folder == null || _known.Contains(folder))
            return;
        for (string? at = folder; at != null && !Directory.Exists(at); at = Path.GetDirectoryName(at))
            _created.Add(at);
        Directory.CreateDirectory(folder);
        Note(folder);
    }

    /// <summary>Deletes the folders that were created but have remained empty because all of their images failed.</summary>
    public void DeleteEmpty()
    {
        foreach (string folder in _created.OrderByDescending(f => f.Length))        // subfolders first
        {
            try
            {
                if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
                    Directory.Delete(folder);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // An empty folder does no harm.
            }
        }
    }

    /// <summary>Returns an error if the folder of a file, or one of its parents, existed before and is gone; otherwise null.</summary>
    public IOException? Gone(string file)
    {
        string? folder = FolderOf(file);
        while (folder != null && !_known.Contains(folder))
            folder = Path.GetDirectoryName(folder);
        return folder == null || Directory.Exists(folder)
            ? null
            : new DirectoryNotFoundException($"The output folder {ImageFiles.Quoted(folder)} was moved or deleted during the run.");
    }

    private static string? FolderOf(string file) => Path.GetDirectoryName(Path.GetFullPath(file));

    private void Note(string? folder)
    {
        for (; folder != null && !_known.Contains(folder); folder = Path.GetDirectoryName(folder))
        {
            if (Directory.Exists(folder))
                _known.Add(folder);
        }
    }
}
