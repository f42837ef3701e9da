using System.Runtime.CompilerServices;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution;

/// <summary>The register tile of the weight gradient: P adjacent window positions x one vector of output channels.</summary>
internal static unsafe class GradientTile
{
    /// <summary>
    /// dw[k] = (or += if <c>adds</c>) the sum over images, rows y and pixels p of x[y * InputRowStep + p * InputPixelStep + k] *
    /// dy[y * OutputRowStep + p * OutputPixelStep], for the first <c>count</c> of P positions k. P floats are read at each
    /// window, so memory past the last window must be readable. dw is [position, vector].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<TLane, TPositions>(float* x, float* dy, float* dw, in WindowGrid g, in ImageSpan images, int count, bool adds)
        where TLane : struct, ILane<TLane>
        where TPositions : struct, ITileHeight
    {
        nint step = g.InputPixelStep, next = g.OutputPixelStep;
        int columns = g.Columns;

        TLane s0 = TLane.Zero, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0, s8 = s0, s9 = s0, s10 = s0, s11 = s0;
        if (adds)
        {
            s0 = TLane.Load(dw);
            if (count > 1) s1 = TLane.Load(dw + (1 * TLane.Width));
            if (count > 2) s2 = TLane.Load(dw + (2 * TLane.Width));
            if (count > 3) s3 = TLane.Load(dw + (3 * TLane.Width));
            if (TPositions.Count > 4 && count > 4) s4 = TLane.Load(dw + (4 * TLane.Width));
            if (TPositions.Count > 5 && count > 5) s5 = TLane.Load(dw + (5 * TLane.Width));
            if (TPositions.Count > 6 && count > 6) s6 = TLane.Load(dw + (6 * TLane.Width));
            if (TPositions.Count > 7 && count > 7) s7 = TLane.Load(dw + (7 * TLane.Width));
            if (TPositions.Count > 8 && count > 8) s8 = TLane.Load(dw + (8 * TLane.Width));
            if (TPositions.Count > 9 && count > 9) s9 = TLane.Load(dw + (9 * TLane.Width));
            if (TPositions.Count > 10 && count > 10) s10 = TLane.Load(dw + (10 * TLane.Width));
            if (TPositions.Count > 11 && count > 11) s11 = TLane.Load(dw + (11 * TLane.Width));
        }

        for (int image = images.Count; image > 0; image--, x += images.InputPitch, dy += images.OutputPitch)
        {
            float* line = x, gradientLine = dy;
            for (int row = images.Rows; row > 0; row--, line += g.InputRowStep, gradientLine += g.OutputRowStep)
            {
                float* u = line, d = gradientLine;
                for (int p = columns; p > 0; p--, u += step, d += next)
                {
                    TLane v = TLane.Load(d);
                    TLane.Accumulate(ref s0, u[0], v);
                    TLane.Accumulate(ref s1, u[1], v);
                    TLane.Accumulate(ref s2, u[2], v);
                    TLane.Accumulate(ref s3, u[3], v);
                    if (TPositions.Count > 4) TLane.Accumulate(ref s4, u[4], v);
                    if (TPositions.Count > 5) TLane.Accumulate(ref s5, u[5], v);
                    if (TPositions.Count > 6) TLane.Accumulate(ref s6, u[6], v);
                    if (TPositions.Count > 7) TLane.Accumulate(ref s7, u[7], v);
                    if (TPositions.Count > 8) TLane.Accumulate(ref s8, u[8], v);
                    if (TPositions.Count > 9) TLane.Accumulate(ref s9, u[9], v);
                    if (TPositions.Count > 10) TLane.Accumulate(ref s10, u[10], v);
                    if (TPositions.Count > 11) TLane.Accumulate(ref s11, u[11], v);
                }
            }
        }

        TLane.Store(s0, dw);
        if (count > 1) TLane.Store(s1, dw + (1 * TLane.Width));
        if (count > 2) TLane.Store(s2, dw + (2 * TLane.Width));
        if (count > 3) TLane.Store(s3, dw + (3 * TLane.Width));
        if (TPositions.Count > 4 && count > 4) TLane.Store(s4, dw + (4 * TLane.Width));
        if (TPositions.Count > 5 && count > 5) TLane.Store(s5, dw + (5 * TLane.Width));
        if (TPositions.Count > 6 && count > 6) TLane.Store(s6, dw + (6 * TLane.Width));
        if (TPositions.Count > 7 && count > 7) TLane.Store(s7, dw + (7 * TLane.Width));
        if (TPositions.Count > 8 && count > 8) TLane.Store(s8, dw + (8 * TLane.Width));
        if (TPositions.Count > 9 && count > 9) TLane.Store(s9, dw + (9 * TLane.Width));
        if (TPositions.Count > 10 && count > 10) TLane.Store(s10, dw + (10 * TLane.Width));
        if (TPositions.Count > 11 && count > 11) TLane.Store(s11, dw + (11 * TLane.Width));
    }
}
