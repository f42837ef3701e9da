using System.Runtime.Intrinsics;
using Hush.Numerics.Kernels.Lanes;
using Hush.Testing;

namespace Hush.Numerics.Tests.Kernels;

/// <summary>Properties of lanes that kernels rely on, besides plain arithmetic.</summary>
public sealed unsafe class LaneTests
{
    [Theory, MemberData(nameof(Lanes.All), MemberType = typeof(Lanes))]
    public void Four_sums_at_once_have_the_bytes_of_four_sums(int lane)
    {
        switch (lane)
        {
            case 4: CheckSums<Lane128>(); CheckSums<Pair<Lane128>>(); break;
            case 8: CheckSums<Lane256>(); CheckSums<Pair<Lane256>>(); break;
            default: CheckSums<Lane512>(); CheckSums<Pair<Lane512>>(); CheckSums<Triple<Lane512>>(); break;
        }
    }

    private static void CheckSums<T>()
        where T : struct, ILane<T>
    {
        for (uint stream = 0; stream < 50; stream++)
        {
            // Different magnitudes, so that every order of summation rounds differently.
            float[] values = [.. Samples.Normal(4 * T.Width, stream).Select((v, i) => v * MathF.Pow(10, (i * 7 % 5) - 2))];
            fixed (float* p = values)
            {
                T a = T.Load(p), b = T.Load(p + T.Width), c = T.Load(p + (2 * T.Width)), d = T.Load(p + (3 * T.Width));
                float[] together = new float[4], alone = [T.Sum(a), T.Sum(b), T.Sum(c), T.Sum(d)];
                Vector128.CopyTo(T.Sums(a, b, c, d), together);
                Assert.Equal(alone.Select(BitConverter.SingleToInt32Bits), together.Select(BitConverter.SingleToInt32Bits));
                Near.Equal(values[..T.Width].Sum(v => (double)v), alone[0], values.Max(Math.Abs), 1e-5);
            }
        }
    }
}
