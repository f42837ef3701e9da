using System.Runtime.CompilerServices;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution.Winograd;

/// <summary>
/// The filter transform G g G' of <see cref="WinogradTransform{T}"/> and its adjoint, between 3x3 weights and 36 elements, for
/// one vector of filters.
/// </summary>
internal static unsafe class FilterTransform<T>
    where T : struct, ILane<T>
{
    private const int Window = WinogradTransform<T>.Window;

    /// <summary>
    /// u = G g G'. The 3x3 values of g are <c>tap</c> floats apart, the 36 elements of u <c>pitch</c> floats. The eighteen
    /// intermediate values stay in registers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Apply(float* g, nint tap, float* u, nint pitch)
    {
        nint row = Window * pitch;
        Line(T.Load(g), T.Load(g + (3 * tap)), T.Load(g + (6 * tap)), out T a0, out T b0, out T c0, out T d0, out T e0, out T f0);
        g += tap;
        Line(T.Load(g), T.Load(g + (3 * tap)), T.Load(g + (6 * tap)), out T a1, out T b1, out T c1, out T d1, out T e1, out T f1);
        g += tap;
        Line(T.Load(g), T.Load(g + (3 * tap)), T.Load(g + (6 * tap)), out T a2, out T b2, out T c2, out T d2, out T e2, out T f2);
        StoreLine(a0, a1, a2, u, pitch);
        StoreLine(b0, b1, b2, u + row, pitch);
        StoreLine(c0, c1, c2, u + (2 * row), pitch);
        StoreLine(d0, d1, d2, u + (3 * row), pitch);
        StoreLine(e0, e1, e2, u + (4 * row), pitch);
        StoreLine(f0, f1, f2, u + (5 * row), pitch);
    }

    /// <summary>
    /// g = (or += if <c>adds</c>) G' u G, the adjoint of <see cref="Apply"/>. The eighteen intermediate values stay in registers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Adjoint(float* u, nint pitch, float* g, nint tap, bool adds)
    {
        AdjointColumn(u, pitch, out T a0, out T b0, out T c0);
        AdjointColumn(u + pitch, pitch, out T a1, out T b1, out T c1);
        AdjointColumn(u + (2 * pitch), pitch, out T a2, out T b2, out T c2);
        AdjointColumn(u + (3 * pitch), pitch, out T a3, out T b3, out T c3);
        AdjointColumn(u + (4 * pitch), pitch, out T a4, out T b4, out T c4);
        AdjointColumn(u + (5 * pitch), pitch, out T a5, out T b5, out T c5);
        StoreAdjointLine(a0, a1, a2, a3, a4, a5, g, tap, adds);
        StoreAdjointLine(b0, b1, b2, b3, b4, b5, g + (3 * tap), tap, adds);
        StoreAdjointLine(c0, c1, c2, c3, c4, c5, g + (6 * tap), tap, adds);
    }

    /// <summary>G g for one row of three values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Line(T g0, T g1, T g2, out T u0, out T u1, out T u2, out T u3, out T u4, out T u5)
    {
        T sixth = T.Fill(-1f / 6), twelfth = T.Multiply(T.Fill(1f / 12), g1);
        T outer = T.Multiply(sixth, T.Add(g0, g2)), middle = T.Multiply(sixth, g1);
        T far = T.MulAdd(T.Fill(1f / 24), g0, T.Multiply(T.Fill(1f / 6), g2));
        u0 = T.Multiply(T.Fill(1f / 4), g0);
        u1 = T.Add(outer, middle);
        u2 = T.Subtract(outer, middle);
        u3 = T.Add(far, twelfth);
        u4 = T.Subtract(far, twelfth);
        u5 = g2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreLine(T g0, T g1, T g2, float* to, nint step)
    {
        Line(g0, g1, g2, out T u0, out T u1, out T u2, out T u3, out T u4, out T u5);
        T.Store(u0, to);
        T.Store(u1, to + step);
        T.Store(u2, to + (2 * step));
        T.Store(u3, to + (3 * step));
        T.Store(u4, to + (4 * step));
        T.Store(u5, to + (5 * step));
    }

    /// <summary>G' u for one column of six elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AdjointColumn(float* u, nint pitch, out T g0, out T g1, out T g2)
    {
        nint row = Window * pitch;
        AdjointLine(
            T.Load(u), T.Load(u + row), T.Load(u + (2 * row)), T.Load(u + (3 * row)), T.Load(u + (4 * row)), T.Load(u + (5 * row)),
            out g0, out g1, out g2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreAdjointLine(T u0, T u1, T u2, T u3, T u4, T u5, float* to, nint step, bool adds)
    {
        AdjointLine(u0, u1, u2, u3, u4, u5, out T g0, out T g1, out T g2);
        T.Store(adds ? T.Add(T.Load(to), g0) : g0, to);
        T.Store(adds ? T.Add(T.Load(to + step), g1) : g1, to + step);
        T.Store(adds ? T.Add(T.Load(to + (2 * step)), g2) : g2, to + (2 * step));
    }

    /// <summary>G' u for one row of six elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AdjointLine(T u0, T u1, T u2, T u3, T u4, T u5, out T g0, out T g1, out T g2)
    {
        T sixth = T.Fill(1f / 6), near = T.Multiply(T.Fill(-1f / 6), T.Add(u1, u2)), far = T.Add(u3, u4);
        g0 = T.MulAdd(T.Fill(1f / 4), u0, T.MulAdd(T.Fill(1f / 24), far, near));
        g1 = T.MulAdd(T.Fill(1f / 12), T.Subtract(u3, u4), T.Multiply(sixth, T.Subtract(u2, u1)));
        g2 = T.Add(T.MulAdd(sixth, far, near), u5);
    }
}
