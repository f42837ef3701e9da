using System.Buffers;
using System.Numerics.Tensors;

namespace Hush.Imaging.Metrics;

/// <summary>
/// Structural similarity for a data range of 1, computed in double:
/// (2 ux uy + C1)(2 sxy + C2) / ((ux^2 + uy^2 + C1)(sx^2 + sy^2 + C2)), C1 = 0.01^2, C2 = 0.03^2, with population statistics.
/// </summary>
/// <remarks>11x11 Gaussian window, sigma = 1.5. Wang, Bovik, Sheikh, Simoncelli, IEEE TIP 13(4), 2004, eq. 13.</remarks>
internal static class Ssim
{
    /// <summary>Width and height of the window in pixels, and the minimum image size.</summary>
    public const int WindowSize = 11;

    private const double C1 = 0.01 * 0.01, C2 = 0.03 * 0.03;
    private const int StripValues = 16384;      // values per strip and plane: five planes of doubles fit in the L2 cache
    private const int StripRows = 16;           // minimum, so that at most 10 of 26 rows are filtered twice

    private static readonly double[] Weights = GaussianFilter.Window(WindowSize, 1.5);

    /// <summary>
    /// The mean over all channels and all windows entirely inside the image: 1 for identical images, in [-1, 1], NaN if any value is
    /// NaN. Null if the image is less than 11 pixels high or wide, so that no window fits.
    /// </summary>
    /// <param name="clean">The reference, [1, H, W, C], values in [0, 1].</param>
    /// <param name="estimate">The estimate, of the same length; clipped to [0, 1] but not rounded.</param>
    /// <param name="image">The shape of both images.</param>
    /// <exception cref="ShapeException">The length of a span does not match the shape, or the shape holds more than one
    /// image.</exception>
    public static double? Mean(ReadOnlySpan<float> clean, ReadOnlySpan<float> estimate, Shape image)
    {
        Spans.EnsureMatch("SSIM", clean, estimate, image);
        var (_, h, w, c) = image;
        if (h < WindowSize || w < WindowSize || c == 0) return null;
        const int reach = WindowSize - 1;
        int run = w * c, rows = h - reach, strip = Math.Min(rows, Math.Max(StripRows, StripValues / run));
        int plane = checked((strip + reach) * run);
        double[] scratch = ArrayPool<double>.Shared.Rent(checked(5 * plane));
        double sum = 0;
        for (int top = 0; top < rows; top += strip)
        {
            int outputs = Math.Min(strip, rows - top), length = (outputs + reach) * run;
            Span<double> x = scratch.AsSpan(0, length), y = scratch.AsSpan(plane, length), squares = scratch.AsSpan(2 * plane, length);
            Span<double> product = scratch.AsSpan(3 * plane, length), down = scratch.AsSpan(4 * plane, outputs * run);
            for (int i = 0; i < length; i++)
            {
                double a = clean[(top * run) + i], b = Math.Clamp(estimate[(top * run) + i], 0f, 1f);
                (x[i], y[i], squares[i], product[i]) = (a, b, (a * a) + (b * b), a * b);
            }

            Filter(x, down, run, c);
            Filter(y, down, run, c);
            Filter(squares, down, run, c);
            Filter(product, down, run, c);
            for (int row = 0; row < outputs; row++)
            {
                int first = row * run, inside = (w - reach) * c;
                sum += Sum(x.Slice(first, inside), y.Slice(first, inside), squares.Slice(first, inside), product.Slice(first, inside));
            }
        }

        ArrayPool<double>.Shared.Return(scratch);
        return sum / ((double)rows * (w - reach) * c);
    }

    /// <summary>
    /// plane[i] = the weighted mean of the window with its top-left corner at i, in place; down is scratch. The strip is treated as one
    /// long row: the last 10 columns of each image row mix two rows and are not used.
    /// </summary>
    private static void Filter(Span<double> plane, Span<double> down, int run, int channels)
    {
        Span<double> across = plane[..(down.Length - ((WindowSize - 1) * channels))];
        TensorPrimitives.Multiply(plane[..down.Length], Weights[0], down);
        for (int k = 1; k < WindowSize; k++)
            TensorPrimitives.MultiplyAdd(plane.Slice(k * run, down.Length), Weights[k], down, down);
        TensorPrimitives.Multiply(down[..across.Length], Weights[0], across);
        for (int k = 1; k < WindowSize; k++)
            TensorPrimitives.MultiplyAdd(down.Slice(k * channels, across.Length), Weights[k], across, across);
    }

    /// <summary>The sum of SSIM over one row of windows, from the means of x, y, x^2 + y^2 and x y.</summary>
    private static double Sum(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> squares, ReadOnlySpan<double> product)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double both = x[i] * y[i], each = (x[i] * x[i]) + (y[i] * y[i]);
            sum += ((2 * both) + C1) * ((2 * (product[i] - both)) + C2) / ((each + C1) * (squares[i] - each + C2));
        }

        return sum;
    }
}
