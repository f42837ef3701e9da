using System.Runtime.Intrinsics;

namespace Hush.Numerics.Kernels.Lanes;

/// <summary>
/// A vector of floats: one hardware vector, or two or three side by side. A kernel is written once over ILane and runs at any
/// width. The JIT promotes the structs' fields, so accumulators stay in registers.
/// </summary>
internal unsafe interface ILane<TSelf>
    where TSelf : struct, ILane<TSelf>
{
    /// <summary>Number of floats.</summary>
    static abstract int Width { get; }

    static abstract TSelf Zero { get; }

    static abstract TSelf Fill(float value);

    /// <summary>Unaligned load of Width floats.</summary>
    static abstract TSelf Load(float* from);

    /// <summary>Unaligned store of Width floats.</summary>
    static abstract void Store(TSelf value, float* to);

    static abstract TSelf Add(TSelf a, TSelf b);

    static abstract TSelf Subtract(TSelf a, TSelf b);

    static abstract TSelf Multiply(TSelf a, TSelf b);

    /// <summary>Element-wise maximum. NaN if b is NaN; hardware-dependent if only a is NaN.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>value where gate &gt; 0, else 0.</summary>
    static abstract TSelf WherePositive(TSelf gate, TSelf value);

    /// <summary>value where a == b, else 0.</summary>
    static abstract TSelf WhereEqual(TSelf a, TSelf b, TSelf value);

    /// <summary>a * b + sum, rounded once if the hardware has FMA.</summary>
    static abstract TSelf MulAdd(TSelf a, TSelf b, TSelf sum);

    /// <summary>a * b + sum, with a broadcast.</summary>
    static abstract TSelf MulAdd(float a, TSelf b, TSelf sum);

    /// <summary>
    /// sum += a * b, rounded once if the hardware has FMA. The sum is passed by reference so that the JIT accumulates in its
    /// register: for sum = MulAdd(a, b, sum) it often computes the product in a's register and adds a move, in kernels that have
    /// no register to spare.
    /// </summary>
    static abstract void Accumulate(ref TSelf sum, TSelf a, TSelf b);

    /// <summary>sum += a * b, with a broadcast.</summary>
    static abstract void Accumulate(ref TSelf sum, float a, TSelf b);

    /// <summary>Horizontal sum, in an order that depends on the width only.</summary>
    static abstract float Sum(TSelf value);

    /// <summary>The horizontal sums of four vectors, each in the order of <see cref="Sum"/>.</summary>
    static abstract Vector128<float> Sums(TSelf a, TSelf b, TSelf c, TSelf d);
}
