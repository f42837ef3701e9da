using System.Runtime.CompilerServices;
using Hush.Numerics.Kernels.Convolution;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Matrices;

/// <summary>The register tile of a matrix product: some rows x one lane of columns.</summary>
internal static unsafe class ProductTile
{
    /// <summary>
    /// y[r] = sum over k of x[r * step + k] * w[k], for the first <paramref name="count"/> rows of the tile. All its rows are read, so x must
    /// be readable (not meaningful) behind them.
    /// </summary>
    /// <param name="x">The first row.</param>
    /// <param name="step">Floats from a row to the next.</param>
    /// <param name="w">The other matrix, [depth, lane].</param>
    /// <param name="depth">Terms of a sum.</param>
    /// <param name="y">The first row's lane of results.</param>
    /// <param name="next">Floats from a row of results to the next.</param>
    /// <param name="count">Rows to store.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<TLane, TRows>(float* x, nint step, float* w, int depth, float* y, nint next, int count)
        where TLane : struct, ILane<TLane>
        where TRows : struct, ITileHeight
    {
        TLane s0 = TLane.Zero, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0, s8 = s0, s9 = s0, s10 = s0, s11 = s0;
        float* a = x, b = a + (4 * step), c = b + (4 * step);
        for (nint k = depth; k > 0; k--, w += TLane.Width, a++, b++, c++)
        {
            TLane v = TLane.Load(w);
            s0 = TLane.MulAdd(a[0], v, s0);
            s1 = TLane.MulAdd(a[step], v, s1);
            s2 = TLane.MulAdd(a[2 * step], v, s2);
            s3 = TLane.MulAdd(a[3 * step], v, s3);
            s4 = TLane.MulAdd(b[0], v, s4);
            if (TRows.Count > 5) s5 = TLane.MulAdd(b[step], v, s5);
            if (TRows.Count > 6) s6 = TLane.MulAdd(b[2 * step], v, s6);
            if (TRows.Count > 7) s7 = TLane.MulAdd(b[3 * step], v, s7);
            if (TRows.Count > 8) s8 = TLane.MulAdd(c[0], v, s8);
            if (TRows.Count > 9) s9 = TLane.MulAdd(c[step], v, s9);
            if (TRows.Count > 10) s10 = TLane.MulAdd(c[2 * step], v, s10);
            if (TRows.Count > 11) s11 = TLane.MulAdd(c[3 * step], v, s11);
        }

        TLane.Store(s0, y);
        if (count > 1) TLane.Store(s1, y + next);
        if (count > 2) TLane.Store(s2, y + (2 * next));
        if (count > 3) TLane.Store(s3, y + (3 * next));
        if (count > 4) TLane.Store(s4, y + (4 * next));
        if (TRows.Count > 5 && count > 5) TLane.Store(s5, y + (5 * next));
        if (TRows.Count > 6 && count > 6) TLane.Store(s6, y + (6 * next));
        if (TRows.Count > 7 && count > 7) TLane.Store(s7, y + (7 * next));
        if (TRows.Count > 8 && count > 8) TLane.Store(s8, y + (8 * next));
        if (TRows.Count > 9 && count > 9) TLane.Store(s9, y + (9 * next));
        if (TRows.Count > 10 && count > 10) TLane.Store(s10, y + (10 * next));
        if (TRows.Count > 11 && count > 11) TLane.Store(s11, y + (11 * next));
    }
}
