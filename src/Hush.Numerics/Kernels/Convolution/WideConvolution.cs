using Hush.Numerics.Kernels.Lanes;
using Hush.Numerics.Kernels.Matrices;

namespace Hush.Numerics.Kernels.Convolution;

/// <summary>
/// Direct convolution vectorized over output channels, for more than four of them. All tiles sum in the same order, so the tiling
/// does not affect the result.
/// </summary>
/// <remarks>
/// Weights are packed in panels: the panel of output channel c starts at c * WindowCount and holds [WindowCount, panel width].
/// See <see cref="RegisterTile"/> for the panel width.
/// </remarks>
internal static unsafe class WideConvolution
{
    /// <summary><see cref="Forward{T}"/> at the vector width of this process.</summary>
    public static void Forward(
        float* x, float* packed, float* bias, float* y, in WindowGrid g, int rows, int channels, Epilogue epilogue) =>
        VectorWidth.Run(new Kernel(x, packed, bias, y, g, rows, channels, epilogue));

    /// <summary>y = bias + packed weights * (window of x), plus the epilogue. channels is a multiple of the vector width.</summary>
    public static void Forward<T>(
        float* x, float* packed, float* bias, float* y, in WindowGrid g, int rows, int channels, Epilogue epilogue)
        where T : struct, ILane<T>
    {
        for (int c = 0, width; c < channels; c += width, bias += width, y += width)
        {
            width = RegisterTile.PanelWidth(channels - c, T.Width);
            float* panel = packed + ((nint)c * g.WindowCount);
            switch (width / T.Width)
            {
                case 3: Panel<T, Triple<T>>(x, panel, bias, y, g, rows, epilogue); break;
                case 2: Panel<T, Pair<T>>(x, panel, bias, y, g, rows, epilogue); break;
                default: Panel<T, T>(x, panel, bias, y, g, rows, epilogue); break;
            }
        }
    }

    private static void Panel<T, TLane>(float* x, float* packed, float* bias, float* y, in WindowGrid g, int rows, Epilogue epilogue)
        where T : struct, ILane<T>
        where TLane : struct, ILane<TLane>
    {
        if (ThinTile.Takes(g))
            ThinTile.Forward<T, TLane>(x, packed, bias, y, g, rows, epilogue);
        else if (g.WindowRows * g.WindowRuns == 1)
            MatrixProduct.Panel<T, TLane>(x, packed, bias, y, g, rows, epilogue);
        else if (g.Borders != ImageSides.None)
            Bands<T, TLane>(x, packed, bias, y, g, rows, epilogue);
        else
            Tiles<T, TLane>(x, packed, bias, y, g, rows, epilogue);
    }

    /// <summary>
    /// Skips most multiplications by the zero padding, which are a fifth of all for an image of 7x7 pixels. The top and bottom
    /// rows are not divided further, because each corner would be a tile of one pixel.
    /// </summary>
    private static void Bands<T, TLane>(float* x, float* packed, float* bias, float* y, in WindowGrid g, int rows, Epilogue epilogue)
        where T : struct, ILane<T>
        where TLane : struct, ILane<TLane>
    {
        var whole = new WindowBand(0, g.Columns, 0, WindowBand.Window);
        Span<WindowBand> vertical = stackalloc WindowBand[WindowBand.MaxBands], horizontal = stackalloc WindowBand[WindowBand.MaxBands];
        vertical = vertical[..WindowBand.Cut(vertical, rows, g.Borders.HasFlag(ImageSides.Above), g.Borders.HasFlag(ImageSides.Below))];
        horizontal = horizontal[..WindowBand.Cut(horizontal, g.Columns, g.Borders.HasFlag(ImageSides.Beside),
            g.Borders.HasFlag(ImageSides.Beside))];
        foreach (WindowBand row in vertical)
        {
            foreach (WindowBand column in row.Taps < WindowBand.Window ? [whole] : horizontal)
            {
                WindowGrid part = WindowBand.Grid(g, row, column, out nint input, out int weight);
                float* to = y + (row.First * g.OutputRowStep) + (column.First * g.OutputPixelStep);
                Tiles<T, TLane>(x + input, packed + ((nint)weight * TLane.Width), bias, to, part, row.Count, epilogue);
            }
        }
    }

    /// <summary>
    /// Cuts the pixels into as few tiles as possible of up to eight pixels each (more would need more address registers than
    /// there are). Tile heights differ by at most one.
    /// </summary>
    private static void Tiles<T, TLane>(float* x, float* packed, float* bias, float* y, in WindowGrid g, int rows, Epilogue epilogue)
        where T : struct, ILane<T>
        where TLane : struct, ILane<TLane>
    {
        var (tiles, height, higher) = RegisterTile.Cut(rows * g.Columns, Math.Min(TileOffsets.MaxPixels, RegisterTile.Height<T, TLane>()));
        var offsets = default(TileOffsets);
        var next = (Row: 0, Column: 0);
        for (int tile = 0; tile < tiles; tile++)
        {
            int count = tile < higher ? height + 1 : height;
            next = offsets.Take(g, next.Row, next.Column, count);
            switch (count)
            {
                case <= 4: ConvolutionTile.Run<TLane, Height4>(x, packed, bias, y, g, offsets, count, epilogue); break;
                case 5: ConvolutionTile.Run<TLane, Height5>(x, packed, bias, y, g, offsets, count, epilogue); break;
                case 6: ConvolutionTile.Run<TLane, Height6>(x, packed, bias, y, g, offsets, count, epilogue); break;
                case 7: ConvolutionTile.Run<TLane, Height7>(x, packed, bias, y, g, offsets, count, epilogue); break;
                default: ConvolutionTile.Run<TLane, Height8>(x, packed, bias, y, g, offsets, count, epilogue); break;
            }
        }
    }

    private readonly struct Kernel(
        float* x, float* packed, float* bias, float* y, WindowGrid g, int rows, int channels, Epilogue epilogue)
        : IKernel
    {
        public void Run<T>()
            where T : struct, ILane<T> => Forward<T>(x, packed, bias, y, g, rows, channels, epilogue);
    }
}
