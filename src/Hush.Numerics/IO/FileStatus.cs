using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Hush.Numerics.IO;

/// <summary>File information from Linux that .NET does not expose: the identity of the file behind a path, and its type.</summary>
/// <param name="Device">Device number of the file system.</param>
/// <param name="Number">Inode number.</param>
/// <param name="Size">Size in bytes. Part of the identity, because some network file systems give two files the same inode
/// number.</param>
/// <param name="IsSpecial">True for pipes, devices and sockets: anything but regular files and folders.</param>
internal readonly partial record struct FileStatus(ulong Device, ulong Number, ulong Size, bool IsSpecial)
{
    private const int CurrentFolder = -100;                             // AT_FDCWD
    private const uint TypeModeInodeSize = 0x1 | 0x2 | 0x100 | 0x200;
    private const int KindMask = 0xF000, Folder = 0x4000, Regular = 0x8000;

    /// <summary>A string that identifies the file and cannot be equal to a path (it starts with NUL).</summary>
    public string Identity => string.Create(CultureInfo.InvariantCulture, $"\0{Device}:{Number}:{Size}");

    /// <summary>The status of the file, following links; null if it does not exist or the system is not Linux.</summary>
    public static unsafe FileStatus? Of(string path)
    {
        if (!OperatingSystem.IsLinux() || path.Contains('\0'))
            return null;
        Span<byte> status = stackalloc byte[256];                       // struct statx; same layout on all architectures
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
            return null;                                                // libc without statx
        }

        int kind = BinaryPrimitives.ReadUInt16LittleEndian(status[28..]) & KindMask;
        ulong inode = BinaryPrimitives.ReadUInt64LittleEndian(status[32..]), size = BinaryPrimitives.ReadUInt64LittleEndian(status[40..]);
        uint major = BinaryPrimitives.ReadUInt32LittleEndian(status[136..]), minor = BinaryPrimitives.ReadUInt32LittleEndian(status[140..]);
        return new FileStatus(((ulong)major << 32) | minor, inode, size, kind is not (Folder or Regular));
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatX(int folder, string path, int flags, uint mask, byte* status);
}
