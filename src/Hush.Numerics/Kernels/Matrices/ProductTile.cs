using System.Runtime.CompilerServices;
using Hush.Numerics.Kernels.Convolution;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Matrices;

/// <summary>
/// The register tile of a matrix product: several rows x one vector of columns. Tall tiles pay off because the sums have only a
/// few dozen terms.
/// </summary>
internal static unsafe class ProductTile
{
    /// <summary>
    /// y[r] = bias + Σk x[r][k] * w[k], plus the epilogue, for the first <c>count</c> rows of the tile. All rows of the tile are
    /// read, so memory past the last row must be readable. w is [WindowLength, vector]; bias is one vector, or null for zeros.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<TLane, TRows>(
        float* x, float* w, float* bias, float* y, in WindowGrid g, in RowGroups groups, int count, Epilogue epilogue)
        where TLane : struct, ILane<TLane>
        where TRows : struct, ITileHeight
    {
        nint step = g.InputPixelStep;
        TLane s0 = bias == null ? TLane.Zero : TLane.Load(bias);
        TLane s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0, s8 = s0, s9 = s0, s10 = s0, s11 = s0;
        float* a = x, b = x + groups.Second, c = x + groups.Third;
        for (nint k = g.WindowLength; k > 0; k--, w += TLane.Width, a++, b++, c++)
        {
            TLane v = TLane.Load(w);
            TLane.Accumulate(ref s0, a[0], v);
            TLane.Accumulate(ref s1, a[step], v);
            TLane.Accumulate(ref s2, a[2 * step], v);
            TLane.Accumulate(ref s3, a[3 * step], v);
            if (TRows.Count > 4) TLane.Accumulate(ref s4, b[0], v);
            if (TRows.Count > 5) TLane.Accumulate(ref s5, b[step], v);
            if (TRows.Count > 6) TLane.Accumulate(ref s6, b[2 * step], v);
            if (TRows.Count > 7) TLane.Accumulate(ref s7, b[3 * step], v);
            if (TRows.Count > 8) TLane.Accumulate(ref s8, c[0], v);
            if (TRows.Count > 9) TLane.Accumulate(ref s9, c[step], v);
            if (TRows.Count > 10) TLane.Accumulate(ref s10, c[2 * step], v);
            if (TRows.Count > 11) TLane.Accumulate(ref s11, c[3 * step], v);
        }

        nint next = g.OutputPixelStep, addend = g.Addend;
        float* second = y + groups.SecondResult, third = y + groups.ThirdResult;
        if (epilogue == Epilogue.None && count == TRows.Count)
        {
            TLane.Store(s0, y);
            TLane.Store(s1, y + next);
            TLane.Store(s2, y + (2 * next));
            TLane.Store(s3, y + (3 * next));
            if (TRows.Count > 4) TLane.Store(s4, second);
            if (TRows.Count > 5) TLane.Store(s5, second + next);
            if (TRows.Count > 6) TLane.Store(s6, second + (2 * next));
            if (TRows.Count > 7) TLane.Store(s7, second + (3 * next));
            if (TRows.Count > 8) TLane.Store(s8, third);
            if (TRows.Count > 9) TLane.Store(s9, third + next);
            if (TRows.Count > 10) TLane.Store(s10, third + (2 * next));
            if (TRows.Count > 11) TLane.Store(s11, third + (3 * next));
            return;
        }

        ConvolutionTile.Finish(s0, y, addend, epilogue);
        if (count > 1) ConvolutionTile.Finish(s1, y + next, addend, epilogue);
        if (count > 2) ConvolutionTile.Finish(s2, y + (2 * next), addend, epilogue);
        if (count > 3) ConvolutionTile.Finish(s3, y + (3 * next), addend, epilogue);
        if (TRows.Count > 4 && count > 4) ConvolutionTile.Finish(s4, second, addend, epilogue);
        if (TRows.Count > 5 && count > 5) ConvolutionTile.Finish(s5, second + next, addend, epilogue);
        if (TRows.Count > 6 && count > 6) ConvolutionTile.Finish(s6, second + (2 * next), addend, epilogue);
        if (TRows.Count > 7 && count > 7) ConvolutionTile.Finish(s7, second + (3 * next), addend, epilogue);
        if (TRows.Count > 8 && count > 8) ConvolutionTile.Finish(s8, third, addend, epilogue);
        if (TRows.Count > 9 && count > 9) ConvolutionTile.Finish(s9, third + next, addend, epilogue);
        if (TRows.Count > 10 && count > 10) ConvolutionTile.Finish(s10, third + (2 * next), addend, epilogue);
        if (TRows.Count > 11 && count > 11) ConvolutionTile.Finish(s11, third + (3 * next), addend, epilogue);
    }
}
