using System.Runtime.InteropServices;

namespace Hush.Numerics.IO;

/// <summary>
/// Flushes a folder's entries to disk (fsync), so that a rename in it survives a power failure. Calls the C library, because .NET
/// cannot open folders. Not needed on Windows: NTFS journals renames, and there is no such call.
/// </summary>
internal static partial class FolderFlush
{
    private const int ReadOnly = 0;     // O_RDONLY

    /// <summary>Errors are ignored: some file systems cannot flush folders, and the rename has already succeeded.</summary>
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
            // No C library named "libc": the system flushes the folder on its own schedule.
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
