namespace Hush.Cli.Commands.Denoise;

/// <summary>
/// The folders that clean pictures go to. Each is made once: one that was there and is there no more was moved or deleted by somebody, and making it again would
/// leave the pictures in two places.
/// </summary>
internal sealed class OutputFolders
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Notes which of the folders exist.</summary>
    public OutputFolders(IEnumerable<string> files)
    {
        foreach (string file in files)
            Note(FolderOf(file));
    }

    /// <summary>Makes the folder of a file where it was never there.</summary>
    /// <exception cref="DirectoryNotFoundException">It was there before.</exception>
    public void Ensure(string file) => EnsureFolder(FolderOf(file));

    /// <summary>Whether the folder of a file, or one around it, was there before and is there no more.</summary>
    public bool IsGone(string file)
    {
        string? folder = FolderOf(file);
        while (folder != null && !_known.Contains(folder))
            folder = Path.GetDirectoryName(folder);
        return folder != null && !Directory.Exists(folder);
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

    private void EnsureFolder(string? folder)
    {
        if (folder == null)
            return;
        if (!_known.Contains(folder))
        {
            EnsureFolder(Path.GetDirectoryName(folder));
            Directory.CreateDirectory(folder);
            _known.Add(folder);
        }
        else if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"The folder {OutputPicture.Quoted(folder)} was moved or deleted during the run.");
        }
    }
}
