using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hush.Numerics;

/// <summary>Finds values that no arithmetic should go on with, at the speed of memory.</summary>
internal static class Finite
{
    /// <summary>Whether all values are finite.</summary>
    public static bool All(ReadOnlySpan<float> values) => AllWithin(values, float.MaxValue);

    /// <summary>Whether all magnitudes are at most a limit. NaN is not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // run few times, so a compiler that waits would never come
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
