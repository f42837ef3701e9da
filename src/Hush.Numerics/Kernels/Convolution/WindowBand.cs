namespace Hush.Numerics.Kernels.Convolution;

/// <summary>
/// Neighboring rows or columns of results whose 3x3 windows look outside of the image in the same way, so that there they need not look.
/// </summary>
/// <param name="First">The first result.</param>
/// <param name="Count">How many.</param>
/// <param name="Skip">Window rows or columns that lie outside, at the window's beginning.</param>
/// <param name="Taps">Window rows or columns inside.</param>
internal readonly record struct WindowBand(int First, int Count, int Skip, int Taps)
{
    /// <summary>Rows and columns of a window.</summary>
    public const int Window = 3;

    /// <summary>The most bands along an axis: the first, those between, the last.</summary>
    public const int Most = 3;

    /// <summary>Cuts an axis into bands.</summary>
    /// <param name="bands">Receives them, up to <see cref="Most"/>.</param>
    /// <param name="results">Results along the axis.</param>
    /// <param name="before">Whether the first one's window begins outside.</param>
    /// <param name="after">Whether the last one's window ends outside.</param>
    /// <returns>How many there are.</returns>
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

    /// <summary>The grid of the results in a band of rows and one of columns.</summary>
    /// <param name="g">The grid of all results; windows of 3x3 pixels.</param>
    /// <param name="rows">The band of rows.</param>
    /// <param name="columns">The band of columns.</param>
    /// <param name="input">From the first window of all to the first of these, in floats.</param>
    /// <param name="weight">From the first weight of a window to the first of these, in rows of the packed matrix.</param>
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
