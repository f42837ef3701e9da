using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Hush.Numerics.IO;

/// <summary>What Linux knows about a file and .NET does not say: which file a path leads to, and whether it is a regular one.</summary>
/// <param name="Device">The file system.</param>
/// <param name="Number">The inode.</param>
/// <param name="Size">Bytes. Compared as well, since some network file systems number their files twice.</param>
/// <param name="IsSpecial">A pipe, a device or a socket: neither a regular file nor a folder.</param>
internal readonly partial record struct FileStatus(ulong Device, ulong Number, ulong Size, bool IsSpecial)
{
    private const int CurrentFolder = -100;                             // AT_FDCWD
    private const uint TypeModeInodeSize = 0x1 | 0x2 | 0x100 | 0x200;
    private const int KindMask = 0xF000, Folder = 0x4000, Regular = 0x8000;

    /// <summary>What tells the file from all others, as a text that is no path.</summary>
    public string Identity => string.Create(CultureInfo.InvariantCulture, $"\0{Device}:{Number}:{Size}");

    /// <summary>
    /// The status of the file that a path leads to, through links; null where nothing is there or the system is another one.
    /// </summary>
    public static unsafe FileStatus? Of(string path)
    {
        if (!OperatingSystem.IsLinux() || path.Contains('\0'))
            return null;
        Span<byte> status = stackalloc byte[256];                       // struct statx, the same on every processor
        status.Clear();
        try
        {
            fixed (byte* buffer = status)
            {
                if (StatX(CurrentFolder, path, 0, TypeModeInodeSize, buffer) != 0)
                    return null;
            }
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;                                                // a C library without statx
        }

        int kind = BinaryPrimitives.ReadUInt16LittleEndian(status[28..]) & KindMask;
        ulong inode = BinaryPrimitives.ReadUInt64LittleEndian(status[32..]), size = BinaryPrimitives.ReadUInt64LittleEndian(status[40..]);
        uint major = BinaryPrimitives.ReadUInt32LittleEndian(status[136..]), minor = BinaryPrimitives.ReadUInt32LittleEndian(status[140..]);
        return new FileStatus(((ulong)major << 32) | minor, inode, size, kind is not (Folder or Regular));
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatX(int folder, string path, int flags, uint mask, byte* status);
}
