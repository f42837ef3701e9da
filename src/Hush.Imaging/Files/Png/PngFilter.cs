using System.Runtime.CompilerServices;

namespace Hush.Imaging.Files.Png;

/// <summary>PNG's five row filters: a byte minus a prediction from its left, upper and upper-left neighbors.</summary>
/// <remarks>A neighbor is the corresponding byte of an adjacent pixel, or 0 outside the image.</remarks>
internal static class PngFilter
{
    public const int None = 0, Sub = 1, Up = 2, Average = 3, Paeth = 4, Count = 5;

    /// <summary>residual = row - prediction, modulo 256.</summary>
    /// <param name="filter">0 to 4.</param>
    /// <param name="row">A row's bytes, at least one stride.</param>
    /// <param name="above">The previous row, of the same length; zeros for the first.</param>
    /// <param name="stride">Distance in bytes to the left neighbor.</param>
    /// <param name="residual">The result, of the same length as row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // finishes before tiered compilation would optimize it
    public static void Apply(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int stride, Span<byte> residual)
    {
        switch (filter)
        {
            case Sub:
                for (int i = 0; i < row.Length; i++)
                    residual[i] = (byte)(row[i] - (i < stride ? 0 : row[i - stride]));
                break;
            case Up:
                for (int i = 0; i < row.Length; i++)
                    residual[i] = (byte)(row[i] - above[i]);
                break;
            case Average:
                for (int i = 0; i < row.Length; i++)
                    residual[i] = (byte)(row[i] - (((i < stride ? 0 : row[i - stride]) + above[i]) / 2));
                break;
            case Paeth:
                for (int i = 0; i < row.Length; i++)
                    residual[i] = (byte)(row[i] - (i < stride ? above[i] : Nearest(row[i - stride], above[i], above[i - stride])));
                break;
            default:
                row.CopyTo(residual);
                break;
        }
    }

    /// <summary>row += prediction, modulo 256: the inverse of <see cref="Apply"/>, in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]       // finishes before tiered compilation would optimize it
    public static void Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int stride)
    {
        switch (filter)
        {
            case Sub:
                for (int i = stride; i < row.Length; i++)
                    row[i] += row[i - stride];
                break;
            case Up:
                for (int i = 0; i < row.Length; i++)
                    row[i] += above[i];
                break;
            case Average:
                for (int i = 0; i < row.Length; i++)
                    row[i] += (byte)(((i < stride ? 0 : row[i - stride]) + above[i]) / 2);
                break;
            case Paeth:
                for (int i = 0; i < row.Length; i++)
                    row[i] += i < stride ? above[i] : Nearest(row[i - stride], above[i], above[i - stride]);
                break;
        }
    }

    /// <summary>The value closest to left + above - corner; ties go to left, then above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte Nearest(byte left, byte above, byte corner)
    {
        int a = Math.Abs(above - corner), b = Math.Abs(left - corner), c = Math.Abs(left + above - (2 * corner));
        return a <= b && a <= c ? left : b <= c ? above : corner;
    }
}
