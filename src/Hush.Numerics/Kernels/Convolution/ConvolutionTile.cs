using System.Runtime.CompilerServices;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution;

/// <summary>What happens to a result when it leaves the registers.</summary>
[Flags]
internal enum Epilogue
{
    /// <summary>y = sum + bias.</summary>
    None = 0,

    /// <summary>y += sum + bias.</summary>
    Accumulate = 1,

    /// <summary>y = max(0, sum + bias).</summary>
    Relu = 2,
}

/// <summary>The register tile of the direct convolution: P neighbouring pixels x one lane of output channels.</summary>
internal static unsafe class ConvolutionTile
{
    /// <summary>
    /// y[p] = bias + sum over window rows r and positions k of x[p * InputPixelStep + r * WindowPitch + k] * w[r][k] (and over the runs of each row), for the first
    /// <paramref name="count"/> of P pixels. All P windows are read, so the input must be readable (not meaningful) behind them.
    /// </summary>
    /// <param name="x">The first pixel's window.</param>
    /// <param name="w">Weights, [WindowRows, WindowLength, lane].</param>
    /// <param name="bias">One lane.</param>
    /// <param name="y">The first pixel's lane of channels.</param>
    /// <param name="g">How windows and results lie in memory.</param>
    /// <param name="count">Pixels to store, 1 .. P.</param>
    /// <param name="epilogue">What is done to each result.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<TLane, TPixels>(
        float* x, float* w, float* bias, float* y, in WindowGrid g, int count, Epilogue epilogue)
        where TLane : struct, ILane<TLane>
        where TPixels : struct, ITileHeight
    {
        nint step = g.InputPixelStep, pitch = g.WindowPitch;
        int length = g.WindowLength;

        TLane s0 = TLane.Load(bias), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;

        for (int row = g.WindowRows; row > 0; row--, x += pitch)
        {
            float* run = x;
            for (int column = g.WindowRuns; column > 0; column--, run += g.RunPitch)
            {
                float* x0 = run, x1 = x0 + step, x2 = x1 + step, x3 = x2 + step, x4 = x3 + step, x5 = x4 + step,
                    x6 = x5 + step, x7 = x6 + step;
                for (nint k = 0; k < length; k++, w += TLane.Width)
                {
                    TLane v = TLane.Load(w);
                    s0 = TLane.MulAdd(x0[k], v, s0);
                    s1 = TLane.MulAdd(x1[k], v, s1);
                    s2 = TLane.MulAdd(x2[k], v, s2);
                    s3 = TLane.MulAdd(x3[k], v, s3);
                    if (TPixels.Count > 4) s4 = TLane.MulAdd(x4[k], v, s4);
                    if (TPixels.Count > 5) s5 = TLane.MulAdd(x5[k], v, s5);
                    if (TPixels.Count > 6) s6 = TLane.MulAdd(x6[k], v, s6);
                    if (TPixels.Count > 7) s7 = TLane.MulAdd(x7[k], v, s7);
                }
            }
        }

        nint next = g.OutputPixelStep;
        Finish(s0, y, epilogue);
        if (count > 1) Finish(s1, y + next, epilogue);
        if (count > 2) Finish(s2, y + (2 * next), epilogue);
        if (count > 3) Finish(s3, y + (3 * next), epilogue);
        if (TPixels.Count > 4 && count > 4) Finish(s4, y + (4 * next), epilogue);
        if (TPixels.Count > 5 && count > 5) Finish(s5, y + (5 * next), epilogue);
        if (TPixels.Count > 6 && count > 6) Finish(s6, y + (6 * next), epilogue);
        if (TPixels.Count > 7 && count > 7) Finish(s7, y + (7 * next), epilogue);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Finish<TLane>(TLane sum, float* y, Epilogue epilogue)
        where TLane : struct, ILane<TLane>
    {
        if (epilogue.HasFlag(Epilogue.Accumulate))
            sum = TLane.Add(TLane.Load(y), sum);
        if (epilogue.HasFlag(Epilogue.Relu))
            sum = TLane.Max(TLane.Zero, sum);      // in this order: a sum that is NaN stays NaN
        TLane.Store(sum, y);
    }
}
