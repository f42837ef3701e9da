using Hush.Learning.Plans.Memory;

namespace Hush.Learning.Plans.Scheduling;

/// <summary>The operations on rows that <see cref="StreamingSchedule"/> schedules.</summary>
internal interface IRowOperations
{
    /// <summary>Loads rows of the input image.</summary>
    void Load(int first, int rows);

    /// <summary>Moves rows that are still needed within their buffer, to make room for more.</summary>
    void Move(RowMove rows);

    /// <summary>Computes rows of a step.</summary>
    void Compute(IStep step, int first, int rows);

    /// <summary>Stores rows of the estimate.</summary>
    void Store(int first, int rows);

    /// <summary>
    /// Called after each strip with the completed fraction of the image, above 0 and up to 1. An exception aborts the pass.
    /// </summary>
    void ReportProgress(double fraction);
}

/// <summary>
/// Streams one image through a network from top to bottom: a strip of rows is loaded, then every step computes the rows whose inputs
/// are complete. Buffers hold only a few rows, nothing is computed twice, and the tiles of the algorithms are in the same
/// positions as for the whole image, so the result has the same bytes.
/// </summary>
internal sealed class StreamingSchedule
{
    private readonly IReadOnlyList<IStep> _steps;
    private readonly RowProgress _progress;
    private readonly int _height, _rows;
    private readonly Dictionary<RowWindow, int> _growth;        // maximum number of rows that a strip adds to a buffer
    private readonly ILookup<int, RowWindow> _begun;            // the buffers for which a step is the first writer

    /// <summary>Simulates the schedule and sets the number of rows that each buffer holds.</summary>
    /// <param name="steps">The steps, in order.</param>
    /// <param name="image">The input buffer.</param>
    /// <param name="estimate">The output buffer.</param>
    /// <param name="rows">Input rows per strip, a multiple of the network's alignment.</param>
    public StreamingSchedule(IReadOnlyList<IStep> steps, FeatureMap image, FeatureMap estimate, int rows)
    {
        (_steps, _height, _rows) = (steps, image.Height, rows);
        _progress = new RowProgress(steps, image, estimate);
        _begun = _progress.Windows.ToLookup(_progress.FirstWriter);
        _growth = _progress.Windows.ToDictionary(w => w, _ => 0);
        var kept = _progress.Windows.ToDictionary(w => w, _ => 0);
        var before = new Dictionary<RowWindow, int>();
        while (_progress.Stored < _height)
        {
            foreach (RowWindow window in _progress.Windows)
            {
                before[window] = _progress.Written(window);
                kept[window] = Math.Max(kept[window], before[window] - _progress.Kept(window));
            }

            RunStrip(null);
            foreach (RowWindow window in _progress.Windows)
                _growth[window] = Math.Max(_growth[window], _progress.Written(window) - before[window]);
        }

        // Room for the kept rows, plus enough strips to be at least as long. Kept rows then move by at least their own length, so
        // source and destination do not overlap (except for the first move: the first strip of an image yields fewer rows).
        foreach (RowWindow window in _progress.Windows)
        {
            int growth = Math.Max(_growth[window], 1);
            window.Hold(kept[window] + ((Math.Max(kept[window], 1) + growth - 1) / growth * growth));
        }
    }

    /// <summary>Processes an image.</summary>
    public void Run(IRowOperations work)
    {
        _progress.Reset();
        foreach (RowWindow window in _progress.Windows)
            window.Begin();
        while (_progress.Stored < _height)
            RunStrip(work);
    }

    private void RunStrip(IRowOperations? work)
    {
        MakeRoom(RowProgress.Outside, work);
        int loaded = Math.Min(_rows, _height - _progress.Loaded);
        if (loaded > 0)
        {
            work?.Load(_progress.Loaded, loaded);
            _progress.Loaded += loaded;
            if (work != null && _progress.Loaded == _height)
                ClearBelow();
        }

        for (int step = 0; step < _steps.Count; step++)
        {
            MakeRoom(step, work);

            // Never more rows than for the other strips. At the end of the image, all waiting rows become ready at once; computing
            // them together would need larger buffers.
            int done = _progress.Done(step), max = (int)((long)_rows * _steps[step].Rows / _height);
            int ready = Math.Min(_progress.Ready(step), done + Math.Max(max, IStep.BandRows));
            if (ready == done)
                continue;
            work?.Compute(_steps[step], done, ready - done);
            _progress.Done(step) = ready;
            if (work != null && ready == _steps[step].Rows)
                _steps[step].Result.Window.ClearBelow();
        }

        int stored = _progress.Stored, storable = _progress.Storable;
        _progress.Stored = storable;
        if (storable > stored)
            work?.Store(stored, storable - stored);
        work?.ReportProgress((_progress.Loaded + storable) / (2.0 * _height));
    }

    /// <summary>
    /// Makes room in the buffers for which a step is the first writer. Called immediately before that step, so that the next step
    /// finds the moved rows in the cache.
    /// </summary>
    private void MakeRoom(int writer, IRowOperations? work)
    {
        if (work == null)
            return;
        foreach (RowWindow window in _begun[writer])
        {
            RowMove move = window.MakeRoom(_progress.Kept(window), _progress.Written(window), _growth[window]);
            if (move.Floats > 0)
                work.Move(move);
        }
    }

    // For the buffers that no step writes.
    private void ClearBelow()
    {
        foreach (RowWindow window in _begun[RowProgress.Outside])
            window.ClearBelow();
    }
}
