using System.Collections.Concurrent;

namespace Hush.Numerics.IO;

/// <summary>Files that are there whole or not at all: a crash leaves the old file or the new one.</summary>
public static class AtomicFile
{
    private static readonly ConcurrentDictionary<string, bool> s_unfinished = new(StringComparer.Ordinal);

    /// <summary>A process that ends while another thread writes leaves nothing of it behind.</summary>
    static AtomicFile() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (string temporary in s_unfinished.Keys)
            Remove(temporary);
    };

    /// <summary>Writes beside <paramref name="path"/>, flushes to the disk, then renames over it.</summary>
    /// <param name="path">The file to make or replace; its folder must exist. A link stays, its target is replaced. Pipes and devices are refused.</param>
    /// <param name="write">Writes the content; may close the stream. If it throws, the old file stays, alone.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="IOException">The disk is full, or the name belongs to a folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string target = Target(path);
        string folder = Path.GetDirectoryName(target)!;
        string temporary = Path.Combine(folder, $".hush-{Guid.NewGuid():N}.tmp");
        s_unfinished[temporary] = true;
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
                write(stream);
            using (var stream = new FileStream(temporary, FileMode.Open, FileAccess.Write, FileShare.None))
                stream.Flush(flushToDisk: true);        // a handle of our own: the writer may have closed the first
            if (!OperatingSystem.IsWindows() && File.Exists(target))
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e)
        {
            Remove(temporary);
            if (e is (IOException or UnauthorizedAccessException) && e.Message.Contains(temporary, StringComparison.Ordinal))
                throw Named(e, temporary, path);
            throw;
        }
        finally
        {
            s_unfinished.TryRemove(temporary, out _);
        }
    }

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // its folder is gone or closed: what failed before is what to tell
        }
    }

    /// <summary>The same failure, of the file that the caller knows.</summary>
    private static Exception Named(Exception failure, string temporary, string path)
    {
        string reason = failure.Message.Replace($" : '{temporary}'", "", StringComparison.Ordinal).Replace(temporary, path, StringComparison.Ordinal);
        string message = $"'{path}' cannot be written: {reason.TrimEnd('.')}.";
        return failure is UnauthorizedAccessException ? new UnauthorizedAccessException(message, failure) : new IOException(message, failure);
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
