using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hush.Numerics.Kernels;

/// <summary>Vectorized checks for NaN, infinity and out-of-range values.</summary>
internal static class Finite
{
    public static bool All(ReadOnlySpan<float> values) => AllWithin(values, float.MaxValue);

    /// <summary>True if |v| ≤ limit for all values. False if any value is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // finishes before tiered compilation would optimize it
    public static bool AllWithin(ReadOnlySpan<float> values, float limit)
    {
        var limits = new Vector<float>(limit);
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            if (!Vector.LessThanOrEqualAll(Vector.Abs(new Vector<float>(values[i..])), limits))
                return false;
        }

        for (; i < values.Length; i++)
        {
            if (!(MathF.Abs(values[i]) <= limit))
                return false;
        }

        return true;
    }
}
