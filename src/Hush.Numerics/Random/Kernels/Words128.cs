using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Hush.Numerics.Random.Kernels;

/// <summary>Four words: one Philox block.</summary>
internal readonly struct Words128(Vector128<uint> value) : IWordLane<Words128>
{
    private readonly Vector128<uint> _v = value;

    private Vector128<float> F => _v.AsSingle();

    public static int Width => 4;

    public static Words128 Load(ReadOnlySpan<uint> words) => new(Vector128.Create(words));

    public static Words128 Fill(uint word) => new(Vector128.Create(word));

    public static Words128 Float(float value) => Bits(Vector128.Create(value));

    public static Words128 Fill(uint a, uint b, uint c, uint d) => new(Vector128.Create(a, b, c, d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a call would spill every register
    public static Words128 Round(Words128 blocks, Words128 multipliers, Words128 key)
    {
        Vector128<uint> odd = (blocks._v.AsUInt64() >>> 32).AsUInt32();       // (b, 0, d, 0)
        return new(Reverse(Products(blocks._v, multipliers._v).AsUInt32()) ^ odd ^ key._v);
    }

    public static Words128 Add(Words128 a, Words128 b) => new(a._v + b._v);

    public static Words128 Subtract(Words128 a, Words128 b) => new(a._v - b._v);

    public static Words128 And(Words128 a, Words128 b) => new(a._v & b._v);

    public static Words128 Or(Words128 a, Words128 b) => new(a._v | b._v);

    public static Words128 Xor(Words128 a, Words128 b) => new(a._v ^ b._v);

    public static Words128 ShiftLeft(Words128 a, int bits) => new(a._v << bits);

    public static Words128 ShiftRight(Words128 a, int bits) => new(a._v >>> bits);

    public static Words128 ShiftRightSigned(Words128 a, int bits) => new((a._v.AsInt32() >> bits).AsUInt32());

    public static Words128 Select(Words128 mask, Words128 a, Words128 b) => new(Vector128.ConditionalSelect(mask._v, a._v, b._v));

    public static Words128 FloatFrom(Words128 signed) => Bits(Vector128.ConvertToSingle(signed._v.AsInt32()));

    public static Words128 FloatSubtract(Words128 a, Words128 b) => Bits(a.F - b.F);

    public static Words128 FloatMultiply(Words128 a, Words128 b) => Bits(a.F * b.F);

    public static Words128 FloatMulAdd(Words128 a, Words128 b, Words128 sum) => Bits(Vector128.FusedMultiplyAdd(a.F, b.F, sum.F));

    public static Words128 FloatSqrt(Words128 a) => Bits(Vector128.Sqrt(a.F));

    public static void Store(Words128 lane, Span<uint> words) => lane._v.CopyTo(words);

    private static Words128 Bits(Vector128<float> value) => new(value.AsUInt32());

    /// <summary>64-bit products of the words 0, 2, 4, ..., each as (low, high).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Products(Vector128<uint> a, Vector128<uint> b)
    {
        if (Sse2.IsSupported) return Sse2.Multiply(a, b);
        if (AdvSimd.Arm64.IsSupported)
        {
            return AdvSimd.MultiplyWideningLower(
                AdvSimd.ExtractNarrowingLower(a.AsUInt64()), AdvSimd.ExtractNarrowingLower(b.AsUInt64()));
        }

        Vector128<ulong> low = Vector128.Create(0xFFFF_FFFFUL);
        return (a.AsUInt64() & low) * (b.AsUInt64() & low);
    }

    /// <summary>Reverses each block: (low0, high0, low1, high1) becomes (high1, low1, high0, low0).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Reverse(Vector128<uint> a) =>
        Sse2.IsSupported ? Sse2.Shuffle(a, 0b00_01_10_11)
        : Vector128.Shuffle(a, Vector128.Create(3u, 2u, 1u, 0u));
}
