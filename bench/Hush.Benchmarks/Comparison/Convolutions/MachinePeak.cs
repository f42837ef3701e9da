using Hush.Benchmarks.Comparison.Peers;
using Hush.Numerics;

namespace Hush.Benchmarks.Comparison.Convolutions;

/// <summary>How many GFLOP/s the machine can do at most with its widest vectors, measured now.</summary>
internal static class MachinePeak
{
    private const int Bursts = 10, Goes = 40;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);      // so that whoever else computes cannot spoil all bursts

    /// <summary>The best of many short goes of <see cref="PeakJob"/>.</summary>
    /// <param name="threads">Threads.</param>
    public static double Measure(int threads)
    {
        using Peer hush = Programs.Hush(threads);
        hush.Open("peak");
        double best = double.PositiveInfinity;
        for (int burst = 0; burst < Bursts; burst++)
        {
            Thread.Sleep(s_pause);
            best = Math.Min(best, hush.Time(Goes).Min());
        }

        return 1e-9 * PeakJob.Operations(threads, VectorWidth.Bits / 32) / best;
    }
}
