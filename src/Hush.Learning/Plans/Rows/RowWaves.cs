namespace Hush.Learning.Plans.Rows;

/// <summary>What happens to some rows of one image.</summary>
internal interface IRowWork
{
    /// <summary>Rows of the noisy image come in.</summary>
    void Load(int first, int rows);

    /// <summary>Rows that are still read make room for others.</summary>
    void Move(RowMove rows);

    /// <summary>A step computes rows.</summary>
    void Compute(IStep step, int first, int rows);

    /// <summary>Rows of the estimate go out.</summary>
    void Store(int first, int rows);

    /// <summary>
    /// A wave is through: a share of the image, above 0 and up to 1, between what came in and what went out. What this throws ends the
    /// image.
    /// </summary>
    void Passed(double share);
}

/// <summary>
/// An image's way through a network from top to bottom: some of its rows are loaded, every step computes what they make possible, then come
/// the next. So a buffer has to hold a few rows alone, nothing is computed twice, and tiles of algorithms lie where they always do: the
/// bytes are those of the whole image.
/// </summary>
internal sealed class RowWaves
{
    private readonly IReadOnlyList<IStep> _steps;
    private readonly RowProgress _progress;
    private readonly int _height, _rows;
    private readonly Dictionary<RowWindow, int> _growth;        // the most rows that a wave adds to a buffer
    private readonly ILookup<int, RowWindow> _begun;            // the buffers that a step is the first to write to

    /// <summary>Plans the way, and asks for as much memory as it takes.</summary>
    /// <param name="steps">The steps in their order.</param>
    /// <param name="image">What is loaded.</param>
    /// <param name="estimate">What is stored.</param>
    /// <param name="rows">Rows of the image that are loaded at a time: a multiple of the network's alignment.</param>
    public RowWaves(IReadOnlyList<IStep> steps, PixelBuffer image, PixelBuffer estimate, int rows)
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

            Wave(null);
            foreach (RowWindow window in _progress.Windows)
                _growth[window] = Math.Max(_growth[window], _progress.Written(window) - before[window]);
        }

        // Room for as many waves as are at least as long as what is kept: then that moves by its own length or more, not onto itself
        // (but for the first time: the image's first wave gives fewer rows).
        foreach (RowWindow window in _progress.Windows)
        {
            int wave = Math.Max(_growth[window], 1);
            window.Hold(kept[window] + ((Math.Max(kept[window], 1) + wave - 1) / wave * wave));
        }
    }

    /// <summary>Takes an image through.</summary>
    public void Run(IRowWork work)
    {
        _progress.Reset();
        foreach (RowWindow window in _progress.Windows)
            window.Begin();
        while (_progress.Stored < _height)
            Wave(work);
    }

    private void Wave(IRowWork? work)
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

            // No more than in any other wave, when the image's end sets free what was waiting: buffers would have to be larger for that
            // one.
            int done = _progress.Done(step), most = (int)((long)_rows * _steps[step].Rows / _height);
            int ready = Math.Min(_progress.Ready(step), done + Math.Max(most, IStep.BandRows));
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
        work?.Passed((_progress.Loaded + storable) / (2.0 * _height));
    }

    /// <summary>
    /// In the buffers that a step is the first to write to: right before it does, so that the next one finds moved rows in the cache.
    /// </summary>
    private void MakeRoom(int writer, IRowWork? work)
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

    /// <summary>Of what no step writes.</summary>
    private void ClearBelow()
    {
        foreach (RowWindow window in _begun[RowProgress.Outside])
            window.ClearBelow();
    }
}
