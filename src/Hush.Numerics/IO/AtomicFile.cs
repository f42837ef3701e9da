using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace Hush.Numerics.IO;

/// <summary>
/// Writes files atomically: after a crash, a file holds its old content or its new content, never a part. The content goes to a temporary
/// file in the same folder, which is flushed to the disk and renamed over the target; then the folder is flushed, so that the rename
/// survives a power failure too.
/// </summary>
public static class AtomicFile
{
    private const string Prefix = ".hush-", Suffix = ".tmp";
    private const int MaxNames = 10;

    // Windows renames an open file only if its handle shares deletion. Elsewhere None takes the exclusive lock, which file systems on a
    // network support as well.
    private static readonly FileShare s_share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    private static readonly ConcurrentDictionary<string, bool> s_unfinished = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, bool> s_cleanedFolders = new(StringComparer.Ordinal);

    /// <summary>A process that ends while another thread writes removes its temporary files.</summary>
    static AtomicFile() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (string temporary in s_unfinished.Keys)
            TryDelete(temporary);
    };

    /// <summary>Replaces a file, or creates it.</summary>
    /// <param name="path">The file; its folder must exist. A symbolic link stays, and its target is replaced. Pipes and devices are
    /// refused.</param>
    /// <param name="write">Writes the content; may close the stream. If it throws, the old file stays as it was.</param>
    /// <remarks>The first write to a folder also removes what <see cref="RemoveAbandoned(string)"/> removes.</remarks>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="IOException">The disk is full, or the name belongs to a folder. Errors of <paramref name="write"/> about other
    /// files stay as they are.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string target = Target(path);
        try
        {
            Replace(target, Path.GetDirectoryName(target)!, write);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or DirectoryNotFoundException or FileNotFoundException || e.GetType() == typeof(IOException))
        {
            if (!IsAbout(e.Message, target))
                throw;
            throw Named(e, Path.GetDirectoryName(target)!, path);
        }
    }

    private static void Replace(string target, string folder, Action<Stream> write)
    {
        var (temporary, handle) = Create(folder);
        try
        {
            using (handle)
            {
                // The stream does not own the handle: its lock, which marks the file as in use, lasts until the rename.
                using (var stream = new FileStream(new SafeFileHandle(handle.DangerousGetHandle(), ownsHandle: false), FileAccess.Write))
                    write(stream);
                RandomAccess.FlushToDisk(handle);
                if (!OperatingSystem.IsWindows() && File.Exists(target))
                    File.SetUnixFileMode(handle, File.GetUnixFileMode(target));
                if (s_cleanedFolders.TryAdd(folder, true))
                    Clean(folder, inUse: temporary);
                File.Move(temporary, target, overwrite: true);
            }

            FolderFlush.Run(folder);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
        finally
        {
            s_unfinished.TryRemove(temporary, out _);
        }
    }

    /// <summary>
    /// Deletes the temporary files of writers that were killed. A writer holds a lock on its file until it has renamed it, and the system
    /// drops the lock with the process, so files of running writers stay, whichever process, container or machine they belong to. Where the
    /// file system has no locks, nothing is deleted.
    /// </summary>
    /// <param name="folder">The folder; nothing happens where it does not exist or may not be changed.</param>
    public static void RemoveAbandoned(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (!Directory.Exists(folder) || Temporaries(folder).Length == 0)
            return;
        string probe = "";
        try
        {
            (probe, SafeFileHandle handle) = Create(folder);
            using (handle)
                Clean(folder, inUse: probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be written to keeps what it has.
        }
        finally
        {
            if (probe.Length > 0)
            {
                TryDelete(probe);
                s_unfinished.TryRemove(probe, out _);
            }
        }
    }

    /// <summary>Whether a file's name is that of a temporary file of this class.</summary>
    public static bool IsTemporary(string path)
    {
        string name = Path.GetFileName(path);
        return name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal);
    }

    /// <param name="folder">The folder.</param>
    /// <param name="inUse">A temporary file that this call's writer holds: if it does not look in use, locks do not work here.</param>
    private static void Clean(string folder, string inUse)
    {
        string[] others = [.. Temporaries(folder).Where(path => path != inUse)];
        if (others.Length == 0)
            return;
        using (SafeFileHandle? unlocked = Lock(inUse))
        {
            if (unlocked != null)
                return;
        }

        foreach (string path in others)
        {
            using SafeFileHandle? handle = Lock(path);
            if (handle != null)
                TryDelete(path);
        }
    }

    private static string[] Temporaries(string folder)
    {
        try
        {
            return Directory.GetFiles(folder, $"{Prefix}*{Suffix}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];      // may be written to, but not listed
        }
    }

    /// <summary>The file, open and locked; null where another writer has it, or it is gone.</summary>
    private static SafeFileHandle? Lock(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, s_share);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static (string Path, SafeFileHandle Handle) Create(string folder)
    {
        for (int attempt = 1; ; attempt++)
        {
            string path = Path.Combine(folder, $"{Prefix}{Guid.NewGuid():N}{Suffix}");
            s_unfinished[path] = true;
            try
            {
                SafeFileHandle handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, s_share);
                if (File.Exists(path))
                    return (path, handle);      // locked, so from here on nobody deletes it
                handle.Dispose();
            }
            catch (IOException) when (attempt < MaxNames && Directory.Exists(folder))
            {
                // Perhaps another process holds the lock, to delete the file (see below). Any other error comes again.
            }
            catch
            {
                s_unfinished.TryRemove(path, out _);
                throw;
            }

            // Another process saw the file between its creation and its lock, and took it for abandoned.
            s_unfinished.TryRemove(path, out _);
        }
    }

    private static void TryDelete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Tried again by the next process that writes here, if the folder is still there.
        }
    }

    /// <summary>The same failure, of the file that the caller knows: the system's message may name the temporary one, or none.</summary>
    private static Exception Named(Exception failure, string folder, string path)
    {
        string reason = failure.Message;
        int start = reason.IndexOf(Path.Combine(folder, Prefix), StringComparison.Ordinal);
        int end = start < 0 ? -1 : reason.IndexOf(Suffix, start, StringComparison.Ordinal) + Suffix.Length;
        if (end > start)
        {
            string temporary = reason[start..end];
            reason = reason.Replace($" : '{temporary}'", "", StringComparison.Ordinal).Replace(temporary, path, StringComparison.Ordinal);
        }

        string message = $"'{path}' cannot be written: {reason.TrimEnd('.')}.";
        return failure switch
        {
            UnauthorizedAccessException => new UnauthorizedAccessException(message, failure),
            DirectoryNotFoundException => new DirectoryNotFoundException(message, failure),
            _ => new IOException(message, failure),
        };
    }

    /// <summary>
    /// Whether a message names the temporary file, the target or its folder, or no path at all: another one is that of a file that the
    /// caller read.
    /// </summary>
    private static bool IsAbout(string message, string target)
    {
        string folder = Path.GetDirectoryName(target)!;
        return !message.Contains('\'')
            || message.Contains(Path.Combine(folder, Prefix), StringComparison.Ordinal)
            || message.Contains($"'{target}'", StringComparison.Ordinal)
            || message.Contains($"'{folder}'", StringComparison.Ordinal);
    }

    private static string Target(string path)
    {
        string full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is not { } folder || Directory.Exists(full))
            throw new IOException($"'{path}' is a folder, but a file is to be written there. Choose another name.");
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException(
                $"'{path}' cannot be written: the folder '{folder}' does not exist. Create it first.");
        }

        if (FileStatus.Of(full) is { IsSpecial: true })
            throw new IOException($"'{path}' is a pipe or a device, which a file would replace. Choose another name.");
        return new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName;
    }
}
