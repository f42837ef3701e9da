using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hush.Numerics.Kernels.Lanes;

/// <summary>Sixteen floats in one 512-bit vector.</summary>
internal unsafe struct Lane512(Vector512<float> value) : ILane<Lane512>
{
    private Vector512<float> _value = value;

    public static int Width => 16;

    public static Lane512 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector512<float>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Fill(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Load(float* from) => new(Vector512.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane512 value, float* to) => Vector512.Store(value._value, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Add(Lane512 a, Lane512 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Subtract(Lane512 a, Lane512 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Multiply(Lane512 a, Lane512 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Max(Lane512 a, Lane512 b) => new(Vector512.MaxNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 WherePositive(Lane512 gate, Lane512 value) =>
        new(Vector512.GreaterThan(gate._value, Vector512<float>.Zero) & value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 WhereEqual(Lane512 a, Lane512 b, Lane512 value) => new(Vector512.Equals(a._value, b._value) & value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 MulAdd(Lane512 a, Lane512 b, Lane512 sum) =>
        new(Vector512.MultiplyAddEstimate(a._value, b._value, sum._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 MulAdd(float a, Lane512 b, Lane512 sum) =>
        new(Vector512.MultiplyAddEstimate(Vector512.Create(a), b._value, sum._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Lane512 sum, Lane512 a, Lane512 b) =>
        sum._value = Vector512.MultiplyAddEstimate(a._value, b._value, sum._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Lane512 sum, float a, Lane512 b) =>
        sum._value = Vector512.MultiplyAddEstimate(Vector512.Create(a), b._value, sum._value);

    /// <summary>Adds the lower half to the upper half, then sums as <see cref="Lane256"/> does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lane512 value) => Lane256.Sum(Half(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sums(Lane512 a, Lane512 b, Lane512 c, Lane512 d) => Lane256.Sums(Half(a), Half(b), Half(c), Half(d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lane256 Half(Lane512 value) => new(value._value.GetLower() + value._value.GetUpper());
}
