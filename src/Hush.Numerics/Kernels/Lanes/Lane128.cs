using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hush.Numerics.Kernels.Lanes;

/// <summary>Four floats in one 128-bit vector.</summary>
internal unsafe struct Lane128(Vector128<float> value) : ILane<Lane128>
{
    private Vector128<float> _value = value;

    public static int Width => 4;

    public static Lane128 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector128<float>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Fill(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Load(float* from) => new(Vector128.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane128 value, float* to) => Vector128.Store(value._value, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Add(Lane128 a, Lane128 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Subtract(Lane128 a, Lane128 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Multiply(Lane128 a, Lane128 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Max(Lane128 a, Lane128 b) => new(Vector128.MaxNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 WherePositive(Lane128 gate, Lane128 value) =>
        new(Vector128.GreaterThan(gate._value, Vector128<float>.Zero) & value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 WhereEqual(Lane128 a, Lane128 b, Lane128 value) => new(Vector128.Equals(a._value, b._value) & value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 MulAdd(Lane128 a, Lane128 b, Lane128 sum) =>
        new(Vector128.MultiplyAddEstimate(a._value, b._value, sum._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 MulAdd(float a, Lane128 b, Lane128 sum) =>
        new(Vector128.MultiplyAddEstimate(Vector128.Create(a), b._value, sum._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Lane128 sum, Lane128 a, Lane128 b) =>
        sum._value = Vector128.MultiplyAddEstimate(a._value, b._value, sum._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Lane128 sum, float a, Lane128 b) =>
        sum._value = Vector128.MultiplyAddEstimate(Vector128.Create(a), b._value, sum._value);

    /// <summary>(0 + 2) + (1 + 3).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lane128 value)
    {
        Vector128<float> half = value._value + Vector128.Shuffle(value._value, Vector128.Create(2, 3, 0, 1));
        return half.GetElement(0) + half.GetElement(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sums(Lane128 a, Lane128 b, Lane128 c, Lane128 d) => Sums(a._value, b._value, c._value, d._value);

    /// <summary>The sums of plain vectors: a transposition between two rounds of additions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<float> Sums(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        if (Sse.IsSupported)
        {
            Vector128<float> ab = Sse.UnpackLow(a, b) + Sse.UnpackHigh(a, b), cd = Sse.UnpackLow(c, d) + Sse.UnpackHigh(c, d);
            return Sse.MoveLowToHigh(ab, cd) + Sse.MoveHighToLow(cd, ab);
        }

        return Vector128.Create(Sum(new(a)), Sum(new(b)), Sum(new(c)), Sum(new(d)));
    }
}
