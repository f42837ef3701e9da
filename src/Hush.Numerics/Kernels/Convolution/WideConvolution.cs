using System.Runtime.Intrinsics;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution;

/// <summary>
/// Direct convolution with lanes across the output channels, for results of more than four channels. A result's sum has the same
/// order in every tile, so how the tiles are cut changes no byte.
/// </summary>
/// <remarks>
/// Weights are packed in panels: the panel that begins at output channel c starts at c x WindowCount and holds [WindowCount, panel
/// width]. A panel is two lanes wide; where the channels leave one over, the last panel is one lane.
/// </remarks>
internal static unsafe class WideConvolution
{
    private const int FirstLevelCache = 32 << 10, CacheLine = 64;

    /// <summary>Channels of a panel that begins with <paramref name="left"/> channels left, on the widest lane of this machine.</summary>
    public static int PanelWidth(int left)
    {
        int lane = Vector512.IsHardwareAccelerated ? Lane512.Width : Vector256.IsHardwareAccelerated ? Lane256.Width : Lane128.Width;
        return PanelWidth(left, lane);
    }

    /// <summary>Channels of a panel that begins with <paramref name="left"/> channels left: two lanes, or the one that is left.</summary>
    public static int PanelWidth(int left, int lane) => left >= 2 * lane ? 2 * lane : lane;

    /// <summary><see cref="Forward{T}"/> on the widest lane of this machine.</summary>
    public static void Forward(
        float* x, float* packed, float* bias, float* y, in WindowGrid g, int rows, int channels, Epilogue epilogue)
    {
        if (Vector512.IsHardwareAccelerated)
            Forward<Lane512>(x, packed, bias, y, g, rows, channels, epilogue);
        else if (Vector256.IsHardwareAccelerated)
            Forward<Lane256>(x, packed, bias, y, g, rows, channels, epilogue);
        else
            Forward<Lane128>(x, packed, bias, y, g, rows, channels, epilogue);
    }

    /// <summary><see cref="WeightGradient{T}"/> on the widest lane of this machine.</summary>
    public static void WeightGradient(float* x, float* dy, float* dw, in WindowGrid g, int rows, int channels)
    {
        if (Vector512.IsHardwareAccelerated)
            WeightGradient<Lane512>(x, dy, dw, g, rows, channels);
        else if (Vector256.IsHardwareAccelerated)
            WeightGradient<Lane256>(x, dy, dw, g, rows, channels);
        else
            WeightGradient<Lane128>(x, dy, dw, g, rows, channels);
    }

    /// <summary>y = or += bias + windows of x times packed weights, by <see cref="ConvolutionTile"/>.</summary>
    /// <param name="x">The window of the first result pixel.</param>
    /// <param name="packed">Weights in panels.</param>
    /// <param name="bias">A value for each output channel, padded like them.</param>
    /// <param name="y">The first result pixel.</param>
    /// <param name="g">How windows and results lie in memory.</param>
    /// <param name="rows">Result rows.</param>
    /// <param name="channels">Output channels, a multiple of the lane.</param>
    /// <param name="epilogue">What is done to each result.</param>
    public static void Forward<T>(
        float* x, float* packed, float* bias, float* y, in WindowGrid g, int rows, int channels, Epilogue epilogue)
        where T : struct, ILane<T>
    {
        if (IsThin(g))
        {
            ThinForward<T>(x, packed, bias, y, g, rows, channels, epilogue);
            return;
        }

        int height = Height<T>(g.Columns);
        int c = 0;
        for (; c + (2 * T.Width) <= channels; c += 2 * T.Width)
            Panel<Pair<T>>(x, packed + ((nint)c * g.WindowCount), bias + c, y + c, g, rows, height, epilogue);
        if (c < channels)
            Panel<T>(x, packed + ((nint)c * g.WindowCount), bias + c, y + c, g, rows, height, epilogue);
    }

    /// <summary>dw = or += the sum over rows and pixels of windows of x times dy, in the layout of the packed weights.</summary>
    /// <param name="x">The window of the first result pixel.</param>
    /// <param name="dy">The gradient at the first result pixel.</param>
    /// <param name="dw">Gradients in panels.</param>
    /// <param name="g">How windows and results lie in memory.</param>
    /// <param name="rows">Result rows.</param>
    /// <param name="channels">Output channels, a multiple of the lane.</param>
    /// <param name="adds">Whether dw keeps what it holds; if not, all rows have to be in this call.</param>
    public static void WeightGradient<T>(float* x, float* dy, float* dw, in WindowGrid g, int rows, int channels, bool adds = true)
        where T : struct, ILane<T>
    {
        // As many rows at a time as leave what a tile reads of them in the first-level cache, since every position of the window reads it
        // anew: of each pixel a panel of the gradient and a line of the input.
        nint rowBytes = g.Columns * ((2 * T.Width * sizeof(float)) + (nint)CacheLine);
        int block = (int)Math.Clamp(FirstLevelCache / Math.Max(rowBytes, 1), 1, rows);
        for (int row = 0; row < rows; row += block)
        {
            int n = Math.Min(block, rows - row);
            float* u = x + (row * g.InputRowStep), d = dy + (row * g.OutputRowStep);
            int c = 0;
            for (; c + (2 * T.Width) <= channels; c += 2 * T.Width)
                GradientPanel<Pair<T>>(u, d + c, dw + ((nint)c * g.WindowCount), g, n, adds || row > 0);
            if (c < channels)
                GradientPanel<T>(u, d + c, dw + ((nint)c * g.WindowCount), g, n, adds || row > 0);
        }
    }

    /// <summary>
    /// The tile height for a row: sixteen accumulators of two vectors fill the 32 registers of AVX-512 well, twelve the 16 of AVX2; fewer
    /// than eight or ten leave multipliers idle. Among the heights between, the one that wastes the fewest pixels at the row's end.
    /// </summary>
    private static int Height<T>(int columns)
        where T : struct, ILane<T>
    {
        var (highest, lowest) = T.Width == 16 ? (8, 5) : (6, 4);
        int best = highest, cost = int.MaxValue;
        for (int height = highest; height >= lowest; height--)
        {
            int computed = (columns + height - 1) / height * ((2 * height) + 1);    // a tile's start and end cost half a pixel
            if (computed < cost)
                (best, cost) = (height, computed);
        }

        return best;
    }

    private static void Panel<TLane>(
        float* x, float* packed, float* bias, float* y, in WindowGrid g, int rows, int height, Epilogue epilogue)
        where TLane : struct, ILane<TLane>
    {
        switch (height)
        {
            case 4: Panel<TLane, Pixels4>(x, packed, bias, y, g, rows, epilogue); break;
            case 5: Panel<TLane, Pixels5>(x, packed, bias, y, g, rows, epilogue); break;
            case 6: Panel<TLane, Pixels6>(x, packed, bias, y, g, rows, epilogue); break;
            case 7: Panel<TLane, Pixels7>(x, packed, bias, y, g, rows, epilogue); break;
            default: Panel<TLane, Pixels8>(x, packed, bias, y, g, rows, epilogue); break;
        }
    }

    private static void Panel<TLane, TPixels>(
        float* x, float* packed, float* bias, float* y, in WindowGrid g, int rows, Epilogue epilogue)
        where TLane : struct, ILane<TLane>
        where TPixels : struct, ITileHeight
    {
        for (int row = 0; row < rows; row++, x += g.InputRowStep, y += g.OutputRowStep)
        {
            for (int p = 0; p < g.Columns; p += TPixels.Count)
            {
                ConvolutionTile.Run<TLane, TPixels>(
                    x + (p * g.InputPixelStep),
                    packed,
                    bias,
                    y + (p * g.OutputPixelStep),
                    g,
                    Math.Min(TPixels.Count, g.Columns - p),
                    epilogue);
            }
        }
    }

    private static bool IsThin(in WindowGrid g) => g.WindowLength < ThinTile.Limit && g.WindowCount <= ThinTile.MostTaps;

    private static void ThinForward<T>(
        float* x, float* packed, float* bias, float* y, in WindowGrid g, int rows, int channels, Epilogue epilogue)
        where T : struct, ILane<T>
    {
        nint* taps = stackalloc nint[ThinTile.MostTaps];
        ThinTile.Taps(g, taps);
        for (int row = 0; row < rows; row++, x += g.InputRowStep, y += g.OutputRowStep)
        {
            for (int p = 0; p < g.Columns; p += 8)
            {
                float* u = x + (p * g.InputPixelStep), to = y + (p * g.OutputPixelStep);
                int c = 0, count = Math.Min(8, g.Columns - p);
                for (; c + (2 * T.Width) <= channels; c += 2 * T.Width)
                    ThinTile.Run<Pair<T>>(u, taps, packed + ((nint)c * g.WindowCount), bias + c, to + c, g, count, epilogue);
                if (c < channels)
                    ThinTile.Run<T>(u, taps, packed + ((nint)c * g.WindowCount), bias + c, to + c, g, count, epilogue);
            }
        }
    }

    private static void GradientPanel<TLane>(float* x, float* dy, float* dw, in WindowGrid g, int rows, bool adds)
        where TLane : struct, ILane<TLane>
    {
        if (adds && IsThin(g) && g.WindowRows == 3 && g.WindowRuns == 1 && g.WindowLength % 3 == 0)
        {
            int across = g.WindowLength / 3;     // threes in a row of the window; nine positions are three threes
            for (int three = 0; three < 3 * across; three += 3, dw += 9 * TLane.Width)
            {
                ThinTile.Gradient<TLane>(
                    x + Three(three, across, g), x + Three(three + 1, across, g), x + Three(three + 2, across, g), dy, dw, g, rows);
            }

            return;
        }

        if (TLane.Width >= 16)
            GradientPanel<TLane, Pixels8>(x, dy, dw, g, rows, adds);
        else
            GradientPanel<TLane, Pixels6>(x, dy, dw, g, rows, adds);
    }

    /// <summary>Where the k-th three floats of a window lie.</summary>
    private static nint Three(int k, int across, in WindowGrid g) => (k / across * g.WindowPitch) + (k % across * 3);

    private static void GradientPanel<TLane, TPositions>(float* x, float* dy, float* dw, in WindowGrid g, int rows, bool adds)
        where TLane : struct, ILane<TLane>
        where TPositions : struct, ITileHeight
    {
        for (int run = 0; run < g.WindowRows * g.WindowRuns; run++)
        {
            float* u = x + (run / g.WindowRuns * g.WindowPitch) + (run % g.WindowRuns * g.RunPitch);
            for (int k = 0; k < g.WindowLength; k += TPositions.Count)
            {
                int count = Math.Min(TPositions.Count, g.WindowLength - k);
                GradientTile.Run<TLane, TPositions>(u + k, dy, dw, g, rows, count, adds);
                dw += count * TLane.Width;
            }
        }
    }
}
