using System.Runtime.CompilerServices;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution;

/// <summary>Operations on an output before it is stored.</summary>
[Flags]
internal enum Epilogue
{
    /// <summary>y = sum + bias.</summary>
    None = 0,

    /// <summary>
    /// y = sum + bias + the value at <see cref="WindowGrid.Addend"/>: y itself, or the other branch of a residual block.
    /// </summary>
    Accumulate = 1,

    /// <summary>ReLU, applied last: y = max(0, ...).</summary>
    Relu = 2,
}

/// <summary>The register tile of the direct convolution: P pixels x one vector of output channels.</summary>
internal static unsafe class ConvolutionTile
{
    /// <summary>
    /// y[p] = bias + the sum over window rows r and positions k of x[offsets.Input(p) + r * WindowPitch + k] * w[r][k] (and over
    /// the runs of each row), plus the epilogue, for the first <c>count</c> of P pixels. All P windows are read. w is
    /// [WindowRows, WindowRuns, WindowLength, vector], with PassedWeights more positions in each row.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<TLane, TPixels>(
        float* x, float* w, float* bias, float* y, in WindowGrid g, in TileOffsets offsets, int count, Epilogue epilogue)
        where TLane : struct, ILane<TLane>
        where TPixels : struct, ITileHeight
    {
        nint step = g.InputPixelStep, pitch = g.WindowPitch;
        bool inOneRow = offsets.AreInOneRow;
        int length = g.WindowLength, passed = g.PassedWeights * TLane.Width;

        TLane s0 = TLane.Load(bias), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;

        for (int row = g.WindowRows; row > 0; row--, x += pitch, w += passed)
        {
            float* run = x;
            for (int column = g.WindowRuns; column > 0; column--, run += g.RunPitch)
            {
                float* x0 = run + offsets.Input(0), x1 = x0 + step, x2 = x1 + step, x3 = x2 + step, x4 = x3 + step, x5 = x4 + step,
                    x6 = x5 + step, x7 = x6 + step;
                if (!inOneRow)
                {
                    x1 = run + offsets.Input(1);
                    x2 = run + offsets.Input(2);
                    x3 = run + offsets.Input(3);
                    x4 = run + offsets.Input(4);
                    x5 = run + offsets.Input(5);
                    x6 = run + offsets.Input(6);
                    x7 = run + offsets.Input(7);
                }

                for (nint k = 0; k < length; k++, w += TLane.Width)
                {
                    TLane v = TLane.Load(w);
                    TLane.Accumulate(ref s0, x0[k], v);
                    TLane.Accumulate(ref s1, x1[k], v);
                    TLane.Accumulate(ref s2, x2[k], v);
                    TLane.Accumulate(ref s3, x3[k], v);
                    if (TPixels.Count > 4) TLane.Accumulate(ref s4, x4[k], v);
                    if (TPixels.Count > 5) TLane.Accumulate(ref s5, x5[k], v);
                    if (TPixels.Count > 6) TLane.Accumulate(ref s6, x6[k], v);
                    if (TPixels.Count > 7) TLane.Accumulate(ref s7, x7[k], v);
                }
            }
        }

        nint next = g.OutputPixelStep;
        float* y0 = y + offsets.Output(0), y1 = y0 + next, y2 = y1 + next, y3 = y2 + next, y4 = y3 + next, y5 = y4 + next, y6 = y5 + next,
            y7 = y6 + next;
        if (!inOneRow)
        {
            y1 = y + offsets.Output(1);
            y2 = y + offsets.Output(2);
            y3 = y + offsets.Output(3);
            y4 = y + offsets.Output(4);
            y5 = y + offsets.Output(5);
            y6 = y + offsets.Output(6);
            y7 = y + offsets.Output(7);
        }

        if (epilogue == Epilogue.None && count == TPixels.Count)
        {
            TLane.Store(s0, y0);
            TLane.Store(s1, y1);
            TLane.Store(s2, y2);
            TLane.Store(s3, y3);
            if (TPixels.Count > 4) TLane.Store(s4, y4);
            if (TPixels.Count > 5) TLane.Store(s5, y5);
            if (TPixels.Count > 6) TLane.Store(s6, y6);
            if (TPixels.Count > 7) TLane.Store(s7, y7);
            return;
        }

        nint addend = g.Addend;
        Finish(s0, y0, addend, epilogue);
        if (count > 1) Finish(s1, y1, addend, epilogue);
        if (count > 2) Finish(s2, y2, addend, epilogue);
        if (count > 3) Finish(s3, y3, addend, epilogue);
        if (TPixels.Count > 4 && count > 4) Finish(s4, y4, addend, epilogue);
        if (TPixels.Count > 5 && count > 5) Finish(s5, y5, addend, epilogue);
        if (TPixels.Count > 6 && count > 6) Finish(s6, y6, addend, epilogue);
        if (TPixels.Count > 7 && count > 7) Finish(s7, y7, addend, epilogue);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Finish<TLane>(TLane sum, float* y, nint addend, Epilogue epilogue)
        where TLane : struct, ILane<TLane>
    {
        if (epilogue.HasFlag(Epilogue.Accumulate))
            sum = TLane.Add(TLane.Load(y + addend), sum);
        if (epilogue.HasFlag(Epilogue.Relu))
            sum = TLane.Max(TLane.Zero, sum);      // in this order: a NaN sum stays NaN
        TLane.Store(sum, y);
    }
}
