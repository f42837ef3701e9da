using System.Runtime.CompilerServices;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution;

/// <summary>
/// Register tiles for windows of a few floats, as inputs of one to four channels have them: there the loops of
/// <see cref="ConvolutionTile"/> over rows and runs would cost more than what they contain.
/// </summary>
internal static unsafe class ThinTile
{
    /// <summary>Windows with rows of fewer floats are thin.</summary>
    public const int Limit = 16;

    /// <summary>Floats of a window that <see cref="Taps"/> can list.</summary>
    public const int MostTaps = 4 * 4 * 4;

    /// <summary>Where the floats of a window lie, from its first.</summary>
    public static void Taps(in WindowGrid g, nint* taps)
    {
        for (int row = 0; row < g.WindowRows; row++)
        {
            for (int run = 0; run < g.WindowRuns; run++)
            {
                for (int k = 0; k < g.WindowLength; k++)
                    *taps++ = (row * g.WindowPitch) + (run * g.RunPitch) + k;
            }
        }
    }

    /// <summary>As <see cref="ConvolutionTile.Run"/>, for eight pixels, with a window that is a list of places.</summary>
    /// <param name="x">The first pixel's window.</param>
    /// <param name="taps">Where the window's floats lie, see <see cref="Taps"/>.</param>
    /// <param name="w">Weights, [taps, lane].</param>
    /// <param name="bias">One lane.</param>
    /// <param name="y">The first pixel's lane of channels.</param>
    /// <param name="g">How windows and results lie in memory.</param>
    /// <param name="count">Pixels to store, 1 .. 8.</param>
    /// <param name="epilogue">What is done to each result.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<TLane>(float* x, nint* taps, float* w, float* bias, float* y, in WindowGrid g, int count, Epilogue epilogue)
        where TLane : struct, ILane<TLane>
    {
        nint step = g.InputPixelStep;
        TLane s0 = TLane.Load(bias), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
        for (int left = g.WindowCount; left > 0; left--, taps++, w += TLane.Width)
        {
            float* u = x + *taps;
            TLane v = TLane.Load(w);
            s0 = TLane.MulAdd(u[0], v, s0);
            s1 = TLane.MulAdd(u[step], v, s1);
            s2 = TLane.MulAdd(u[2 * step], v, s2);
            s3 = TLane.MulAdd(u[3 * step], v, s3);
            u += 4 * step;
            s4 = TLane.MulAdd(u[0], v, s4);
            s5 = TLane.MulAdd(u[step], v, s5);
            s6 = TLane.MulAdd(u[2 * step], v, s6);
            s7 = TLane.MulAdd(u[3 * step], v, s7);
        }

        nint next = g.OutputPixelStep;
        ConvolutionTile.Finish(s0, y, epilogue);
        if (count > 1) ConvolutionTile.Finish(s1, y + next, epilogue);
        if (count > 2) ConvolutionTile.Finish(s2, y + (2 * next), epilogue);
        if (count > 3) ConvolutionTile.Finish(s3, y + (3 * next), epilogue);
        if (count > 4) ConvolutionTile.Finish(s4, y + (4 * next), epilogue);
        if (count > 5) ConvolutionTile.Finish(s5, y + (5 * next), epilogue);
        if (count > 6) ConvolutionTile.Finish(s6, y + (6 * next), epilogue);
        if (count > 7) ConvolutionTile.Finish(s7, y + (7 * next), epilogue);
    }

    /// <summary>
    /// Nine positions of the weight gradient at once, as <see cref="GradientTile.Run"/> sums them: three floats at each of three places of
    /// the window.
    /// </summary>
    /// <param name="a">The first place, in the first pixel's window.</param>
    /// <param name="b">The second place.</param>
    /// <param name="c">The third place.</param>
    /// <param name="dy">The first pixel's lane of channels.</param>
    /// <param name="dw">Gradients, [9, lane].</param>
    /// <param name="g">How windows and results lie in memory.</param>
    /// <param name="rows">Result rows to sum over.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Gradient<TLane>(float* a, float* b, float* c, float* dy, float* dw, in WindowGrid g, int rows)
        where TLane : struct, ILane<TLane>
    {
        nint step = g.InputPixelStep, next = g.OutputPixelStep, line = g.InputRowStep - (g.Columns * step), gradientLine = g.OutputRowStep - (g.Columns * next);
        int columns = g.Columns;
        TLane s0 = TLane.Zero, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0, s8 = s0;
        for (; rows > 0; rows--, a += line, b += line, c += line, dy += gradientLine)
        {
            for (int p = columns; p > 0; p--, a += step, b += step, c += step, dy += next)
            {
                TLane v = TLane.Load(dy);
                s0 = TLane.MulAdd(a[0], v, s0);
                s1 = TLane.MulAdd(a[1], v, s1);
                s2 = TLane.MulAdd(a[2], v, s2);
                s3 = TLane.MulAdd(b[0], v, s3);
                s4 = TLane.MulAdd(b[1], v, s4);
                s5 = TLane.MulAdd(b[2], v, s5);
                s6 = TLane.MulAdd(c[0], v, s6);
                s7 = TLane.MulAdd(c[1], v, s7);
                s8 = TLane.MulAdd(c[2], v, s8);
            }
        }

        GradientTile.Add(s0, dw);
        GradientTile.Add(s1, dw + (1 * TLane.Width));
        GradientTile.Add(s2, dw + (2 * TLane.Width));
        GradientTile.Add(s3, dw + (3 * TLane.Width));
        GradientTile.Add(s4, dw + (4 * TLane.Width));
        GradientTile.Add(s5, dw + (5 * TLane.Width));
        GradientTile.Add(s6, dw + (6 * TLane.Width));
        GradientTile.Add(s7, dw + (7 * TLane.Width));
        GradientTile.Add(s8, dw + (8 * TLane.Width));
    }
}
