using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hush.Imaging.Estimation.Kernels;

/// <summary>
/// Dot products of rows. Uses Vector&lt;T&gt; directly because the generic methods of System.Numerics.Tensors would run unoptimized
/// during most of an estimate (tiered compilation).
/// </summary>
internal static class PatchProducts
{
    /// <summary>
    /// first[0 .. 3] += a0 . b0, a0 . b1, ..., a0 . b3 and second[0 .. 3] += a1 . b0, ..., a1 . b3: eight sums for six loads.
    /// </summary>
    /// <param name="a">The first of two rows.</param>
    /// <param name="b">The first of four rows.</param>
    /// <param name="pitch">Floats from one row to the next.</param>
    /// <param name="count">Number of values in a row, a multiple of 16.</param>
    /// <param name="first">Sums of the first row.</param>
    /// <param name="second">Sums of the second row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ref float a, ref float b, nuint pitch, int count, Span<double> first, Span<double> second)
    {
        Vector<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        for (nuint k = 0; k < (nuint)count; k += (nuint)Vector<float>.Count)
        {
            Vector<float> x = Vector.LoadUnsafe(ref a, k), y = Vector.LoadUnsafe(ref a, k + pitch);
            Vector<float> p = Vector.LoadUnsafe(ref b, k), q = Vector.LoadUnsafe(ref b, k + pitch);
            Vector<float> r = Vector.LoadUnsafe(ref b, k + (2 * pitch)), s = Vector.LoadUnsafe(ref b, k + (3 * pitch));
            (a0, a1) = (Vector.FusedMultiplyAdd(x, p, a0), Vector.FusedMultiplyAdd(x, q, a1));
            (a2, a3) = (Vector.FusedMultiplyAdd(x, r, a2), Vector.FusedMultiplyAdd(x, s, a3));
            (b0, b1) = (Vector.FusedMultiplyAdd(y, p, b0), Vector.FusedMultiplyAdd(y, q, b1));
            (b2, b3) = (Vector.FusedMultiplyAdd(y, r, b2), Vector.FusedMultiplyAdd(y, s, b3));
        }

        first[0] += Vector.Sum(a0);
        first[1] += Vector.Sum(a1);
        first[2] += Vector.Sum(a2);
        first[3] += Vector.Sum(a3);
        second[0] += Vector.Sum(b0);
        second[1] += Vector.Sum(b1);
        second[2] += Vector.Sum(b2);
        second[3] += Vector.Sum(b3);
    }
}
