using Hush.Numerics.Random;
using Hush.Testing;
using Xunit;

namespace Hush.Numerics.Tests.Random;

/// <summary>Moments, tails and correlations of fixed streams, each within five standard errors of the expected value.</summary>
public sealed class StatisticsTests
{
    private const int Count = 1 << 20;

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public void Normal_numbers_have_the_moments_and_tails_of_the_normal_distribution(ulong seed)
    {
        float[] z = Normal(new RandomKey(seed, RandomPurpose.TestNoise));
        Expect(0, z.Average(v => (double)v), variance: 1);
        Expect(1, z.Average(v => Math.Pow(v, 2)), variance: 2);
        Expect(0, z.Average(v => Math.Pow(v, 3)), variance: 15);
        Expect(3, z.Average(v => Math.Pow(v, 4)), variance: 96);
        foreach (var (limit, share) in new[] { (0.5, 0.617075077), (1.0, 0.317310508), (2.0, 0.0455002639), (3.0, 0.00269979606),
            (4.0, 6.33424837e-5) })
            Expect(share, z.Count(v => Math.Abs(v) > limit) / (double)Count, share * (1 - share));
        Assert.All(z, v => Assert.True(Math.Abs(v) < 6.56));
    }

    [Fact]
    public void Uniform_numbers_fill_the_interval_evenly()
    {
        float[] u = new float[Count];
        Philox.FillUniform(new RandomKey(4, RandomPurpose.TestNoise), u);
        Assert.All(u, v => Assert.True(v is >= 0 and < 1));
        Expect(0.5, u.Average(v => (double)v), 1 / 12.0);
        Expect(1 / 3.0, u.Average(v => (double)v * v), 4 / 45.0);
        double chi = u.GroupBy(v => (int)(v * 256)).Sum(g => Math.Pow(g.Count() - (Count / 256.0), 2) / (Count / 256.0));
        Near.Equal(255, chi, scale: Math.Sqrt(2 * 255), relative: 5);
    }

    [Fact]
    public void Neighbors_and_streams_are_uncorrelated()
    {
        var key = new RandomKey(5, RandomPurpose.TestNoise, 0, 9);
        float[] z = Normal(key);
        foreach (int lag in new[] { 1, 2, 4, 16, 28, 32 })       // 16 connects the two halves of a pair
        {
            Expect(0, Mean(z.AsSpan(lag), z.AsSpan(0, Count - lag), 1), 1);
            Expect(0, Mean(z.AsSpan(lag), z.AsSpan(0, Count - lag), 2), 4);
        }

        foreach (RandomKey other in new[] { key with { Image = 10 }, key with { Epoch = 1 }, key with { Seed = 6 }, key with { Part = 1 } })
            Expect(0, Mean(z, Normal(other), 1), 1);
    }

    private static float[] Normal(RandomKey key)
    {
        float[] z = new float[Count];
        Philox.FillNormal(key, z);
        return z;
    }

    private static void Expect(double expected, double actual, double variance) =>
        Near.Equal(expected, actual, Math.Sqrt(variance / Count), 5);

    /// <summary>mean(a b), or for power 2 mean((a^2 - 1)(b^2 - 1)), which detects dependence of the magnitudes.</summary>
    private static double Mean(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int power)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += power == 1 ? (double)a[i] * b[i] : (((double)a[i] * a[i]) - 1) * (((double)b[i] * b[i]) - 1);
        return sum / a.Length;
    }
}
