namespace Hush.Web.Cleaning;

/// <summary>
/// A folder for the data of this process, readable only by its user and deleted when the process ends. Folders of processes that crashed
/// are deleted at the next start: a running process holds a lock in its folder.
/// </summary>
internal sealed class TemporaryStore : IDisposable
{
    private const string Prefix = "hush-serve-", LockName = "in-use";

    private readonly FileStream _lock;

    public TemporaryStore(string root)
    {
        Directory.CreateDirectory(root);
        RemoveAbandoned(root);
        Folder = Path.Combine(root, $"{Prefix}{Guid.NewGuid():N}");
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(Folder);
        else
            Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _lock = new FileStream(Path.Combine(Folder, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
    }

    public string Folder { get; }

    /// <summary>The path of a new file with a random name.</summary>
    public string NewPath() => Path.Combine(Folder, $"{Guid.NewGuid():N}.tmp");

    public void Dispose()
    {
        _lock.Dispose();
        TryDelete(Folder);
    }

    private static void RemoveAbandoned(string root)
    {
        foreach (string folder in Directory.EnumerateDirectories(root, Prefix + "*"))
        {
            if (new DirectoryInfo(folder).LinkTarget is null && IsAbandoned(folder))
                TryDelete(folder);
        }
    }

    /// <summary>Whether the folder has a lock file that no process holds.</summary>
    private static bool IsAbandoned(string folder)
    {
        try
        {
            using var held = new FileStream(Path.Combine(folder, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next start tries again.
        }
    }
}
