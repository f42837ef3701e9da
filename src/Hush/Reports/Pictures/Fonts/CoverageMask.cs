namespace Hush.Reports.Pictures.Fonts;

/// <summary>The area of each pixel inside closed contours, 0 to 1; exact for polygons that do not overlap.</summary>
/// <remarks>
/// In every row it crosses, an edge adds its signed height to the pixels on its right, and a part of it to the pixels it passes
/// through. Only differences between neighbors are stored; a running sum along each row gives the areas.
/// </remarks>
internal sealed class CoverageMask(int width, int height, int baseline)
{
    private readonly double[] _cells = new double[height * (width + 2)];

    public int Width => width;

    public int Height => height;

    /// <summary>Number of rows above the baseline.</summary>
    public int Baseline => baseline;

    public double this[int x, int y] => _cells[(y * (width + 2)) + x];

    /// <summary>Adds a closed contour of points in units of <paramref name="size"/> pixels, with y upward from the origin.</summary>
    public void AddContour(ReadOnlySpan<(double X, double Y)> points, double originX, double originY, double size)
    {
        (double X, double Y) from = Place(points[^1]);
        foreach ((double X, double Y) point in points)
        {
            (double X, double Y) to = Place(point);
            AddEdge(from.X, from.Y, to.X, to.Y);
            from = to;
        }

        (double X, double Y) Place((double X, double Y) p) =>
            (Math.Clamp(originX + (p.X * size), 0, width), Math.Clamp(originY - (p.Y * size), 0, height));
    }

    /// <summary>Converts differences to areas; call after the last contour.</summary>
    public void Accumulate()
    {
        for (int y = 0; y < height; y++)
        {
            double sum = 0;
            foreach (ref double cell in _cells.AsSpan(y * (width + 2), width + 2))
            {
                sum += cell;
                cell = Math.Min(Math.Abs(sum), 1);
            }
        }
    }

    private void AddEdge(double x0, double y0, double x1, double y1)
    {
        if (y0 == y1)
            return;
        double sign = y0 < y1 ? 1 : -1;
        if (sign < 0)
            (x0, y0, x1, y1) = (x1, y1, x0, y0);
        double slope = (x1 - x0) / (y1 - y0);
        for (int row = (int)y0; row < Math.Min(height, Math.Ceiling(y1)); row++)
        {
            double top = Math.Max(y0, row), bottom = Math.Min(y1, row + 1);
            double a = Math.Clamp(x0 + ((top - y0) * slope), 0, width), b = Math.Clamp(x0 + ((bottom - y0) * slope), 0, width);
            AddPiece(_cells.AsSpan(row * (width + 2), width + 2), Math.Min(a, b), Math.Max(a, b), sign * (bottom - top));
        }
    }

    // The part of an edge within one row, split where it passes from one pixel to the next.
    private static void AddPiece(Span<double> row, double left, double right, double height)
    {
        int first = (int)left, last = (int)right;
        for (int x = first; x <= last; x++)
        {
            double from = Math.Max(left, x), to = Math.Min(right, x + 1);
            double part = right > left ? height * (to - from) / (right - left) : height;
            double beyond = ((from + to) / 2) - x;              // the fraction of this pixel to the left of the piece
            row[x] += part * (1 - beyond);
            row[x + 1] += part * beyond;
        }
    }
}
