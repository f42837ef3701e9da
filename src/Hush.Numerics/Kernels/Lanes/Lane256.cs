using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hush.Numerics.Kernels.Lanes;

/// <summary>Eight floats in one 256-bit vector.</summary>
internal unsafe struct Lane256(Vector256<float> value) : ILane<Lane256>
{
    private Vector256<float> _value = value;

    public static int Width => 8;

    public static Lane256 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector256<float>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Fill(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Load(float* from) => new(Vector256.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane256 value, float* to) => Vector256.Store(value._value, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Add(Lane256 a, Lane256 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Subtract(Lane256 a, Lane256 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Multiply(Lane256 a, Lane256 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Max(Lane256 a, Lane256 b) => new(Vector256.MaxNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 WherePositive(Lane256 gate, Lane256 value) =>
        new(Vector256.GreaterThan(gate._value, Vector256<float>.Zero) & value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 WhereEqual(Lane256 a, Lane256 b, Lane256 value) => new(Vector256.Equals(a._value, b._value) & value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 MulAdd(Lane256 a, Lane256 b, Lane256 sum) =>
        new(Vector256.MultiplyAddEstimate(a._value, b._value, sum._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 MulAdd(float a, Lane256 b, Lane256 sum) =>
        new(Vector256.MultiplyAddEstimate(Vector256.Create(a), b._value, sum._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Lane256 sum, Lane256 a, Lane256 b) =>
        sum._value = Vector256.MultiplyAddEstimate(a._value, b._value, sum._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Lane256 sum, float a, Lane256 b) =>
        sum._value = Vector256.MultiplyAddEstimate(Vector256.Create(a), b._value, sum._value);

    /// <summary>Adds the lower half to the upper half, then sums as <see cref="Lane128"/> does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lane256 value) => Lane128.Sum(Half(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sums(Lane256 a, Lane256 b, Lane256 c, Lane256 d) => Lane128.Sums(Half(a), Half(b), Half(c), Half(d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lane128 Half(Lane256 value) => new(value._value.GetLower() + value._value.GetUpper());
}
