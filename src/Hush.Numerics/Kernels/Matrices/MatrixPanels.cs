using Hush.Numerics.Kernels.Convolution;
using Hush.Numerics.Kernels.Lanes;

namespace Hush.Numerics.Kernels.Matrices;

/// <summary>Packs the right-hand matrix of <see cref="MatrixProduct"/> into the panels of <see cref="WideConvolution"/>.</summary>
internal static unsafe class MatrixPanels
{
    private const int Block = 16;

    /// <summary>panels = x, row-major [depth, columns]. columns is a multiple of the vector width.</summary>
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

    /// <summary>panels = the transpose of x, row-major [rows, columns]. rows is a multiple of the vector width.</summary>
    public static void PackTransposed<T>(float* x, int rows, int columns, float* panels)
        where T : struct, ILane<T>
    {
        for (int first = 0, width; first < rows; first += width)
        {
            width = RegisterTile.PanelWidth(rows - first, T.Width);
            for (int k = 0; k < columns; k += Block)
            {
                // In blocks of whole cache lines on both sides.
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
