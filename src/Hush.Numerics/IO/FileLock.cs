namespace Hush.Numerics.IO;

/// <summary>Recognizes files that another process has opened with <see cref="FileShare.None"/>.</summary>
internal static class FileLock
{
    private const int WindowsSharing = unchecked((int)0x80070020), LinuxAgain = 11, MacAgain = 35;

    /// <summary>Whether opening a file failed because another process has locked it.</summary>
    public static bool IsHeld(IOException failure) => failure.HResult is WindowsSharing or LinuxAgain or MacAgain;
}
