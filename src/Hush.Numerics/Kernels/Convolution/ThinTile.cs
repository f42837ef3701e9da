using System.Runtime.CompilerServices;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution;

/// <summary>
/// Kernels for small windows, as in layers with one to four input channels, where the loops of <see cref="ConvolutionTile"/> over
/// window rows and runs would dominate. If a window consists of three rows of a multiple of three floats (3x3 windows), nine
/// weights stay in registers while the pixels pass; otherwise, eight pixels stay in registers while the weights pass.
/// </summary>
internal static unsafe class ThinTile
{
    private const int Limit = 16, MaxTaps = 4 * 4 * 4, Nine = 9;

    public static bool Takes(in WindowGrid g) => g.WindowLength < Limit && g.WindowCount <= MaxTaps;

    /// <summary>True for thin windows that can be processed nine floats at a time, as three runs of three floats.</summary>
    public static bool TakesThrees(in WindowGrid g) => Takes(g) && g.WindowRows == 3 && g.WindowRuns == 1 && g.WindowLength % 3 == 0;

    /// <summary>y = bias + one panel of weights * (window of x), plus the epilogue. w is [WindowCount, panel].</summary>
    public static void Forward<T, TPanel>(float* x, float* w, float* bias, float* y, in WindowGrid g, int rows, Epilogue epilogue)
        where T : struct, ILane<T>
        where TPanel : struct, ILane<TPanel>
    {
        bool threes = TakesThrees(g) && (g.WindowCount == Nine || !epilogue.HasFlag(Epilogue.Accumulate));
        nint* taps = stackalloc nint[MaxTaps];
        Taps(g, taps);
        int channel = 0;

        // Only AVX-512 has enough registers for tiles two vectors wide.
        if (T.Width == 16)
        {
            for (; channel + (2 * T.Width) <= TPanel.Width; channel += 2 * T.Width)
                Lane<Pair<T>>(x, taps, w + channel, TPanel.Width, bias + channel, y + channel, g, rows, threes, epilogue);
        }

        for (; channel < TPanel.Width; channel += T.Width)
            Lane<T>(x, taps, w + channel, TPanel.Width, bias + channel, y + channel, g, rows, threes, epilogue);
    }

    /// <summary>
    /// dw += the sum over images, rows and pixels of (window of x) * dy, for one panel. dw is [WindowCount, panel]. Requires
    /// <see cref="TakesThrees"/>.
    /// </summary>
    public static void Gradient<T, TPanel>(float* x, float* dy, float* dw, in WindowGrid g, in ImageSpan images)
        where T : struct, ILane<T>
        where TPanel : struct, ILane<TPanel>
    {
        for (int image = 0; image < images.Count; image++, x += images.InputPitch, dy += images.OutputPitch)
        {
            for (int first = 0; first < g.WindowCount; first += Nine)
            {
                float* a = x + Three(first, g), b = x + Three(first + 3, g), c = x + Three(first + 6, g), to = dw + (first * TPanel.Width);
                int channel = 0;
                if (T.Width == 16)
                {
                    for (; channel + (2 * T.Width) <= TPanel.Width; channel += 2 * T.Width)
                        AddNine<Pair<T>>(a, b, c, dy + channel, to + channel, TPanel.Width, g, images.Rows);
                }

                for (; channel < TPanel.Width; channel += T.Width)
                    AddNine<T>(a, b, c, dy + channel, to + channel, TPanel.Width, g, images.Rows);
            }
        }
    }

    /// <summary>Offsets of the floats of a window from its first float.</summary>
    private static void Taps(in WindowGrid g, nint* taps)
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

    /// <summary>Offset of three consecutive floats of a window, starting at the given index.</summary>
    private static nint Three(int first, in WindowGrid g) => (first / g.WindowLength * g.WindowPitch) + (first % g.WindowLength);

    private static void Lane<TLane>(
        float* x, nint* taps, float* w, int panel, float* bias, float* y, in WindowGrid g, int rows, bool threes, Epilogue epilogue)
        where TLane : struct, ILane<TLane>
    {
        for (int first = 0; threes && first < g.WindowCount; first += Nine)
        {
            bool isLast = first + Nine == g.WindowCount;
            ForwardNine<TLane>(
                x + taps[first],
                x + taps[first + 3],
                x + taps[first + 6],
                w + (first * panel),
                panel,
                first == 0 ? bias : null,
                y,
                g,
                rows,
                isLast ? epilogue : Epilogue.None);
        }

        for (int row = 0; !threes && row < rows; row++, x += g.InputRowStep, y += g.OutputRowStep)
        {
            for (int p = 0; p < g.Columns; p += 8)
            {
                EightPixels<TLane>(
                    x + (p * g.InputPixelStep), taps, w, panel, bias, y + (p * g.OutputPixelStep), g, Math.Min(8, g.Columns - p), epilogue);
            }
        }
    }

    /// <summary>
    /// y = bias (or y if bias is null) + nine window positions * their weights, plus the epilogue. a, b and c point to three runs
    /// of three floats in the first pixel's window. w is [9, panel].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ForwardNine<TLane>(
        float* a, float* b, float* c, float* w, nint panel, float* bias, float* y, in WindowGrid g, int rows, Epilogue epilogue)
        where TLane : struct, ILane<TLane>
    {
        nint step = g.InputPixelStep, next = g.OutputPixelStep, line = g.InputRowStep - (g.Columns * step),
            resultLine = g.OutputRowStep - (g.Columns * next);
        int columns = g.Columns;
        bool begins = bias != null, isPlain = epilogue == Epilogue.None;
        TLane start = begins ? TLane.Load(bias) : TLane.Zero;
        TLane w0 = TLane.Load(w), w1 = TLane.Load(w + panel), w2 = TLane.Load(w + (2 * panel));
        TLane w3 = TLane.Load(w + (3 * panel)), w4 = TLane.Load(w + (4 * panel)), w5 = TLane.Load(w + (5 * panel));
        TLane w6 = TLane.Load(w + (6 * panel)), w7 = TLane.Load(w + (7 * panel)), w8 = TLane.Load(w + (8 * panel));
        for (; rows > 0; rows--, a += line, b += line, c += line, y += resultLine)
        {
            for (int p = columns; p > 0; p--, a += step, b += step, c += step, y += next)
            {
                TLane s = begins ? start : TLane.Load(y);
                TLane.Accumulate(ref s, a[0], w0);
                TLane.Accumulate(ref s, a[1], w1);
                TLane.Accumulate(ref s, a[2], w2);
                TLane.Accumulate(ref s, b[0], w3);
                TLane.Accumulate(ref s, b[1], w4);
                TLane.Accumulate(ref s, b[2], w5);
                TLane.Accumulate(ref s, c[0], w6);
                TLane.Accumulate(ref s, c[1], w7);
                TLane.Accumulate(ref s, c[2], w8);
                if (isPlain)
                    TLane.Store(s, y);
                else
                    ConvolutionTile.Finish(s, y, g.Addend, epilogue);
            }
        }
    }

    /// <summary>
    /// Like <see cref="ConvolutionTile.Run"/> for eight adjacent pixels, of which <c>count</c> are stored. The floats of a window
    /// are at the offsets given by <c>taps</c>. w is [taps, panel].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void EightPixels<TLane>(
        float* x, nint* taps, float* w, nint panel, float* bias, float* y, in WindowGrid g, int count, Epilogue epilogue)
        where TLane : struct, ILane<TLane>
    {
        nint step = g.InputPixelStep;
        TLane s0 = TLane.Load(bias), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
        for (int left = g.WindowCount; left > 0; left--, taps++, w += panel)
        {
            float* u = x + *taps;
            TLane v = TLane.Load(w);
            TLane.Accumulate(ref s0, u[0], v);
            TLane.Accumulate(ref s1, u[step], v);
            TLane.Accumulate(ref s2, u[2 * step], v);
            TLane.Accumulate(ref s3, u[3 * step], v);
            u += 4 * step;
            TLane.Accumulate(ref s4, u[0], v);
            TLane.Accumulate(ref s5, u[step], v);
            TLane.Accumulate(ref s6, u[2 * step], v);
            TLane.Accumulate(ref s7, u[3 * step], v);
        }

        nint next = g.OutputPixelStep;
        nint addend = g.Addend;
        ConvolutionTile.Finish(s0, y, addend, epilogue);
        if (count > 1) ConvolutionTile.Finish(s1, y + next, addend, epilogue);
        if (count > 2) ConvolutionTile.Finish(s2, y + (2 * next), addend, epilogue);
        if (count > 3) ConvolutionTile.Finish(s3, y + (3 * next), addend, epilogue);
        if (count > 4) ConvolutionTile.Finish(s4, y + (4 * next), addend, epilogue);
        if (count > 5) ConvolutionTile.Finish(s5, y + (5 * next), addend, epilogue);
        if (count > 6) ConvolutionTile.Finish(s6, y + (6 * next), addend, epilogue);
        if (count > 7) ConvolutionTile.Finish(s7, y + (7 * next), addend, epilogue);
    }

    /// <summary>Nine positions of the weight gradient at once, summed in the order of <see cref="GradientTile.Run"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void AddNine<TLane>(float* a, float* b, float* c, float* dy, float* dw, nint panel, in WindowGrid g, int rows)
        where TLane : struct, ILane<TLane>
    {
        nint step = g.InputPixelStep, next = g.OutputPixelStep, line = g.InputRowStep - (g.Columns * step),
            gradientLine = g.OutputRowStep - (g.Columns * next);
        int columns = g.Columns;
        TLane s0 = TLane.Zero, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0, s8 = s0;
        for (; rows > 0; rows--, a += line, b += line, c += line, dy += gradientLine)
        {
            for (int p = columns; p > 0; p--, a += step, b += step, c += step, dy += next)
            {
                TLane v = TLane.Load(dy);
                TLane.Accumulate(ref s0, a[0], v);
                TLane.Accumulate(ref s1, a[1], v);
                TLane.Accumulate(ref s2, a[2], v);
                TLane.Accumulate(ref s3, b[0], v);
                TLane.Accumulate(ref s4, b[1], v);
                TLane.Accumulate(ref s5, b[2], v);
                TLane.Accumulate(ref s6, c[0], v);
                TLane.Accumulate(ref s7, c[1], v);
                TLane.Accumulate(ref s8, c[2], v);
            }
        }

        Add(s0, dw);
        Add(s1, dw + (1 * panel));
        Add(s2, dw + (2 * panel));
        Add(s3, dw + (3 * panel));
        Add(s4, dw + (4 * panel));
        Add(s5, dw + (5 * panel));
        Add(s6, dw + (6 * panel));
        Add(s7, dw + (7 * panel));
        Add(s8, dw + (8 * panel));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TLane>(TLane sum, float* dw)
        where TLane : struct, ILane<TLane> => TLane.Store(TLane.Add(TLane.Load(dw), sum), dw);
}
