using System.Runtime.CompilerServices;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution.Winograd;

/// <summary>
/// The transforms of <see cref="WinogradTransform{T}"/> with a fused nearest-neighbor upsampling or its adjoint; see
/// <see cref="TileForm"/>.
/// </summary>
internal static unsafe class UpsampledTransform<T>
    where T : struct, ILane<T>
{
    /// <summary>
    /// v = B' u B, where u is the 2x upsampling of the 4x4 values d: the tile covers rows and columns 0 1 1 2 2 3 of d. Elements
    /// in row or column 2 are zero and are not written.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Input(float* d, nint row, nint pixel, float* v, nint pitch)
    {
        UpperRows(d, row, out T a0, out T b0);
        UpperRows(d + pixel, row, out T a1, out T b1);
        UpperRows(d + (2 * pixel), row, out T a2, out T b2);
        UpperRows(d + (3 * pixel), row, out T a3, out T b3);
        InputLine(a0, a1, a2, a3, v, pitch);
        InputLine(b0, b1, b2, b3, v + (WinogradTransform<T>.Window * pitch), pitch);

        LowerRows(d, row, out a0, out b0);
        LowerRows(d + pixel, row, out a1, out b1);
        LowerRows(d + (2 * pixel), row, out a2, out b2);
        LowerRows(d + (3 * pixel), row, out a3, out b3);
        v += 3 * WinogradTransform<T>.Window * pitch;
        T factor = T.Fill(-3f);
        InputLine(T.Multiply(factor, a0), T.Multiply(factor, a1), T.Multiply(factor, a2), T.Multiply(factor, a3), v, pitch);
        InputLine(a0, a1, a2, a3, v + (WinogradTransform<T>.Window * pitch), pitch);
        InputLine(b0, b1, b2, b3, v + (2 * WinogradTransform<T>.Window * pitch), pitch);
    }

    /// <summary>
    /// y = the sums over 2x2 blocks of A' m A: 2x2 vectors, stored where <see cref="WinogradTransform{T}.Output"/> stores its
    /// first two rows and columns. Elements in row or column 2 of m cancel and are not read.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Output(float* m, nint pitch, float* y)
    {
        nint row = WinogradTransform<T>.Window * pitch;
        PooledLine(m, row, out T s0, out T t0);
        PooledLine(m + pitch, row, out T s1, out T t1);
        PooledLine(m + (3 * pitch), row, out T s3, out T t3);
        PooledLine(m + (4 * pitch), row, out T s4, out T t4);
        PooledLine(m + (5 * pitch), row, out T s5, out T t5);
        Pooled(s0, s1, s3, s4, s5, out T y0, out T y1);
        T.Store(y0, y);
        T.Store(y1, y + T.Width);
        Pooled(t0, t1, t3, t4, t5, out y0, out y1);
        T.Store(y0, y + (WinogradTransform<T>.Side * T.Width));
        T.Store(y1, y + ((WinogradTransform<T>.Side + 1) * T.Width));
    }

    /// <summary>Elements 0 and 1 of B' u, where u is the upsampling of one column of four values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void UpperRows(float* d, nint row, out T t0, out T t1)
    {
        T d1 = T.Load(d + row), d2 = T.Load(d + (2 * row));
        t0 = T.MulAdd(4f, T.Load(d), T.MulAdd(-5f, d1, d2));
        t1 = T.MulAdd(-8f, d1, T.Add(d2, d2));
    }

    /// <summary>Elements 4 and 5 of B' u; element 3 is -3 times element 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LowerRows(float* d, nint row, out T t4, out T t5)
    {
        T d1 = T.Load(d + row), d2 = T.Load(d + (2 * row));
        t4 = T.Subtract(d1, d2);
        t5 = T.MulAdd(4f, d1, T.MulAdd(-5f, d2, T.Load(d + (3 * row))));
    }

    /// <summary>Elements 0, 1, 3, 4 and 5 of B' u, where u is the upsampling of one row of four values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InputLine(T d0, T d1, T d2, T d3, float* to, nint step)
    {
        T difference = T.Subtract(d1, d2);
        T.Store(T.MulAdd(4f, d0, T.MulAdd(-5f, d1, d2)), to);
        T.Store(T.MulAdd(-8f, d1, T.Add(d2, d2)), to + step);
        T.Store(T.Multiply(T.Fill(-3f), difference), to + (3 * step));
        T.Store(difference, to + (4 * step));
        T.Store(T.MulAdd(4f, d1, T.MulAdd(-5f, d2, d3)), to + (5 * step));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PooledLine(float* m, nint step, out T y0, out T y1) => Pooled(
        T.Load(m), T.Load(m + step), T.Load(m + (3 * step)), T.Load(m + (4 * step)), T.Load(m + (5 * step)), out y0, out y1);

    /// <summary>For one row of A' m: the sums of outputs 0 and 1, and of outputs 2 and 3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pooled(T m0, T m1, T m3, T m4, T m5, out T y0, out T y1)
    {
        T twice = T.Add(m1, m1), far = T.MulAdd(3f, m3, T.Subtract(T.Zero, m4));
        y0 = T.Add(T.Add(m0, twice), far);
        y1 = T.Add(T.Add(m5, twice), T.Multiply(T.Fill(4f), far));
    }
}
