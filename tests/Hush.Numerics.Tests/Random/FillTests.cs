using System.Runtime.InteropServices;
using Hush.Numerics.Random;
using Hush.Numerics.Random.Kernels;
using Hush.Testing;
using Xunit;

namespace Hush.Numerics.Tests.Random;

/// <summary>
/// Filling a span with uniform or normal numbers gives the same values as single draws, for any length, start and width.
/// </summary>
public sealed class FillTests
{
    private static readonly RandomKey Key = new(7, RandomPurpose.Samples, 1, 2, 3);

    public static TheoryData<int, int> LengthsAndStarts
    {
        get
        {
            var data = new TheoryData<int, int>();
            foreach (int length in new[] { 0, 1, 3, 7, 15, 16, 17, 31, 32, 33, 63, 64, 65, 257, 2049, 4500 })
            {
                foreach (int start in new[] { 0, 1, 15, 16, 32, 61, 2048 })
                    data.Add(length, start);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(LengthsAndStarts))]
    public void A_filled_span_holds_the_numbers_of_its_indices(int length, int start)
    {
        float[] uniform = new float[length], normal = new float[length];
        Philox.FillUniform(Key, start, uniform);
        Philox.FillNormal(Key, start, normal);
        for (int i = 0; i < length; i++)
        {
            Assert.Equal(Philox.Uniform(Key, (uint)(start + i)), uniform[i]);
            Assert.Equal(Philox.Normal(Key, (uint)(start + i)), normal[i]);
        }
    }

    [Fact]
    public void Every_width_makes_the_numbers_of_the_definition()
    {
        uint[] words = new uint[64 * NormalKernel.Group];
        PhiloxKernel.Words(new PhiloxStream(Key), 0, words);
        uint[] wide = [.. words], half = [.. words], narrow = [.. words];
        NormalKernel.Normals<Words512>(wide);
        NormalKernel.Normals<Words256>(half);
        NormalKernel.Normals<Words128>(narrow);
        for (int i = 0; i < words.Length; i++)
        {
            uint expected = BitConverter.SingleToUInt32Bits(Philox.Normal(Key, (uint)i));
            Assert.Equal((expected, expected, expected), (wide[i], half[i], narrow[i]));
        }

        wide = [.. words];
        PhiloxKernel.Uniforms<Words512>(wide);
        half = [.. words];
        PhiloxKernel.Uniforms<Words256>(half);
        narrow = [.. words];
        PhiloxKernel.Uniforms<Words128>(narrow);
        Assert.Equal(words.Select(PhiloxKernel.Uniform), MemoryMarshal.Cast<uint, float>(wide).ToArray());
        Assert.Equal(wide, half);
        Assert.Equal(wide, narrow);
    }

    [Fact]
    public void A_normal_pair_is_box_and_mullers()
    {
        uint[] edges = [0, 1, 2, 3, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x20000000, 0x1FFFFFFF, 0x3FFFFFFF, 0x40000000, 0xB504F300];
        uint[] words = [.. edges, .. Enumerable.Range(0, 4000).Select(i => Philox.Word(Key, (uint)i))];
        foreach (uint radius in edges.Concat(words.Take(400)))
        {
            foreach (uint angle in words)
            {
                double u = ((radius >> 1) | 1) / (double)(1u << 31), r = Math.Sqrt(-2 * Math.Log(u));
                double a = Math.PI / (1u << 31) * ((int)(angle << 2) >> 2);
                double cosine = (angle & 0x80000000) != 0 ? -Math.Cos(a) : Math.Cos(a), sine = Math.Sin(a);
                (double x, double y) = (angle & 0x40000000) != 0 ? (sine, cosine) : (cosine, sine);
                var (gotX, gotY) = NormalKernel.Pair(radius, angle);
                double allowed = (5e-7 * r) + (u > 0.9 ? 1e-4 : 0);    // near u = 1, the float resolution of u shows because r is small
                Near.Equal(r * x, gotX, allowed, 1);
                Near.Equal(r * y, gotY, allowed, 1);
            }
        }
    }

    [Fact]
    public void The_smallest_and_the_largest_radius_are_finite()
    {
        Assert.Equal((0f, 0f), NormalKernel.Pair(0xFFFFFFFF, 0));
        Near.Equal(Math.Sqrt(62 * Math.Log(2)), NormalKernel.Pair(0, 0).X, 1, 1e-6);
    }

    [Fact]
    public void Filling_allocates_nothing()
    {
        float[] values = new float[5000];
        long least = long.MaxValue;     // over a few runs, because the runtime allocates when it recompiles hot code
        for (int run = 0; run < 8; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Philox.FillNormal(Key, 3, values);
            Philox.FillUniform(Key, 3, values);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void A_negative_start_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Philox.FillNormal(Key, -1, new float[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Philox.FillUniform(Key, -1, new float[1]));
    }
}
