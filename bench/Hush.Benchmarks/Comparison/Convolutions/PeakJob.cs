using System.Diagnostics;
using System.Runtime.CompilerServices;
using Hush.Benchmarks.Comparison.Peers;
using Hush.Numerics;
using Hush.Numerics.Kernels.Lanes;
using Hush.Numerics.Threading;

namespace Hush.Benchmarks.Comparison.Convolutions;

/// <summary>The machine's limit: fused multiply-adds on registers alone, enough of them at once to hide their latency.</summary>
internal sealed class PeakJob : IJob
{
    private const int Rounds = 1 << 20, Accumulators = 12;

    private readonly WorkerTeam _team;
    private readonly Action<int, int> _body;
    private readonly float[] _sums;

    public PeakJob(int threads)
    {
        _team = new WorkerTeam(threads);
        _sums = new float[threads];
        _body = (item, _) => VectorWidth.Run(new Kernel(_sums, item));
    }

    /// <summary>Operations of one go, two a multiply-add.</summary>
    public static double Operations(int threads, int lanes) => 2.0 * threads * Rounds * Accumulators * lanes;

    public float[] Results() => [];

    public double Time()
    {
        long start = Stopwatch.GetTimestamp();
        _team.Run(_sums.Length, _body);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose() => _team.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run<T>(int rounds, float x, float y)
        where T : struct, ILane<T>
    {
        T a = T.Fill(x), b = T.Fill(y);
        T s0 = a, s1 = a, s2 = a, s3 = a, s4 = a, s5 = a, s6 = a, s7 = a, s8 = a, s9 = a, s10 = a, s11 = a;
        for (int i = 0; i < rounds; i++)
        {
            (s0, s1, s2) = (T.MulAdd(s0, b, a), T.MulAdd(s1, b, a), T.MulAdd(s2, b, a));
            (s3, s4, s5) = (T.MulAdd(s3, b, a), T.MulAdd(s4, b, a), T.MulAdd(s5, b, a));
            (s6, s7, s8) = (T.MulAdd(s6, b, a), T.MulAdd(s7, b, a), T.MulAdd(s8, b, a));
            (s9, s10, s11) = (T.MulAdd(s9, b, a), T.MulAdd(s10, b, a), T.MulAdd(s11, b, a));
        }

        s0 = T.Add(T.Add(T.Add(s0, s1), T.Add(s2, s3)), T.Add(T.Add(s4, s5), T.Add(s6, s7)));
        return T.Sum(T.Add(s0, T.Add(T.Add(s8, s9), T.Add(s10, s11))));
    }

    private readonly struct Kernel(float[] sums, int item) : IKernel
    {
        public void Run<T>()
            where T : struct, ILane<T> => sums[item] = PeakJob.Run<T>(Rounds, 1.0001f, 0.9999f);
    }
}
