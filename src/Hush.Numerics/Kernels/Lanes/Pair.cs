using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hush.Numerics.Kernels.Lanes;

/// <summary>Two vectors side by side.</summary>
internal unsafe struct Pair<T>(T low, T high) : ILane<Pair<T>>
    where T : struct, ILane<T>
{
    private T _low = low, _high = high;

    public static int Width => 2 * T.Width;

    public static Pair<T> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(T.Zero, T.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Fill(float value) => new(T.Fill(value), T.Fill(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Load(float* from) => new(T.Load(from), T.Load(from + T.Width));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Pair<T> value, float* to)
    {
        T.Store(value._low, to);
        T.Store(value._high, to + T.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Add(Pair<T> a, Pair<T> b) => new(T.Add(a._low, b._low), T.Add(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Subtract(Pair<T> a, Pair<T> b) => new(T.Subtract(a._low, b._low), T.Subtract(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Multiply(Pair<T> a, Pair<T> b) => new(T.Multiply(a._low, b._low), T.Multiply(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> Max(Pair<T> a, Pair<T> b) => new(T.Max(a._low, b._low), T.Max(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> WherePositive(Pair<T> gate, Pair<T> value) =>
        new(T.WherePositive(gate._low, value._low), T.WherePositive(gate._high, value._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> WhereEqual(Pair<T> a, Pair<T> b, Pair<T> value) =>
        new(T.WhereEqual(a._low, b._low, value._low), T.WhereEqual(a._high, b._high, value._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> MulAdd(Pair<T> a, Pair<T> b, Pair<T> sum) =>
        new(T.MulAdd(a._low, b._low, sum._low), T.MulAdd(a._high, b._high, sum._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<T> MulAdd(float a, Pair<T> b, Pair<T> sum)
    {
        T scalar = T.Fill(a);
        return new(T.MulAdd(scalar, b._low, sum._low), T.MulAdd(scalar, b._high, sum._high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Pair<T> sum, Pair<T> a, Pair<T> b)
    {
        T.Accumulate(ref sum._low, a._low, b._low);
        T.Accumulate(ref sum._high, a._high, b._high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Pair<T> sum, float a, Pair<T> b)
    {
        T scalar = T.Fill(a);
        T.Accumulate(ref sum._low, scalar, b._low);
        T.Accumulate(ref sum._high, scalar, b._high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Pair<T> value) => T.Sum(T.Add(value._low, value._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sums(Pair<T> a, Pair<T> b, Pair<T> c, Pair<T> d) =>
        T.Sums(T.Add(a._low, a._high), T.Add(b._low, b._high), T.Add(c._low, c._high), T.Add(d._low, d._high));
}
