using Hush.Numerics.Kernels.Convolution;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Matrices;

/// <summary>y = x w for matrices that lie in the cache. A result's sum has the same order in every tile.</summary>
internal static unsafe class MatrixProduct
{
    /// <summary>Multiplies.</summary>
    /// <param name="x">[rows, depth]; readable up to eleven rows behind the last.</param>
    /// <param name="rows">Rows of x and y.</param>
    /// <param name="depth">Columns of x.</param>
    /// <param name="w">[depth, columns] in the panels of <see cref="WideConvolution"/>.</param>
    /// <param name="columns">Columns of w and y, a multiple of the lane.</param>
    /// <param name="y">[rows, columns].</param>
    public static void Run<T>(float* x, int rows, int depth, float* w, int columns, float* y)
        where T : struct, ILane<T>
    {
        // Twenty-four accumulators of the 32 registers of AVX-512, twelve of the 16 of AVX2; tiles as equal as can be.
        int highest = T.Width == 16 ? 12 : 6, tiles = (rows + highest - 1) / highest;
        int height = Math.Max(5, (rows + tiles - 1) / tiles);
        int c = 0;
        for (; c + (2 * T.Width) <= columns; c += 2 * T.Width)
            Panel<Pair<T>>(x, rows, depth, w + ((nint)c * depth), y + c, columns, height);
        if (c < columns)
            Panel<T>(x, rows, depth, w + ((nint)c * depth), y + c, columns, height);
    }

    private static void Panel<TLane>(float* x, int rows, int depth, float* w, float* y, nint next, int height)
        where TLane : struct, ILane<TLane>
    {
        switch (height)
        {
            case 5: Panel<TLane, Pixels5>(x, rows, depth, w, y, next); break;
            case 6: Panel<TLane, Pixels6>(x, rows, depth, w, y, next); break;
            case 7: Panel<TLane, Pixels7>(x, rows, depth, w, y, next); break;
            case 8: Panel<TLane, Pixels8>(x, rows, depth, w, y, next); break;
            case 9: Panel<TLane, Pixels9>(x, rows, depth, w, y, next); break;
            case 10: Panel<TLane, Pixels10>(x, rows, depth, w, y, next); break;
            case 11: Panel<TLane, Pixels11>(x, rows, depth, w, y, next); break;
            default: Panel<TLane, Pixels12>(x, rows, depth, w, y, next); break;
        }
    }

    private static void Panel<TLane, TRows>(float* x, int rows, int depth, float* w, float* y, nint next)
        where TLane : struct, ILane<TLane>
        where TRows : struct, ITileHeight
    {
        for (int row = 0; row < rows; row += TRows.Count)
            ProductTile.Run<TLane, TRows>(x + ((nint)row * depth), depth, w, depth, y + (row * next), next, Math.Min(TRows.Count, rows - row));
    }
}
