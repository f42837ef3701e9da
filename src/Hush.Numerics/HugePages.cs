using System.Runtime.InteropServices;

namespace Hush.Numerics;

/// <summary>
/// Asks Linux to back memory with pages of 2 MB where it has them: a plan's tens of megabytes then need a few address translations instead
/// of thousands. Other systems, and kernels that leave it to nobody, stay as they are.
/// </summary>
internal static unsafe partial class HugePages
{
    private const nuint Size = 2 << 20, Fewest = 4;

    private const int WantsHugePages = 14;      // MADV_HUGEPAGE

    /// <summary>Asks, for memory that was not touched yet; what the system answers changes speed alone.</summary>
    public static void Advise(byte* block, nuint bytes)
    {
        if (!OperatingSystem.IsLinux() || bytes < Fewest * Size)
            return;
        nuint page = (nuint)Environment.SystemPageSize, first = ((nuint)block + page - 1) / page * page;
        try
        {
            _ = MemoryAdvice((byte*)first, (nuint)block + bytes - first, WantsHugePages);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // A C library by another name: no huge pages.
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MemoryAdvice(byte* block, nuint bytes, int advice);
}
