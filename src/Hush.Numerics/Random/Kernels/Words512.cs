using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hush.Numerics.Random.Kernels;

/// <summary>Sixteen words: four Philox blocks.</summary>
internal readonly struct Words512(Vector512<uint> value) : IWordLane<Words512>
{
    private readonly Vector512<uint> _v = value;

    private Vector512<float> F => _v.AsSingle();

    public static int Width => 16;

    public static Words512 Load(ReadOnlySpan<uint> words) => new(Vector512.Create(words));

    public static Words512 Fill(uint word) => new(Vector512.Create(word));

    public static Words512 Float(float value) => Bits(Vector512.Create(value));

    public static Words512 Fill(uint a, uint b, uint c, uint d) => new(Vector512.Create(Vector128.Create(a, b, c, d)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a call would spill every register
    public static Words512 Round(Words512 blocks, Words512 multipliers, Words512 key)
    {
        Vector512<uint> odd = (blocks._v.AsUInt64() >>> 32).AsUInt32();       // (b, 0, d, 0)
        return new(Reverse(Products(blocks._v, multipliers._v).AsUInt32()) ^ odd ^ key._v);
    }

    public static Words512 Add(Words512 a, Words512 b) => new(a._v + b._v);

    public static Words512 Subtract(Words512 a, Words512 b) => new(a._v - b._v);

    public static Words512 And(Words512 a, Words512 b) => new(a._v & b._v);

    public static Words512 Or(Words512 a, Words512 b) => new(a._v | b._v);

    public static Words512 Xor(Words512 a, Words512 b) => new(a._v ^ b._v);

    public static Words512 ShiftLeft(Words512 a, int bits) => new(a._v << bits);

    public static Words512 ShiftRight(Words512 a, int bits) => new(a._v >>> bits);

    public static Words512 ShiftRightSigned(Words512 a, int bits) => new((a._v.AsInt32() >> bits).AsUInt32());

    public static Words512 Select(Words512 mask, Words512 a, Words512 b) => new(Vector512.ConditionalSelect(mask._v, a._v, b._v));

    public static Words512 FloatFrom(Words512 signed) => Bits(Vector512.ConvertToSingle(signed._v.AsInt32()));

    public static Words512 FloatSubtract(Words512 a, Words512 b) => Bits(a.F - b.F);

    public static Words512 FloatMultiply(Words512 a, Words512 b) => Bits(a.F * b.F);

    public static Words512 FloatMulAdd(Words512 a, Words512 b, Words512 sum) => Bits(Vector512.FusedMultiplyAdd(a.F, b.F, sum.F));

    public static Words512 FloatSqrt(Words512 a) => Bits(Vector512.Sqrt(a.F));

    public static void Store(Words512 lane, Span<uint> words) => lane._v.CopyTo(words);

    private static Words512 Bits(Vector512<float> value) => new(value.AsUInt32());

    /// <summary>64-bit products of the words 0, 2, 4, ..., each as (low, high).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Products(Vector512<uint> a, Vector512<uint> b)
    {
        if (Avx512F.IsSupported) return Avx512F.Multiply(a, b);
        Vector512<ulong> low = Vector512.Create(0xFFFF_FFFFUL);
        return (a.AsUInt64() & low) * (b.AsUInt64() & low);
    }

    /// <summary>Reverses each block: (low0, high0, low1, high1) becomes (high1, low1, high0, low0).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Reverse(Vector512<uint> a) =>
        Avx512F.IsSupported ? Avx512F.Shuffle(a, 0b00_01_10_11)
        : Vector512.Shuffle(a, Vector512.Create(3u, 2u, 1u, 0u, 7u, 6u, 5u, 4u, 11u, 10u, 9u, 8u, 15u, 14u, 13u, 12u));
}
