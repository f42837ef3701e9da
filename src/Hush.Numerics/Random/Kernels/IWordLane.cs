namespace Hush.Numerics.Random.Kernels;

/// <summary>
/// Sixteen, eight or four 32-bit words that move together; operations whose name begins with "Float" read their bits as floats.
/// Every operation is rounded once, so a kernel gives the same bits at every width.
/// </summary>
internal interface IWordLane<TSelf>
    where TSelf : struct, IWordLane<TSelf>
{
    /// <summary>Words in a lane, a multiple of 4.</summary>
    static abstract int Width { get; }

    static abstract TSelf Load(ReadOnlySpan<uint> words);

    static abstract TSelf Fill(uint word);

    static abstract TSelf Float(float value);

    /// <summary>The four words, over and over.</summary>
    static abstract TSelf Fill(uint a, uint b, uint c, uint d);

    /// <summary>One round of the generator on each block (a, b, c, d), its key laid out as (k0, 0, k1, 0).</summary>
    static abstract TSelf Round(TSelf blocks, TSelf multipliers, TSelf key);

    static abstract TSelf Add(TSelf a, TSelf b);

    static abstract TSelf Subtract(TSelf a, TSelf b);

    static abstract TSelf And(TSelf a, TSelf b);

    static abstract TSelf Or(TSelf a, TSelf b);

    static abstract TSelf Xor(TSelf a, TSelf b);

    static abstract TSelf ShiftLeft(TSelf a, int bits);

    /// <summary>Zeros come in from above.</summary>
    static abstract TSelf ShiftRight(TSelf a, int bits);

    /// <summary>Copies of the uppermost bit come in from above.</summary>
    static abstract TSelf ShiftRightSigned(TSelf a, int bits);

    /// <summary>mask ? a : b, bit by bit.</summary>
    static abstract TSelf Select(TSelf mask, TSelf a, TSelf b);

    /// <summary>Signed whole numbers to floats, to nearest.</summary>
    static abstract TSelf FloatFrom(TSelf signed);

    static abstract TSelf FloatSubtract(TSelf a, TSelf b);

    static abstract TSelf FloatMultiply(TSelf a, TSelf b);

    /// <summary>a * b + sum, rounded once.</summary>
    static abstract TSelf FloatMulAdd(TSelf a, TSelf b, TSelf sum);

    static abstract TSelf FloatSqrt(TSelf a);

    static abstract void Store(TSelf lane, Span<uint> words);
}
