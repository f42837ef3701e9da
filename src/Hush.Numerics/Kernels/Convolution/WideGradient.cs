using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Convolution;

/// <summary>The weight gradient of <see cref="WideConvolution"/>; dw has the layout of the packed weights.</summary>
internal static unsafe class WideGradient
{
    private const int FirstLevelCache = 32 << 10, CacheLine = 64;

    /// <summary><see cref="Add{T}"/> at the vector width of this process.</summary>
    public static void Add(float* x, float* dy, float* dw, in WindowGrid g, in ImageSpan images, int channels, bool adds) =>
        VectorWidth.Run(new Kernel(x, dy, dw, g, images, channels, adds));

    /// <summary>
    /// dw = (or += if <c>adds</c>) the sum over images, rows and pixels of (window of x) * dy. channels is a multiple of the
    /// vector width.
    /// </summary>
    public static void Add<T>(float* x, float* dy, float* dw, in WindowGrid g, in ImageSpan images, int channels, bool adds)
        where T : struct, ILane<T>
    {
        // Process as many rows at a time as fit in the L1 cache, because every window position reads them again. Per pixel, a tile reads
        // one panel of the gradient and one cache line of the input. Take whole images if several fit, otherwise equal parts of an image.
        nint rowBytes = g.Columns * ((RegisterTile.PanelWidth(channels, T.Width) * sizeof(float)) + (nint)CacheLine);
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
        for (int c = 0, width; c < channels; c += width, dy += width)
        {
            width = RegisterTile.PanelWidth(channels - c, T.Width);
            float* panel = dw + ((nint)c * g.WindowCount);
            switch (width / T.Width)
            {
                case 3: Panel<T, Triple<T>>(x, dy, panel, g, images, adds); break;
                case 2: Panel<T, Pair<T>>(x, dy, panel, g, images, adds); break;
                default: Panel<T, T>(x, dy, panel, g, images, adds); break;
            }
        }
    }

    private static void Panel<T, TLane>(float* x, float* dy, float* dw, in WindowGrid g, in ImageSpan images, bool adds)
        where T : struct, ILane<T>
        where TLane : struct, ILane<TLane>
    {
        if (ThinTile.TakesThrees(g))
        {
            if (!adds)
                new Span<float>(dw, g.WindowCount * TLane.Width).Clear();
            ThinTile.Gradient<T, TLane>(x, dy, dw, g, images);
            return;
        }

        var (tiles, height, higher) = RegisterTile.Cut(g.WindowLength, RegisterTile.Height<T, TLane>());
        for (int run = 0; run < g.WindowRows * g.WindowRuns; run++)
        {
            float* u = x + (run / g.WindowRuns * g.WindowPitch) + (run % g.WindowRuns * g.RunPitch);
            for (int tile = 0; tile < tiles; tile++)
            {
                int count = tile < higher ? height + 1 : height;
                switch (count)
                {
                    case <= 4: GradientTile.Run<TLane, Height4>(u, dy, dw, g, images, count, adds); break;
                    case 5: GradientTile.Run<TLane, Height5>(u, dy, dw, g, images, count, adds); break;
                    case 6: GradientTile.Run<TLane, Height6>(u, dy, dw, g, images, count, adds); break;
                    case 7: GradientTile.Run<TLane, Height7>(u, dy, dw, g, images, count, adds); break;
                    case 8: GradientTile.Run<TLane, Height8>(u, dy, dw, g, images, count, adds); break;
                    case 9: GradientTile.Run<TLane, Height9>(u, dy, dw, g, images, count, adds); break;
                    case 10: GradientTile.Run<TLane, Height10>(u, dy, dw, g, images, count, adds); break;
                    case 11: GradientTile.Run<TLane, Height11>(u, dy, dw, g, images, count, adds); break;
                    default: GradientTile.Run<TLane, Height12>(u, dy, dw, g, images, count, adds); break;
                }

                u += count;
                dw += count * TLane.Width;
            }
        }
    }

    private readonly struct Kernel(
        float* x, float* dy, float* dw, WindowGrid g, ImageSpan images, int channels, bool adds)
        : IKernel
    {
        public void Run<T>()
            where T : struct, ILane<T> => Add<T>(x, dy, dw, g, images, channels, adds);
    }
}
