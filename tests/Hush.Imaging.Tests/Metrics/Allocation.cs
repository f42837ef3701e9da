namespace Hush.Imaging.Tests.Metrics;

/// <summary>Heap bytes that an action takes once it is warm.</summary>
internal static class Allocation
{
    /// <summary>The least of a few runs: the runtime itself allocates now and then while it recompiles what has become hot.</summary>
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
