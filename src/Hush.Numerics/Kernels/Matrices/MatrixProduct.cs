using Hush.Numerics.Kernels.Convolution;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Matrices;

/// <summary>
/// y = x w for matrices that lie in the cache, which a 1x1 convolution is as well. A result's sum has the same order in every tile.
/// </summary>
internal static unsafe class MatrixProduct
{
    /// <summary>Multiplies.</summary>
    /// <param name="x">[rows, depth]; readable up to three rows behind the last.</param>
    /// <param name="rows">Rows of x and y.</param>
    /// <param name="depth">Columns of x.</param>
    /// <param name="w">[depth, columns] in the panels of <see cref="RegisterTile"/>.</param>
    /// <param name="columns">Columns of w and y, a multiple of the lane.</param>
    /// <param name="y">[rows, columns].</param>
    public static void Run<T>(float* x, int rows, int depth, float* w, int columns, float* y)
        where T : struct, ILane<T>
    {
        WindowGrid g = Grid(rows, depth, columns);
        for (int c = 0, width; c < columns; c += width, y += width)
        {
            width = RegisterTile.PanelWidth(columns - c, T.Width);
            float* panel = w + ((nint)c * depth);
            switch (width / T.Width)
            {
                case 3: Panel<T, Triple<T>>(x, panel, null, y, g, rows: 1, Epilogue.None); break;
                case 2: Panel<T, Pair<T>>(x, panel, null, y, g, rows: 1, Epilogue.None); break;
                default: Panel<T, T>(x, panel, null, y, g, rows: 1, Epilogue.None); break;
            }
        }
    }

    /// <summary>The rows of two matrices as the kernels of convolutions see them: a row of 1x1 windows.</summary>
    /// <param name="rows">Rows of both.</param>
    /// <param name="depth">Columns of the one that is multiplied.</param>
    /// <param name="columns">Columns of the results.</param>
    public static WindowGrid Grid(int rows, int depth, int columns) => new()
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

    /// <summary>y = bias + x times one panel of w, and what the epilogue adds, for a grid of pixels that are the rows of x.</summary>
    /// <param name="x">The first pixel's window; readable up to three pixels behind the last.</param>
    /// <param name="w">[WindowLength, panel].</param>
    /// <param name="bias">A value for each column of the panel, or null for zeros.</param>
    /// <param name="y">The panel of the first pixel's results.</param>
    /// <param name="g">How pixels lie in memory: windows of one run.</param>
    /// <param name="rows">Rows of the grid.</param>
    /// <param name="epilogue">What is done to each result.</param>
    public static void Panel<T, TLane>(float* x, float* w, float* bias, float* y, in WindowGrid g, int rows, Epilogue epilogue)
        where T : struct, ILane<T>
        where TLane : struct, ILane<TLane>
    {
        int highest = RegisterTile.Height<T, TLane>();

        // Long rows are cut well enough by themselves.
        bool isShort = g.Columns < 4 * highest, isOfFours = g.Columns % RowGroups.Rows == 0 && highest % RowGroups.Rows == 0;
        if (rows > 1 && isShort && isOfFours)
        {
            AcrossRows<TLane>(x, w, bias, y, g, RegisterTile.Cut(rows * g.Columns / RowGroups.Rows, highest / RowGroups.Rows), epilogue);
            return;
        }

        var (tiles, height, higher) = RegisterTile.Cut(g.Columns, highest);
        RowGroups neighbours = RowGroups.SideBySide(g);
        for (; rows > 0; rows--, x += g.InputRowStep, y += g.OutputRowStep)
        {
            float* from = x, to = y;
            for (int tile = 0; tile < tiles; tile++)
            {
                int count = tile < higher ? height + 1 : height;
                Tile<TLane>(from, w, bias, to, g, neighbours, count, epilogue);
                from += count * g.InputPixelStep;
                to += count * g.OutputPixelStep;
            }
        }
    }

    private static void AcrossRows<TLane>(
        float* x, float* w, float* bias, float* y, in WindowGrid g, (int Tiles, int Height, int Higher) cut, Epilogue epilogue)
        where TLane : struct, ILane<TLane>
    {
        int row = 0, column = 0;
        for (int tile = 0; tile < cut.Tiles; tile++)
        {
            int count = RowGroups.Rows * (tile < cut.Higher ? cut.Height + 1 : cut.Height);
            RowGroups groups = RowGroups.Take(g, count, ref row, ref column, out nint input, out nint output);
            Tile<TLane>(x + input, w, bias, y + output, g, groups, count, epilogue);
        }
    }

    private static void Tile<TLane>(
        float* x, float* w, float* bias, float* y, in WindowGrid g, in RowGroups groups, int count, Epilogue epilogue)
        where TLane : struct, ILane<TLane>
    {
        switch (count)
        {
            case <= 4: ProductTile.Run<TLane, Height4>(x, w, bias, y, g, groups, count, epilogue); break;
            case 5: ProductTile.Run<TLane, Height5>(x, w, bias, y, g, groups, count, epilogue); break;
            case 6: ProductTile.Run<TLane, Height6>(x, w, bias, y, g, groups, count, epilogue); break;
            case 7: ProductTile.Run<TLane, Height7>(x, w, bias, y, g, groups, count, epilogue); break;
            case 8: ProductTile.Run<TLane, Height8>(x, w, bias, y, g, groups, count, epilogue); break;
            case 9: ProductTile.Run<TLane, Height9>(x, w, bias, y, g, groups, count, epilogue); break;
            case 10: ProductTile.Run<TLane, Height10>(x, w, bias, y, g, groups, count, epilogue); break;
            case 11: ProductTile.Run<TLane, Height11>(x, w, bias, y, g, groups, count, epilogue); break;
            default: ProductTile.Run<TLane, Height12>(x, w, bias, y, g, groups, count, epilogue); break;
        }
    }
}
