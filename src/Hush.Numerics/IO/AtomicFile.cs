using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace Hush.Numerics.IO;

/// <summary>
/// Writes files atomically: after a crash, a file has either its old or its new content, never a mixture. The content is written
/// to a temporary file in the same folder, flushed to disk and renamed over the target. Then the folder is flushed, so that the
/// rename also survives a power failure.
/// </summary>
internal static class AtomicFile
{
    private const string Prefix = ".hush-", Suffix = ".tmp";
    private const int MaxNames = 10;

    // Windows can rename an open file only if its handle shares deletion. Elsewhere FileShare.None takes an exclusive lock, which
    // network file systems support as well.
    private static readonly FileShare s_share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    private static readonly ConcurrentDictionary<string, bool> s_unfinished = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, bool> s_cleanedFolders = new(StringComparer.Ordinal);

    /// <summary>Deletes this process's temporary files if it exits while another thread is writing.</summary>
    static AtomicFile() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (string temporary in s_unfinished.Keys)
            TryDelete(temporary);
    };

    /// <summary>Creates or replaces a file.</summary>
    /// <param name="path">The file; its folder must exist. If it is a symbolic link, its target is replaced. Pipes and devices
    /// are rejected.</param>
    /// <param name="write">Writes the content; may close the stream. If it throws, the old file is left unchanged.</param>
    /// <remarks>The first write to a folder also calls <see cref="RemoveAbandoned(string)"/>.</remarks>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="IOException">The disk is full, or the path is a folder, a pipe or a device. Exceptions that
    /// <paramref name="write"/> throws about other files pass through unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not writable.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string target = Target(path);
        try
        {
            Replace(target, Path.GetDirectoryName(target)!, write);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or DirectoryNotFoundException or FileNotFoundException
            || e.GetType() == typeof(IOException))
        {
            if (!IsAbout(e.Message, target))
                throw;
            throw WithPath(e, Path.GetDirectoryName(target)!, path);
        }
    }

    private static void Replace(string target, string folder, Action<Stream> write)
    {
        var (temporary, handle) = Create(folder);
        try
        {
            using (handle)
            {
                // The stream does not own the handle, so the lock that marks the file as in use lasts until the rename.
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
    /// Deletes temporary files left by writers that were killed. A writer locks its temporary file until it has renamed it, and
    /// the operating system releases the lock when the process ends. Files of running writers are therefore kept, even if the
    /// process runs in another container or on another machine. On file systems without locks, nothing is deleted.
    /// </summary>
    /// <param name="folder">The folder. If it does not exist or is not writable, nothing happens.</param>
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
            // The folder is not writable: leave its files alone.
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

    /// <summary>True if the file name is that of a temporary file created by this class.</summary>
    public static bool IsTemporary(string path)
    {
        string name = Path.GetFileName(path);
        return name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal);
    }

    // inUse is a temporary file that the caller has locked. If it can be opened here, locks do not work on this file system.
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
            return [];      // writable, but not readable
        }
    }

    /// <summary>Opens and locks the file; null if another process has locked it, or it no longer exists.</summary>
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
                    return (path, handle);      // locked: no other process will delete it
                handle.Dispose();
            }
            catch (IOException) when (attempt < MaxNames && Directory.Exists(folder))
            {
                // Another process may hold the lock because it is deleting the file (see below). Other errors will occur again.
            }
            catch
            {
                s_unfinished.TryRemove(path, out _);
                throw;
            }

            // Another process saw the file before it was locked, and deleted it as abandoned.
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
            // The next process that writes to this folder tries again.
        }
    }

    // The same exception, naming the caller's path: the system's message may name the temporary file, or no file at all.
    private static Exception WithPath(Exception failure, string folder, string path)
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
    /// True if the message names the temporary file, the target or its folder, or no path at all. Otherwise the error is about a
    /// file that the caller's delegate accessed.
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
            throw new IOException($"'{path}' is a folder, but a file would be written there. Choose another name.");
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException(
                $"'{path}' cannot be written: the folder '{folder}' does not exist. Create it first.");
        }

        if (FileStatus.Of(full) is { IsSpecial: true })
            throw new IOException($"'{path}' is a pipe or a device, which the file would replace. Choose another name.");
        return new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName;
    }
}
