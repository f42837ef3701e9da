namespace Hush.Imaging.Tests.Metrics;

/// <summary>Measures heap allocations of an action after warm-up.</summary>
internal static class Allocation
{
    /// <summary>The minimum of a few runs, because the runtime allocates when it recompiles hot code.</summary>
    internal static long Least(Action action)
    {
        long least = long.MaxValue;
        for (int run = 0; run < 8; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
