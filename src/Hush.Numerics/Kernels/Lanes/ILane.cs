using System.Runtime.Intrinsics;

namespace Hush.Numerics.Kernels.Lanes;

/// <summary>
/// Floats that move together: one hardware vector, or two or three of them side by side. A kernel is written once over a lane and
/// serves every width; the just-in-time compiler sees through the structs, so that accumulators stay in registers.
/// </summary>
internal unsafe interface ILane<TSelf>
    where TSelf : struct, ILane<TSelf>
{
    /// <summary>Floats in the lane.</summary>
    static abstract int Width { get; }

    /// <summary>All zero.</summary>
    static abstract TSelf Zero { get; }

    /// <summary>The same value in every place.</summary>
    static abstract TSelf Fill(float value);

    /// <summary>Width floats from memory, no alignment needed.</summary>
    static abstract TSelf Load(float* from);

    /// <summary>Width floats to memory, no alignment needed.</summary>
    static abstract void Store(TSelf value, float* to);

    /// <summary>a + b.</summary>
    static abstract TSelf Add(TSelf a, TSelf b);

    /// <summary>a - b.</summary>
    static abstract TSelf Subtract(TSelf a, TSelf b);

    /// <summary>a x b.</summary>
    static abstract TSelf Multiply(TSelf a, TSelf b);

    /// <summary>The larger of each pair; NaN where b is NaN. Where only a is, the hardware decides.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>value where gate is above 0, else 0.</summary>
    static abstract TSelf WherePositive(TSelf gate, TSelf value);

    /// <summary>value where a equals b, else 0.</summary>
    static abstract TSelf WhereEqual(TSelf a, TSelf b, TSelf value);

    /// <summary>a x b + sum, rounded once where the hardware can.</summary>
    static abstract TSelf MulAdd(TSelf a, TSelf b, TSelf sum);

    /// <summary>a x b + sum with one scalar for all places.</summary>
    static abstract TSelf MulAdd(float a, TSelf b, TSelf sum);

    /// <summary>
    /// sum += a x b, rounded once where the hardware can. The sum goes by reference because the compiler then adds in its register; of sum
    /// = MulAdd(a, b, sum) it often makes a product in a's register and a move, in kernels that have no room for either.
    /// </summary>
    static abstract void Accumulate(ref TSelf sum, TSelf a, TSelf b);

    /// <summary>sum += a x b with one scalar for all places.</summary>
    static abstract void Accumulate(ref TSelf sum, float a, TSelf b);

    /// <summary>The sum over all places, in an order fixed by the width.</summary>
    static abstract float Sum(TSelf value);

    /// <summary>The sums of four lanes side by side, each in the order of <see cref="Sum"/>.</summary>
    static abstract Vector128<float> Sums(TSelf a, TSelf b, TSelf c, TSelf d);
}
