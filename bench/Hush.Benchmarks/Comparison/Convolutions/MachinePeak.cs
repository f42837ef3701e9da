using Hush.Benchmarks.Comparison.Peers;
using Hush.Numerics;

namespace Hush.Benchmarks.Comparison.Convolutions;

/// <summary>How many GFLOP/s the machine can do at most, measured now.</summary>
internal static class MachinePeak
{
    private const int Goes = 20;

    /// <summary>The best of several goes of <see cref="PeakJob"/>.</summary>
    /// <param name="threads">Threads.</param>
    /// <param name="bits">Width of a vector that is wanted; null takes the widest.</param>
    public static double Measure(int threads, int? bits = null)
    {
        int width = bits ?? VectorWidth.Bits;
        using Peer hush = Programs.Hush(threads, wide: width > 256);
        hush.Open("peak");
        return 1e-9 * PeakJob.Operations(threads, width / 32) / hush.Time(Goes).Min();
    }
}
