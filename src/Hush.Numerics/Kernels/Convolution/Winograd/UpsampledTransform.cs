using System.Runtime.CompilerServices;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution.Winograd;

/// <summary>The maps of <see cref="WinogradTransform{T}"/> where a nearest upsampling, or its adjoint, is taken over: see <see cref="TileForm"/>.</summary>
internal static unsafe class UpsampledTransform<T>
    where T : struct, ILane<T>
{
    /// <summary>
    /// v = B' d B for the upsampling of d by two: the tile sees rows and columns 0 1 1 2 2 3 of d. Elements of row or column 2 are zero and
    /// not written.
    /// </summary>
    /// <param name="d">4x4 values.</param>
    /// <param name="row">Floats from a row of d to the next.</param>
    /// <param name="pixel">Floats from a pixel of d to the next.</param>
    /// <param name="v">36 elements.</param>
    /// <param name="pitch">Floats from an element of v to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Input(float* d, nint row, nint pixel, float* v, nint pitch)
    {
        for (int i = 0; i < WinogradTransform<T>.Window; i++, v += WinogradTransform<T>.Window * pitch)
        {
            if (i != 2)
                InputRow(i, d, row, pixel, v, pitch);
        }
    }

    /// <summary>Row i of <see cref="Input"/>: elements 0, 1, 3, 4 and 5.</summary>
    /// <param name="i">The row: 0, 1, 3, 4 or 5.</param>
    /// <param name="d">4x4 values.</param>
    /// <param name="row">Floats from a row of d to the next.</param>
    /// <param name="pixel">Floats from a pixel of d to the next.</param>
    /// <param name="v">6 elements.</param>
    /// <param name="pitch">Floats from an element of v to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void InputRow(int i, float* d, nint row, nint pixel, float* v, nint pitch)
    {
        var (a, b, c, e) = i switch
        {
            0 => (4f, -5f, 1f, 0f),
            1 => (0f, -8f, 2f, 0f),
            3 => (0f, -3f, 3f, 0f),
            4 => (0f, 1f, -1f, 0f),
            _ => (0f, 4f, -5f, 1f),
        };
        float* second = d + row, third = second + row, fourth = third + row;
        T t0 = WinogradTransform<T>.Line(d, second, third, fourth, a, b, c, e);
        T t1 = WinogradTransform<T>.Line(d + pixel, second + pixel, third + pixel, fourth + pixel, a, b, c, e);
        T t2 = WinogradTransform<T>.Line(d + (2 * pixel), second + (2 * pixel), third + (2 * pixel), fourth + (2 * pixel), a, b, c, e);
        T t3 = WinogradTransform<T>.Line(d + (3 * pixel), second + (3 * pixel), third + (3 * pixel), fourth + (3 * pixel), a, b, c, e);
        T difference = T.Subtract(t1, t2);
        T.Store(T.MulAdd(4f, t0, T.MulAdd(-5f, t1, t2)), v);
        T.Store(T.MulAdd(-8f, t1, T.Add(t2, t2)), v + pitch);
        T.Store(T.Multiply(T.Fill(-3f), difference), v + (3 * pitch));
        T.Store(difference, v + (4 * pitch));
        T.Store(T.MulAdd(4f, t1, T.MulAdd(-5f, t2, t3)), v + (5 * pitch));
    }

    /// <summary>
    /// y = the sums over 2x2 results of A' m A: 2x2 lanes, at the places of the first two rows and columns of <see cref="WinogradTransform{T}.Output"/>. Elements
    /// of row or column 2 of m cancel and are not read.
    /// </summary>
    /// <param name="m">36 elements.</param>
    /// <param name="pitch">Floats from an element of m to the next.</param>
    /// <param name="y">The result.</param>
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PooledLine(float* m, nint step, out T y0, out T y1) => Pooled(
        T.Load(m), T.Load(m + step), T.Load(m + (3 * step)), T.Load(m + (4 * step)), T.Load(m + (5 * step)), out y0, out y1);

    /// <summary>The sums of results 0 and 1, and of 2 and 3, of A' m for one line of six elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pooled(T m0, T m1, T m3, T m4, T m5, out T y0, out T y1)
    {
        T twice = T.Add(m1, m1), far = T.MulAdd(3f, m3, T.Subtract(T.Zero, m4));
        y0 = T.Add(T.Add(m0, twice), far);
        y1 = T.Add(T.Add(m5, twice), T.Multiply(T.Fill(4f), far));
    }
}
