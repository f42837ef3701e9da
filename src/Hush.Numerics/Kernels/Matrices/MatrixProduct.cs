using Hush.Numerics.Kernels.Convolution;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Matrices;

/// <summary>y = x w for matrices that lie in the cache, which a 1x1 convolution is as well. A result's sum has the same order in every tile.</summary>
internal static unsafe class MatrixProduct
{
    /// <summary>Multiplies.</summary>
    /// <param name="x">[rows, depth]; readable up to three rows behind the last.</param>
    /// <param name="rows">Rows of x and y.</param>
    /// <param name="depth">Columns of x.</param>
    /// <param name="w">[depth, columns] in the panels of <see cref="WideConvolution"/>.</param>
    /// <param name="columns">Columns of w and y, a multiple of the lane.</param>
    /// <param name="y">[rows, columns].</param>
    public static void Run<T>(float* x, int rows, int depth, float* w, int columns, float* y)
        where T : struct, ILane<T>
    {
        var g = new WindowGrid
        {
            Columns = rows,
            InputRowStep = 0,
            InputPixelStep = depth,
            WindowPitch = 0,
            WindowRows = 1,
            WindowLength = depth,
            OutputRowStep = 0,
            OutputPixelStep = columns,
        };
        for (int c = 0, width; c < columns; c += width, y += width)
        {
            width = RegisterTile.PanelWidth(columns - c, T.Width);
            float* panel = w + ((nint)c * depth);
            switch (width / T.Width)
            {
                case 3: Panel<T, Triple<T>>(x, panel, null, y, g, Epilogue.None); break;
                case 2: Panel<T, Pair<T>>(x, panel, null, y, g, Epilogue.None); break;
                default: Panel<T, T>(x, panel, null, y, g, Epilogue.None); break;
            }
        }
    }

    /// <summary>y = bias + x times one panel of w, and what the epilogue adds.</summary>
    /// <param name="x">The first row of x.</param>
    /// <param name="w">[WindowLength, panel].</param>
    /// <param name="bias">A value for each column of the panel, or null for zeros.</param>
    /// <param name="y">The panel of the first row of results.</param>
    /// <param name="g">How rows lie in memory: a row of windows of one run.</param>
    /// <param name="epilogue">What is done to each result.</param>
    public static void Panel<T, TLane>(float* x, float* w, float* bias, float* y, in WindowGrid g, Epilogue epilogue)
        where T : struct, ILane<T>
        where TLane : struct, ILane<TLane>
    {
        // As few tiles as can be, and as equal.
        int highest = RegisterTile.Height<T, TLane>(), tiles = (g.Columns + highest - 1) / highest;
        int height = g.Columns / tiles, higher = g.Columns % tiles;
        for (int tile = 0; tile < tiles; tile++)
        {
            int count = tile < higher ? height + 1 : height;
            switch (count)
            {
                case <= 4: ProductTile.Run<TLane, Pixels4>(x, w, bias, y, g, count, epilogue); break;
                case 5: ProductTile.Run<TLane, Pixels5>(x, w, bias, y, g, count, epilogue); break;
                case 6: ProductTile.Run<TLane, Pixels6>(x, w, bias, y, g, count, epilogue); break;
                case 7: ProductTile.Run<TLane, Pixels7>(x, w, bias, y, g, count, epilogue); break;
                case 8: ProductTile.Run<TLane, Pixels8>(x, w, bias, y, g, count, epilogue); break;
                case 9: ProductTile.Run<TLane, Pixels9>(x, w, bias, y, g, count, epilogue); break;
                case 10: ProductTile.Run<TLane, Pixels10>(x, w, bias, y, g, count, epilogue); break;
                case 11: ProductTile.Run<TLane, Pixels11>(x, w, bias, y, g, count, epilogue); break;
                default: ProductTile.Run<TLane, Pixels12>(x, w, bias, y, g, count, epilogue); break;
            }

            x += count * g.InputPixelStep;
            y += count * g.OutputPixelStep;
        }
    }
}
