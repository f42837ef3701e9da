using Hush.Numerics.Kernels.Convolution;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Matrices;

/// <summary>
/// y = x w for matrices that fit in the cache, including those of 1x1 convolutions. All tiles sum in the same order, so the
/// tiling does not affect the result.
/// </summary>
internal static unsafe class MatrixProduct
{
    /// <summary>y = x w.</summary>
    /// <param name="x">[rows, depth]; up to three rows past the last may be read.</param>
    /// <param name="rows">Rows of x and y.</param>
    /// <param name="depth">Columns of x.</param>
    /// <param name="w">[depth, columns], packed into the panels of <see cref="RegisterTile"/>.</param>
    /// <param name="columns">Columns of w and y, a multiple of the vector width.</param>
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

    /// <summary>Describes a matrix product as a 1x1 convolution over a single row of pixels.</summary>
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

    /// <summary>
    /// y = bias + x times one panel of w, plus the epilogue, for a grid of pixels that are the rows of x. Windows have a single
    /// run; up to three pixels past the last may be read. w is [WindowLength, panel], bias may be null.
    /// </summary>
    public static void Panel<T, TLane>(float* x, float* w, float* bias, float* y, in WindowGrid g, int rows, Epilogue epilogue)
        where T : struct, ILane<T>
        where TLane : struct, ILane<TLane>
    {
        int highest = RegisterTile.Height<T, TLane>();

        // Long rows already divide into tiles of nearly full height.
        bool isShort = g.Columns < 4 * highest, isOfFours = g.Columns % RowGroups.Rows == 0 && highest % RowGroups.Rows == 0;
        if (rows > 1 && isShort && isOfFours)
        {
            AcrossRows<TLane>(x, w, bias, y, g, RegisterTile.Cut(rows * g.Columns / RowGroups.Rows, highest / RowGroups.Rows), epilogue);
            return;
        }

        var (tiles, height, higher) = RegisterTile.Cut(g.Columns, highest);
        RowGroups neighbors = RowGroups.SideBySide(g);
        for (; rows > 0; rows--, x += g.InputRowStep, y += g.OutputRowStep)
        {
            float* from = x, to = y;
            for (int tile = 0; tile < tiles; tile++)
            {
                int count = tile < higher ? height + 1 : height;
                Tile<TLane>(from, w, bias, to, g, neighbors, count, epilogue);
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
