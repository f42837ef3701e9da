using System.Runtime.InteropServices;

namespace Hush.Numerics.IO;

/// <summary>
/// Flushes a folder's entries to the disk (fsync), so that a rename in it survives a power failure. .NET opens no folders, so this calls
/// the C library. Windows has no such call for folders, and its file system writes renames to its journal by itself.
/// </summary>
internal static partial class FolderFlush
{
    private const int ReadOnly = 0;     // O_RDONLY

    /// <summary>Flushes a folder. File systems that cannot do so stay as they are: the rename is done in any case.</summary>
    public static void Run(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        try
        {
            int descriptor = Open(folder, ReadOnly);
            if (descriptor < 0)
                return;
            _ = Flush(descriptor);
            _ = Close(descriptor);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // A C library by another name: the system flushes the folder in its own time.
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
