namespace Hush.Cli.Commands.Denoise;

/// <summary>
/// The folders that clean pictures go to. Each is made once: one that was there and is there no more was moved or deleted by somebody, and
/// making it again would leave the pictures in two places.
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
    public void Ensure(string file)
    {
        if (Gone(file) is { } gone)
            throw gone;
        string? folder = FolderOf(file);
        if (folder == null || _known.Contains(folder))
            return;
        Directory.CreateDirectory(folder);
        Note(folder);
    }

    /// <summary>The error of a file whose folder, or one around it, was there before and is there no more; else null.</summary>
    public IOException? Gone(string file)
    {
        string? folder = FolderOf(file);
        while (folder != null && !_known.Contains(folder))
            folder = Path.GetDirectoryName(folder);
        return folder == null || Directory.Exists(folder)
            ? null
            : new DirectoryNotFoundException($"The output folder {OutputPicture.Quoted(folder)} was moved or deleted during the run.");
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
