using System.Numerics;

namespace Hush.Learning.Optimizers.Kernels;

internal static class SquareSum
{
    /// <summary>The sum of the squares, accumulated in double. Not finite if a value is not finite.</summary>
    public static double Of(ReadOnlySpan<float> values)
    {
        Vector<double> low = default, high = default;
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(values[i..]), out Vector<double> first, out Vector<double> second);
            low += first * first;
            high += second * second;
        }

        double sum = Vector.Sum(low + high);
        for (; i < values.Length; i++)
            sum += (double)values[i] * values[i];
        return sum;
    }
}
