using Hush.Numerics.Kernels.Convolution;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Matrices;

/// <summary>
/// Lays a matrix out in the panels of <see cref="WideConvolution"/>, as <see cref="MatrixProduct"/> wants the one on the right.
/// </summary>
internal static unsafe class MatrixPanels
{
    private const int Block = 16;

    /// <summary>panels = x, [depth, columns].</summary>
    /// <param name="x">The matrix, row by row.</param>
    /// <param name="depth">Its rows.</param>
    /// <param name="columns">Its columns, a multiple of the lane.</param>
    /// <param name="panels">The result.</param>
    public static void Pack<T>(float* x, int depth, int columns, float* panels)
        where T : struct, ILane<T>
    {
        for (int first = 0, width; first < columns; first += width)
        {
            width = RegisterTile.PanelWidth(columns - first, T.Width);
            for (int k = 0; k < depth; k++, panels += width)
                new ReadOnlySpan<float>(x + ((nint)k * columns) + first, width).CopyTo(new Span<float>(panels, width));
        }
    }

    /// <summary>panels = the transpose of x, [columns, rows].</summary>
    /// <param name="x">The matrix, row by row.</param>
    /// <param name="rows">Its rows, a multiple of the lane.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="panels">The result.</param>
    public static void PackTransposed<T>(float* x, int rows, int columns, float* panels)
        where T : struct, ILane<T>
    {
        for (int first = 0, width; first < rows; first += width)
        {
            width = RegisterTile.PanelWidth(rows - first, T.Width);
            for (int k = 0; k < columns; k += Block)
            {
                // Whole cache lines of both sides.
                int end = Math.Min(k + Block, columns);
                for (int row = 0; row < width; row++)
                {
                    float* from = x + ((nint)(first + row) * columns), to = panels + row;
                    for (int i = k; i < end; i++)
                        to[i * width] = from[i];
                }
            }

            panels += (nint)columns * width;
        }
    }
}
