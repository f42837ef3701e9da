using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hush.Numerics.Kernels.Lanes;

/// <summary>Three vectors side by side, for tiles that need the 32 registers of AVX-512.</summary>
internal unsafe struct Triple<T>(T low, T middle, T high) : ILane<Triple<T>>
    where T : struct, ILane<T>
{
    private T _low = low, _middle = middle, _high = high;

    public static int Width => 3 * T.Width;

    public static Triple<T> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(T.Zero, T.Zero, T.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Triple<T> Fill(float value) => new(T.Fill(value), T.Fill(value), T.Fill(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Triple<T> Load(float* from) => new(T.Load(from), T.Load(from + T.Width), T.Load(from + (2 * T.Width)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Triple<T> value, float* to)
    {
        T.Store(value._low, to);
        T.Store(value._middle, to + T.Width);
        T.Store(value._high, to + (2 * T.Width));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Triple<T> Add(Triple<T> a, Triple<T> b) =>
        new(T.Add(a._low, b._low), T.Add(a._middle, b._middle), T.Add(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Triple<T> Subtract(Triple<T> a, Triple<T> b) =>
        new(T.Subtract(a._low, b._low), T.Subtract(a._middle, b._middle), T.Subtract(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Triple<T> Multiply(Triple<T> a, Triple<T> b) =>
        new(T.Multiply(a._low, b._low), T.Multiply(a._middle, b._middle), T.Multiply(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Triple<T> Max(Triple<T> a, Triple<T> b) =>
        new(T.Max(a._low, b._low), T.Max(a._middle, b._middle), T.Max(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Triple<T> WherePositive(Triple<T> gate, Triple<T> value) => new(
        T.WherePositive(gate._low, value._low), T.WherePositive(gate._middle, value._middle), T.WherePositive(gate._high, value._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Triple<T> WhereEqual(Triple<T> a, Triple<T> b, Triple<T> value) => new(
        T.WhereEqual(a._low, b._low, value._low),
        T.WhereEqual(a._middle, b._middle, value._middle),
        T.WhereEqual(a._high, b._high, value._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Triple<T> MulAdd(Triple<T> a, Triple<T> b, Triple<T> sum) => new(
        T.MulAdd(a._low, b._low, sum._low), T.MulAdd(a._middle, b._middle, sum._middle), T.MulAdd(a._high, b._high, sum._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Triple<T> MulAdd(float a, Triple<T> b, Triple<T> sum)
    {
        T scalar = T.Fill(a);
        return new(T.MulAdd(scalar, b._low, sum._low), T.MulAdd(scalar, b._middle, sum._middle), T.MulAdd(scalar, b._high, sum._high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Triple<T> sum, Triple<T> a, Triple<T> b)
    {
        T.Accumulate(ref sum._low, a._low, b._low);
        T.Accumulate(ref sum._middle, a._middle, b._middle);
        T.Accumulate(ref sum._high, a._high, b._high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Triple<T> sum, float a, Triple<T> b)
    {
        T scalar = T.Fill(a);
        T.Accumulate(ref sum._low, scalar, b._low);
        T.Accumulate(ref sum._middle, scalar, b._middle);
        T.Accumulate(ref sum._high, scalar, b._high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Triple<T> value) => T.Sum(Total(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sums(Triple<T> a, Triple<T> b, Triple<T> c, Triple<T> d) =>
        T.Sums(Total(a), Total(b), Total(c), Total(d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Total(Triple<T> value) => T.Add(T.Add(value._low, value._middle), value._high);
}
