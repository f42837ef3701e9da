namespace Hush.Numerics.Random.Kernels;

/// <summary>
/// A vector of 4, 8 or 16 32-bit words. Operations named Float* treat the bits as floats. Every operation rounds once, so a
/// kernel gives the same bits at every width.
/// </summary>
internal interface IWordLane<TSelf>
    where TSelf : struct, IWordLane<TSelf>
{
    /// <summary>Number of words, a multiple of 4.</summary>
    static abstract int Width { get; }

    static abstract TSelf Load(ReadOnlySpan<uint> words);

    static abstract TSelf Fill(uint word);

    static abstract TSelf Float(float value);

    /// <summary>(a, b, c, d), repeated to fill the vector.</summary>
    static abstract TSelf Fill(uint a, uint b, uint c, uint d);

    /// <summary>One Philox round on each block (a, b, c, d), with the key as (k0, 0, k1, 0).</summary>
    static abstract TSelf Round(TSelf blocks, TSelf multipliers, TSelf key);

    static abstract TSelf Add(TSelf a, TSelf b);

    static abstract TSelf Subtract(TSelf a, TSelf b);

    static abstract TSelf And(TSelf a, TSelf b);

    static abstract TSelf Or(TSelf a, TSelf b);

    static abstract TSelf Xor(TSelf a, TSelf b);

    static abstract TSelf ShiftLeft(TSelf a, int bits);

    /// <summary>Logical shift.</summary>
    static abstract TSelf ShiftRight(TSelf a, int bits);

    /// <summary>Arithmetic shift.</summary>
    static abstract TSelf ShiftRightSigned(TSelf a, int bits);

    /// <summary>mask ? a : b, bit by bit.</summary>
    static abstract TSelf Select(TSelf mask, TSelf a, TSelf b);

    /// <summary>Converts signed integers to floats, rounding to nearest.</summary>
    static abstract TSelf FloatFrom(TSelf signed);

    static abstract TSelf FloatSubtract(TSelf a, TSelf b);

    static abstract TSelf FloatMultiply(TSelf a, TSelf b);

    /// <summary>a * b + sum, rounded once.</summary>
    static abstract TSelf FloatMulAdd(TSelf a, TSelf b, TSelf sum);

    static abstract TSelf FloatSqrt(TSelf a);

    static abstract void Store(TSelf lane, Span<uint> words);
}
