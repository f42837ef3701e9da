using Hush.Numerics.Kernels.Lanes;
using Hush.Numerics.Kernels.Matrices;
using Hush.Testing;
using Xunit;

namespace Hush.Numerics.Tests.Kernels.Matrices;

public sealed unsafe class NewtonSchulzTests
{
    public static TheoryData<int, int> Extents => new()
    {
        { 1, 1 }, { 1, 9 }, { 9, 1 }, { 3, 5 }, { 5, 3 }, { 16, 16 }, { 17, 40 }, { 40, 17 }, { 32, 288 }, { 64, 576 }, { 96, 64 },
    };

    [Theory, MemberData(nameof(Extents))]
    public void It_is_five_rounds_of_the_definition(int rows, int columns)
    {
        float[] x = Samples.Normal(rows * columns, 7);
        double[] expected = Definition(x, rows, columns);
        double largest = expected.Max(Math.Abs);
        foreach (float[] result in AtEachWidth(x, rows, columns))
        {
            for (int i = 0; i < result.Length; i++)
                Assert.True(Math.Abs(expected[i] - result[i]) <= 2e-4 * largest, $"{i}: {expected[i]} {result[i]}");
        }
    }

    /// <summary>Without square ones: random square matrices may have tiny singular values, which stay small.</summary>
    public static TheoryData<int, int> Oblong =>
        [.. Extents.Select(e => e.Data).Where(e => e.Item1 != e.Item2 || e.Item1 == 1)];

    [Theory, MemberData(nameof(Oblong))]
    public void Singular_values_end_near_one(int rows, int columns)
    {
        // |result v| for random unit vectors v of the shorter side.
        float[] x = Samples.Normal(rows * columns, 8);
        foreach (float[] result in AtEachWidth(x, rows, columns))
        {
            for (uint draw = 0; draw < 8; draw++)
                Assert.InRange(Stretch(result, rows, columns, Samples.Normal(Math.Min(rows, columns), 20 + draw)), 0.6, 1.25);
        }
    }

    [Theory, InlineData(1e-31f), InlineData(1e-38f), InlineData(2e-39f), InlineData(1e-45f)]
    public void What_has_died_away_becomes_zeros(float scale)
    {
        float[] x = [.. Samples.Normal(12, 3).Select(v => v * scale / 4)];
        Assert.All(AtEachWidth(x, 3, 4), r => Assert.All(r, v => Assert.Equal(0, v)));
    }

    [Fact]
    public void Zeros_stay_zeros() => Assert.All(AtEachWidth(new float[6], 2, 3), r => Assert.All(r, v => Assert.Equal(0, v)));

    [Theory, InlineData(1e-18f), InlineData(1e15f)]
    public void The_scale_does_not_matter(float scale)
    {
        float[] x = Samples.Normal(8 * 24, 9), scaled = [.. x.Select(v => v * scale)];
        float[][] expected = [.. AtEachWidth(x, 8, 24)], result = [.. AtEachWidth(scaled, 8, 24)];
        for (int width = 0; width < expected.Length; width++)
            Near.Equal([.. expected[width].Select(v => (double)v)], result[width], relative: 1e-4);
    }

    private static IEnumerable<float[]> AtEachWidth(float[] x, int rows, int columns)
    {
        yield return Run<Lane512>(x, rows, columns);
        yield return Run<Lane256>(x, rows, columns);
        yield return Run<Lane128>(x, rows, columns);
    }

    private static float[] Run<T>(float[] x, int rows, int columns)
        where T : struct, ILane<T>
    {
        float[] result = [.. x];
        using var scratch = new AlignedMemory(NewtonSchulz.Scratch(rows, columns));
        scratch.Span.Fill(float.NaN);
        fixed (float* at = result)
            NewtonSchulz.Run<T>(at, rows, columns, scratch.Pointer);
        return result;
    }

    /// <summary>|result' v| / |v|, or |result v| / |v| if there are more rows than columns.</summary>
    private static double Stretch(float[] result, int rows, int columns, float[] v)
    {
        double sum = 0;
        for (int i = 0; i < Math.Max(rows, columns); i++)
        {
            double dot = 0;
            for (int k = 0; k < v.Length; k++)
                dot += (double)v[k] * (rows > columns ? result[(i * columns) + k] : result[(k * columns) + i]);
            sum += dot * dot;
        }

        return Math.Sqrt(sum / v.Sum(e => (double)e * e));
    }

    private static double[] Definition(float[] x, int rows, int columns)
    {
        double norm = Math.Sqrt(x.Sum(v => (double)v * v));
        double[] u = [.. x.Select(v => v / norm)];
        for (int round = 0; round < 5; round++)
        {
            double[] gram = Multiply(u, rows, columns, Transpose(u, rows, columns), rows);
            double[] cubed = Multiply(gram, rows, rows, u, columns), fifth = Multiply(gram, rows, rows, cubed, columns);
            for (int i = 0; i < u.Length; i++)
                u[i] = (3.4445 * u[i]) - (4.7750 * cubed[i]) + (2.0315 * fifth[i]);
        }

        return u;
    }

    private static double[] Transpose(double[] x, int rows, int columns) =>
        [.. Enumerable.Range(0, x.Length).Select(i => x[(i % rows * columns) + (i / rows)])];

    private static double[] Multiply(double[] a, int rows, int depth, double[] b, int columns)
    {
        double[] y = new double[rows * columns];
        for (int i = 0; i < rows; i++)
        {
            for (int k = 0; k < depth; k++)
            {
                for (int j = 0; j < columns; j++)
                    y[(i * columns) + j] += a[(i * depth) + k] * b[(k * columns) + j];
            }
        }

        return y;
    }
}
