using System.Runtime.InteropServices;

namespace Hush.Numerics;

/// <summary>
/// Asks Linux to back large buffers with 2 MB pages: an arena of tens of megabytes then needs a few TLB entries instead of
/// thousands. No effect on other systems, or where transparent huge pages are turned off.
/// </summary>
internal static unsafe partial class HugePages
{
    private const nuint Size = 2 << 20, MinPages = 4;

    private const int WantsHugePages = 14;      // MADV_HUGEPAGE

    /// <summary>Call before the first access to the block. The result is ignored: it affects speed only.</summary>
    public static void Advise(byte* block, nuint bytes)
    {
        if (!OperatingSystem.IsLinux() || bytes < MinPages * Size)
            return;
        nuint page = (nuint)Environment.SystemPageSize, first = ((nuint)block + page - 1) / page * page;
        try
        {
            _ = MemoryAdvice((byte*)first, (nuint)block + bytes - first, WantsHugePages);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // No C library named "libc": continue without huge pages.
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MemoryAdvice(byte* block, nuint bytes, int advice);
}
