namespace Hush.Numerics.Kernels.Convolution;

/// <summary>
/// Adjacent output rows or columns whose 3x3 windows overlap the padding in the same way, so that the part outside the image can
/// be skipped.
/// </summary>
/// <param name="First">The first output row or column.</param>
/// <param name="Count">Number of output rows or columns.</param>
/// <param name="Skip">Window rows or columns to skip at the start of the window.</param>
/// <param name="Taps">Window rows or columns inside the image.</param>
internal readonly record struct WindowBand(int First, int Count, int Skip, int Taps)
{
    /// <summary>Height and width of a window.</summary>
    public const int Window = 3;

    /// <summary>Maximum number of bands per axis: first, middle, last.</summary>
    public const int MaxBands = 3;

    /// <summary>Divides an axis into bands.</summary>
    /// <param name="bands">Output, up to <see cref="MaxBands"/>.</param>
    /// <param name="results">Number of outputs along the axis.</param>
    /// <param name="before">True if the window of the first output starts outside the image.</param>
    /// <param name="after">True if the window of the last output ends outside the image.</param>
    /// <returns>The number of bands.</returns>
    public static int Cut(Span<WindowBand> bands, int results, bool before, bool after)
    {
        int first = before ? 1 : 0, last = after ? 1 : 0;
        if (results == 1)
        {
            bands[0] = new WindowBand(0, 1, first, Window - first - last);
            return 1;
        }

        int count = 0;
        if (before)
            bands[count++] = new WindowBand(0, 1, 1, Window - 1);
        if (results > first + last)
            bands[count++] = new WindowBand(first, results - first - last, 0, Window);
        if (after)
            bands[count++] = new WindowBand(results - 1, 1, 0, Window - 1);
        return count;
    }

    /// <summary>The grid of the outputs in the intersection of two bands.</summary>
    /// <param name="g">The grid of all outputs; windows are 3x3.</param>
    /// <param name="rows">A band of rows.</param>
    /// <param name="columns">A band of columns.</param>
    /// <param name="input">Offset from the first window of <paramref name="g"/> to that of the result, in floats.</param>
    /// <param name="weight">Offset from the first weight of a window to the first one used, in rows of the packed matrix.</param>
    public static WindowGrid Grid(in WindowGrid g, WindowBand rows, WindowBand columns, out nint input, out int weight)
    {
        bool isOneRun = g.WindowRuns == 1;
        int row = g.WindowRuns * g.WindowLength, column = row / Window;
        nint skip = isOneRun ? column : g.RunPitch;
        input = (rows.First * g.InputRowStep) + (columns.First * g.InputPixelStep) + (rows.Skip * g.WindowPitch) + (columns.Skip * skip);
        weight = (rows.Skip * row) + (columns.Skip * column);
        return g with
        {
            Columns = columns.Count,
            WindowRows = rows.Taps,
            WindowRuns = isOneRun ? 1 : columns.Taps,
            WindowLength = isOneRun ? columns.Taps * column : g.WindowLength,
            PassedWeights = row - (columns.Taps * column),
            Borders = ImageSides.None,
        };
    }
}
