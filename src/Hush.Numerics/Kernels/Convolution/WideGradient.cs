using System.Runtime.Intrinsics;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution;

/// <summary>The weight gradient of <see cref="WideConvolution"/>: dw in the layout of its packed weights.</summary>
internal static unsafe class WideGradient
{
    private const int FirstLevelCache = 32 << 10, CacheLine = 64;

    /// <summary><see cref="Add{T}"/> on the widest lane of this machine.</summary>
    public static void Add(float* x, float* dy, float* dw, in WindowGrid g, in ImageSpan images, int channels, bool adds)
    {
        if (Vector512.IsHardwareAccelerated)
            Add<Lane512>(x, dy, dw, g, images, channels, adds);
        else if (Vector256.IsHardwareAccelerated)
            Add<Lane256>(x, dy, dw, g, images, channels, adds);
        else
            Add<Lane128>(x, dy, dw, g, images, channels, adds);
    }

    /// <summary>dw = or += the sum over images, rows and pixels of windows of x times dy.</summary>
    /// <param name="x">The window of the first result pixel.</param>
    /// <param name="dy">The gradient at the first result pixel.</param>
    /// <param name="dw">Gradients in panels.</param>
    /// <param name="g">How windows and results lie in memory.</param>
    /// <param name="images">The images.</param>
    /// <param name="channels">Output channels, a multiple of the lane.</param>
    /// <param name="adds">Whether dw keeps what it holds.</param>
    public static void Add<T>(float* x, float* dy, float* dw, in WindowGrid g, in ImageSpan images, int channels, bool adds)
        where T : struct, ILane<T>
    {
        // As many rows at a time as leave what a tile reads of them in the first-level cache, since every position of the window reads it
        // anew: of each pixel a panel of the gradient and a line of the input. Whole images where that is more than one, else equal parts.
        nint rowBytes = g.Columns * ((2 * T.Width * sizeof(float)) + (nint)CacheLine);
        int fitting = (int)Math.Clamp(FirstLevelCache / Math.Max(rowBytes, 1), 1, (nint)images.Rows * images.Count);
        int together = Math.Max(fitting / images.Rows, 1), parts = (images.Rows + fitting - 1) / fitting;
        for (int image = 0; image < images.Count; image += together)
        {
            float* u = x + (image * images.InputPitch), d = dy + (image * images.OutputPitch);
            for (int part = 0; part < parts; part++)
            {
                int row = part * images.Rows / parts, end = (part + 1) * images.Rows / parts;
                ImageSpan block = images with { Count = Math.Min(together, images.Count - image), Rows = end - row };
                Panels<T>(u + (row * g.InputRowStep), d + (row * g.OutputRowStep), dw, g, block, channels, adds);
                adds = true;
            }
        }
    }

    private static void Panels<T>(float* x, float* dy, float* dw, in WindowGrid g, in ImageSpan images, int channels, bool adds)
        where T : struct, ILane<T>
    {
        int c = 0;
        for (; c + (2 * T.Width) <= channels; c += 2 * T.Width)
            Panel<T, Pair<T>>(x, dy + c, dw + ((nint)c * g.WindowCount), g, images, adds);
        if (c < channels)
            Panel<T, T>(x, dy + c, dw + ((nint)c * g.WindowCount), g, images, adds);
    }

    /// <summary>Eight positions of a pair take sixteen accumulators, which only AVX-512 has registers for.</summary>
    private static void Panel<T, TLane>(float* x, float* dy, float* dw, in WindowGrid g, in ImageSpan images, bool adds)
        where T : struct, ILane<T>
        where TLane : struct, ILane<TLane>
    {
        if (ThinTile.TakesThrees(g))
        {
            if (!adds)
                new Span<float>(dw, g.WindowCount * TLane.Width).Clear();
            ThinTile.Gradient<T, TLane>(x, dy, dw, g, images);
        }
        else if (T.Width == 16 || TLane.Width == T.Width)
            Positions<TLane, Pixels8>(x, dy, dw, g, images, adds);
        else
            Positions<TLane, Pixels6>(x, dy, dw, g, images, adds);
    }

    private static void Positions<TLane, TPositions>(float* x, float* dy, float* dw, in WindowGrid g, in ImageSpan images, bool adds)
        where TLane : struct, ILane<TLane>
        where TPositions : struct, ITileHeight
    {
        for (int run = 0; run < g.WindowRows * g.WindowRuns; run++)
        {
            float* u = x + (run / g.WindowRuns * g.WindowPitch) + (run % g.WindowRuns * g.RunPitch);
            for (int k = 0; k < g.WindowLength; k += TPositions.Count)
            {
                int count = Math.Min(TPositions.Count, g.WindowLength - k);
                GradientTile.Run<TLane, TPositions>(u + k, dy, dw, g, images, count, adds);
                dw += count * TLane.Width;
            }
        }
    }
}
