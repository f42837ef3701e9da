using System.Numerics;

namespace Hush.Learning.Losses.Kernels;

/// <summary>Sums the terms of a loss over memory. Terms are float, sums are double, in the same order with and without gradient.</summary>
internal static class LossSum
{
    /// <summary>Returns the sum of l(p, t); sets gradient = scale * dl/dp.</summary>
    public static double WithGradient<T>(ReadOnlySpan<float> p, ReadOnlySpan<float> t, Span<float> gradient, float scale)
        where T : struct, ILossTerm
    {
        Vector<double> low = default, high = default;
        int i = 0;
        for (; i <= p.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> term = T.Of(new Vector<float>(p[i..]), new Vector<float>(t[i..]), out Vector<float> slope);
            (slope * scale).CopyTo(gradient[i..]);
            Vector.Widen(term, out Vector<double> first, out Vector<double> second);
            low += first;
            high += second;
        }

        double sum = Vector.Sum(low + high);
        for (; i < p.Length; i++)
        {
            sum += T.Of(p[i], t[i], out float slope);
            gradient[i] = slope * scale;
        }

        return sum;
    }

    /// <summary>Returns the sum of l(p, t).</summary>
    public static double Of<T>(ReadOnlySpan<float> p, ReadOnlySpan<float> t)
        where T : struct, ILossTerm
    {
        Vector<double> low = default, high = default;
        int i = 0;
        for (; i <= p.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> term = T.Of(new Vector<float>(p[i..]), new Vector<float>(t[i..]), out _);
            Vector.Widen(term, out Vector<double> first, out Vector<double> second);
            low += first;
            high += second;
        }

        double sum = Vector.Sum(low + high);
        for (; i < p.Length; i++)
            sum += T.Of(p[i], t[i], out _);
        return sum;
    }
}
