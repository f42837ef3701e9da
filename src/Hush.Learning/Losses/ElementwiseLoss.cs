using System.Numerics;

namespace Hush.Learning.Losses;

/// <summary>The pass over memory that all elementwise losses share. Terms are float, sums are double.</summary>
internal static class ElementwiseLoss
{
    /// <summary>Returns the sum of l(p, t); sets gradient = scale * dl/dp.</summary>
    public static double Evaluate<T>(string name, ReadOnlySpan<float> p, ReadOnlySpan<float> t, Span<float> gradient, float scale)
        where T : struct, IElementLoss
    {
        RequireLength(name, "target", t.Length, p.Length);
        RequireLength(name, "gradient", gradient.Length, p.Length);
        Vector<double> low = default, high = default;
        int i = 0;
        for (; i <= p.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> term = T.Term(new Vector<float>(p[i..]), new Vector<float>(t[i..]), out Vector<float> slope);
            (slope * scale).CopyTo(gradient[i..]);
            Vector.Widen(term, out Vector<double> first, out Vector<double> second);
            low += first;
            high += second;
        }

        double sum = Vector.Sum(low + high);
        for (; i < p.Length; i++)
        {
            sum += T.Term(p[i], t[i], out float slope);
            gradient[i] = slope * scale;
        }

        return sum;
    }

    /// <summary>Returns the sum of l(p, t), accumulated in the same order as in <see cref="Evaluate{T}"/>.</summary>
    public static double Value<T>(string name, ReadOnlySpan<float> p, ReadOnlySpan<float> t)
        where T : struct, IElementLoss
    {
        RequireLength(name, "target", t.Length, p.Length);
        Vector<double> low = default, high = default;
        int i = 0;
        for (; i <= p.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> term = T.Term(new Vector<float>(p[i..]), new Vector<float>(t[i..]), out _);
            Vector.Widen(term, out Vector<double> first, out Vector<double> second);
            low += first;
            high += second;
        }

        double sum = Vector.Sum(low + high);
        for (; i < p.Length; i++)
            sum += T.Term(p[i], t[i], out _);
        return sum;
    }

    private static void RequireLength(string name, string what, int length, int expected)
    {
        if (length != expected)
        {
            throw new ShapeException(
                $"Loss '{name}' compares element by element, but the prediction has {expected} values and the {what} {length}. " +
                "Pass spans of the same length.");
        }
    }
}
