using System.Runtime.CompilerServices;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution.Winograd;

/// <summary>
/// The linear maps of Winograd's minimal filtering F(4x4, 3x3), for one vector of channels: sixteen outputs of a 3x3 convolution
/// take 36 multiplications instead of 144.
/// </summary>
/// <remarks>
/// y = A' [(G g G') * (B' d B)] A with the points 0, 1, -1, 2, -2 and infinity: Lavin, Gray, "Fast Algorithms for Convolutional
/// Neural Networks", CVPR 2016, section 4.3 (arXiv 1509.09308). The weight gradient is the transpose: dg = G'
/// [(B' d B) * (A dy A')] G. The 36 elements of a transformed tile are <c>pitch</c> floats apart, in row-major order: each
/// belongs to a different matrix. For the filter transform, see <see cref="FilterTransform{T}"/>.
/// </remarks>
internal static unsafe class WinogradTransform<T>
    where T : struct, ILane<T>
{
    /// <summary>Output rows and columns per tile.</summary>
    public const int Side = 4;

    /// <summary>Input rows and columns per tile.</summary>
    public const int Window = 6;

    /// <summary>Elements per transformed tile.</summary>
    public const int Points = Window * Window;

    /// <summary>
    /// v = B' d B for 6x6 values d, <c>row</c> and <c>pixel</c> floats apart. Two passes of three rows each keep the eighteen
    /// intermediate values in registers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Input(float* d, nint row, nint pixel, float* v, nint pitch)
    {
        UpperRows(d, row, out T a0, out T b0, out T c0);
        UpperRows(d + pixel, row, out T a1, out T b1, out T c1);
        UpperRows(d + (2 * pixel), row, out T a2, out T b2, out T c2);
        UpperRows(d + (3 * pixel), row, out T a3, out T b3, out T c3);
        UpperRows(d + (4 * pixel), row, out T a4, out T b4, out T c4);
        UpperRows(d + (5 * pixel), row, out T a5, out T b5, out T c5);
        InputLine(a0, a1, a2, a3, a4, a5, v, pitch);
        InputLine(b0, b1, b2, b3, b4, b5, v + (Window * pitch), pitch);
        InputLine(c0, c1, c2, c3, c4, c5, v + (2 * Window * pitch), pitch);

        LowerRows(d, row, out a0, out b0, out c0);
        LowerRows(d + pixel, row, out a1, out b1, out c1);
        LowerRows(d + (2 * pixel), row, out a2, out b2, out c2);
        LowerRows(d + (3 * pixel), row, out a3, out b3, out c3);
        LowerRows(d + (4 * pixel), row, out a4, out b4, out c4);
        LowerRows(d + (5 * pixel), row, out a5, out b5, out c5);
        v += 3 * Window * pitch;
        InputLine(a0, a1, a2, a3, a4, a5, v, pitch);
        InputLine(b0, b1, b2, b3, b4, b5, v + (Window * pitch), pitch);
        InputLine(c0, c1, c2, c3, c4, c5, v + (2 * Window * pitch), pitch);
    }

    /// <summary>
    /// y = A' m A: 4x4 vectors, contiguous. Two passes of two rows each keep the twelve intermediate values in registers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Output(float* m, nint pitch, float* y)
    {
        OuterRows(m, pitch, out T s0, out T t0);
        OuterRows(m + pitch, pitch, out T s1, out T t1);
        OuterRows(m + (2 * pitch), pitch, out T s2, out T t2);
        OuterRows(m + (3 * pitch), pitch, out T s3, out T t3);
        OuterRows(m + (4 * pitch), pitch, out T s4, out T t4);
        OuterRows(m + (5 * pitch), pitch, out T s5, out T t5);
        OutputLine(s0, s1, s2, s3, s4, s5, y);
        OutputLine(t0, t1, t2, t3, t4, t5, y + (3 * Side * T.Width));

        InnerRows(m, pitch, out s0, out t0);
        InnerRows(m + pitch, pitch, out s1, out t1);
        InnerRows(m + (2 * pitch), pitch, out s2, out t2);
        InnerRows(m + (3 * pitch), pitch, out s3, out t3);
        InnerRows(m + (4 * pitch), pitch, out s4, out t4);
        InnerRows(m + (5 * pitch), pitch, out s5, out t5);
        OutputLine(s0, s1, s2, s3, s4, s5, y + (Side * T.Width));
        OutputLine(t0, t1, t2, t3, t4, t5, y + (2 * Side * T.Width));
    }

    /// <summary>
    /// m = A dy A' for 4x4 values dy, the adjoint of <see cref="Output"/>. Two passes of three rows each keep the twelve
    /// intermediate values in registers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void OutputAdjoint(float* dy, nint row, nint pixel, float* m, nint pitch)
    {
        UpperAdjointRows(dy, row, out T a0, out T b0, out T c0);
        UpperAdjointRows(dy + pixel, row, out T a1, out T b1, out T c1);
        UpperAdjointRows(dy + (2 * pixel), row, out T a2, out T b2, out T c2);
        UpperAdjointRows(dy + (3 * pixel), row, out T a3, out T b3, out T c3);
        OutputAdjointLine(a0, a1, a2, a3, m, pitch);
        OutputAdjointLine(b0, b1, b2, b3, m + (Window * pitch), pitch);
        OutputAdjointLine(c0, c1, c2, c3, m + (2 * Window * pitch), pitch);

        LowerAdjointRows(dy, row, out a0, out b0, out c0);
        LowerAdjointRows(dy + pixel, row, out a1, out b1, out c1);
        LowerAdjointRows(dy + (2 * pixel), row, out a2, out b2, out c2);
        LowerAdjointRows(dy + (3 * pixel), row, out a3, out b3, out c3);
        m += 3 * Window * pitch;
        OutputAdjointLine(a0, a1, a2, a3, m, pitch);
        OutputAdjointLine(b0, b1, b2, b3, m + (Window * pitch), pitch);
        OutputAdjointLine(c0, c1, c2, c3, m + (2 * Window * pitch), pitch);
    }

    /// <summary>Elements 0, 1 and 2 of B' d for one column of six values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void UpperRows(float* d, nint row, out T t0, out T t1, out T t2)
    {
        T d2 = T.Load(d + (2 * row)), d4 = T.Load(d + (4 * row));
        T even = T.MulAdd(-4f, d2, d4), odd = T.MulAdd(-4f, T.Load(d + row), T.Load(d + (3 * row)));
        t0 = T.MulAdd(4f, T.Load(d), T.MulAdd(-5f, d2, d4));
        t1 = T.Add(even, odd);
        t2 = T.Subtract(even, odd);
    }

    /// <summary>Elements 3, 4 and 5 of B' d for one column of six values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LowerRows(float* d, nint row, out T t3, out T t4, out T t5)
    {
        T d1 = T.Load(d + row), d3 = T.Load(d + (3 * row));
        T even = T.Subtract(T.Load(d + (4 * row)), T.Load(d + (2 * row))), odd = T.Subtract(d3, d1);
        t3 = T.MulAdd(2f, odd, even);
        t4 = T.MulAdd(-2f, odd, even);
        t5 = T.MulAdd(4f, d1, T.MulAdd(-5f, d3, T.Load(d + (5 * row))));
    }

    /// <summary>B' d for one row of six values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InputLine(T d0, T d1, T d2, T d3, T d4, T d5, float* to, nint step)
    {
        T even = T.MulAdd(-4f, d2, d4), odd = T.MulAdd(-4f, d1, d3);
        T difference = T.Subtract(d4, d2), outer = T.Subtract(d3, d1);
        T.Store(T.MulAdd(4f, d0, T.MulAdd(-5f, d2, d4)), to);
        T.Store(T.Add(even, odd), to + step);
        T.Store(T.Subtract(even, odd), to + (2 * step));
        T.Store(T.MulAdd(2f, outer, difference), to + (3 * step));
        T.Store(T.MulAdd(-2f, outer, difference), to + (4 * step));
        T.Store(T.MulAdd(4f, d1, T.MulAdd(-5f, d3, d5)), to + (5 * step));
    }

    /// <summary>Elements 0 and 3 of A' m for one column of six elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OuterRows(float* m, nint pitch, out T t0, out T t3)
    {
        nint row = Window * pitch;
        T m1 = T.Load(m + row), m2 = T.Load(m + (2 * row)), m3 = T.Load(m + (3 * row)), m4 = T.Load(m + (4 * row));
        t0 = T.Add(T.Add(T.Load(m), T.Add(m1, m2)), T.Add(m3, m4));
        t3 = T.MulAdd(8f, T.Subtract(m3, m4), T.Add(T.Subtract(m1, m2), T.Load(m + (5 * row))));
    }

    /// <summary>Elements 1 and 2 of A' m for one column of six elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InnerRows(float* m, nint pitch, out T t1, out T t2)
    {
        nint row = Window * pitch;
        T m1 = T.Load(m + row), m2 = T.Load(m + (2 * row)), m3 = T.Load(m + (3 * row)), m4 = T.Load(m + (4 * row));
        t1 = T.MulAdd(2f, T.Subtract(m3, m4), T.Subtract(m1, m2));
        t2 = T.MulAdd(4f, T.Add(m3, m4), T.Add(m1, m2));
    }

    /// <summary>A' m for one row of six elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OutputLine(T m0, T m1, T m2, T m3, T m4, T m5, float* y)
    {
        T sum = T.Add(m1, m2), difference = T.Subtract(m1, m2), outerSum = T.Add(m3, m4), outerDifference = T.Subtract(m3, m4);
        T.Store(T.Add(T.Add(m0, sum), outerSum), y);
        T.Store(T.MulAdd(2f, outerDifference, difference), y + T.Width);
        T.Store(T.MulAdd(4f, outerSum, sum), y + (2 * T.Width));
        T.Store(T.MulAdd(8f, outerDifference, T.Add(difference, m5)), y + (3 * T.Width));
    }

    /// <summary>Elements 0, 1 and 2 of A dy for one column of four values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void UpperAdjointRows(float* dy, nint row, out T t0, out T t1, out T t2)
    {
        t0 = T.Load(dy);
        T even = T.Add(t0, T.Load(dy + (2 * row))), odd = T.Add(T.Load(dy + row), T.Load(dy + (3 * row)));
        t1 = T.Add(even, odd);
        t2 = T.Subtract(even, odd);
    }

    /// <summary>Elements 3, 4 and 5 of A dy for one column of four values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LowerAdjointRows(float* dy, nint row, out T t3, out T t4, out T t5)
    {
        t5 = T.Load(dy + (3 * row));
        T even = T.MulAdd(4f, T.Load(dy + (2 * row)), T.Load(dy)), odd = T.Multiply(T.Fill(2f), T.MulAdd(4f, t5, T.Load(dy + row)));
        t3 = T.Add(even, odd);
        t4 = T.Subtract(even, odd);
    }

    /// <summary>A dy for one row of four values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OutputAdjointLine(T y0, T y1, T y2, T y3, float* to, nint step)
    {
        T two = T.Fill(2f), four = T.Fill(4f);
        T even = T.Add(y0, y2), odd = T.Add(y1, y3);
        T outerEven = T.MulAdd(four, y2, y0), outerOdd = T.Multiply(two, T.MulAdd(four, y3, y1));
        T.Store(y0, to);
        T.Store(T.Add(even, odd), to + step);
        T.Store(T.Subtract(even, odd), to + (2 * step));
        T.Store(T.Add(outerEven, outerOdd), to + (3 * step));
        T.Store(T.Subtract(outerEven, outerOdd), to + (4 * step));
        T.Store(y3, to + (5 * step));
    }
}
