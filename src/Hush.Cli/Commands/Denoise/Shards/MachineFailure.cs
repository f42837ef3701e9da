namespace Hush.Cli.Commands.Denoise.Shards;

/// <summary>
/// The machine, its disk or its network cannot do the work, which may succeed on another machine or later.
/// </summary>
internal sealed class MachineFailureException(Exception cause) : IOException(cause.Message, cause);

/// <summary>Tells failures of the machine from those of a file, which occur again wherever it is read.</summary>
internal static class MachineFailure
{
    private const int PlainError = unchecked((int)0x80131620);      // COR_E_IO: no error code of the operating system
    private const int NoSpace = 28, LinuxQuota = 122, MacQuota = 69, WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>
    /// Whether memory, disk or network failed, or a library is missing. Missing files and denied access are failures of the file.
    /// </summary>
    public static bool Is(Exception failure) => Causes(failure).Any(cause =>
        cause is OutOfMemoryException or MachineFailureException or ImageFormatException { IsLibraryMissing: true } ||
        (cause.GetType() == typeof(IOException) && cause.HResult != PlainError));

    /// <summary>Whether no other output can be written either.</summary>
    public static bool IsDiskFull(Exception failure) => Causes(failure).Any(cause => cause is IOException &&
        (cause.HResult is NoSpace or WindowsDiskFull || cause.HResult == (OperatingSystem.IsMacOS() ? MacQuota : LinuxQuota)));

    private static IEnumerable<Exception> Causes(Exception failure)
    {
        for (Exception? cause = failure; cause != null; cause = cause.InnerException)
            yield return cause;
    }
}
