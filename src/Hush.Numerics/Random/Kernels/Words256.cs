using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hush.Numerics.Random.Kernels;

/// <summary>Eight words: two Philox blocks.</summary>
internal readonly struct Words256(Vector256<uint> value) : IWordLane<Words256>
{
    private readonly Vector256<uint> _v = value;

    private Vector256<float> F => _v.AsSingle();

    public static int Width => 8;

    public static Words256 Load(ReadOnlySpan<uint> words) => new(Vector256.Create(words));

    public static Words256 Fill(uint word) => new(Vector256.Create(word));

    public static Words256 Float(float value) => Bits(Vector256.Create(value));

    public static Words256 Fill(uint a, uint b, uint c, uint d) => new(Vector256.Create(Vector128.Create(a, b, c, d)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a call would spill every register
    public static Words256 Round(Words256 blocks, Words256 multipliers, Words256 key)
    {
        Vector256<uint> odd = (blocks._v.AsUInt64() >>> 32).AsUInt32();       // (b, 0, d, 0)
        return new(Reverse(Products(blocks._v, multipliers._v).AsUInt32()) ^ odd ^ key._v);
    }

    public static Words256 Add(Words256 a, Words256 b) => new(a._v + b._v);

    public static Words256 Subtract(Words256 a, Words256 b) => new(a._v - b._v);

    public static Words256 And(Words256 a, Words256 b) => new(a._v & b._v);

    public static Words256 Or(Words256 a, Words256 b) => new(a._v | b._v);

    public static Words256 Xor(Words256 a, Words256 b) => new(a._v ^ b._v);

    public static Words256 ShiftLeft(Words256 a, int bits) => new(a._v << bits);

    public static Words256 ShiftRight(Words256 a, int bits) => new(a._v >>> bits);

    public static Words256 ShiftRightSigned(Words256 a, int bits) => new((a._v.AsInt32() >> bits).AsUInt32());

    public static Words256 Select(Words256 mask, Words256 a, Words256 b) => new(Vector256.ConditionalSelect(mask._v, a._v, b._v));

    public static Words256 FloatFrom(Words256 signed) => Bits(Vector256.ConvertToSingle(signed._v.AsInt32()));

    public static Words256 FloatSubtract(Words256 a, Words256 b) => Bits(a.F - b.F);

    public static Words256 FloatMultiply(Words256 a, Words256 b) => Bits(a.F * b.F);

    public static Words256 FloatMulAdd(Words256 a, Words256 b, Words256 sum) => Bits(Vector256.FusedMultiplyAdd(a.F, b.F, sum.F));

    public static Words256 FloatSqrt(Words256 a) => Bits(Vector256.Sqrt(a.F));

    public static void Store(Words256 lane, Span<uint> words) => lane._v.CopyTo(words);

    private static Words256 Bits(Vector256<float> value) => new(value.AsUInt32());

    /// <summary>64-bit products of the words 0, 2, 4, ..., each as (low, high).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Products(Vector256<uint> a, Vector256<uint> b)
    {
        if (Avx2.IsSupported) return Avx2.Multiply(a, b);
        Vector256<ulong> low = Vector256.Create(0xFFFF_FFFFUL);
        return (a.AsUInt64() & low) * (b.AsUInt64() & low);
    }

    /// <summary>Reverses each block: (low0, high0, low1, high1) becomes (high1, low1, high0, low0).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Reverse(Vector256<uint> a) =>
        Avx2.IsSupported ? Avx2.Shuffle(a, 0b00_01_10_11)
        : Vector256.Shuffle(a, Vector256.Create(3u, 2u, 1u, 0u, 7u, 6u, 5u, 4u));
}
