namespace Hush.Learning.Plans.Rows;

/// <summary>
/// How far each step is while one image's rows pass through a network: from this follow the rows that a step can compute, and those that
/// somebody still reads.
/// </summary>
internal sealed class RowProgress
{
    /// <summary>Who writes what no step does.</summary>
    public const int Outside = -1;

    private readonly IReadOnlyList<IStep> _steps;
    private readonly PixelBuffer _image, _estimate;
    private readonly PixelBuffer[][] _inputs;
    private readonly int[] _done;
    private readonly Dictionary<PixelBuffer, int[]> _writers = [];
    private readonly Dictionary<RowWindow, (int Step, PixelBuffer Input)[]> _readers;
    private readonly Dictionary<RowWindow, int[]> _windowWriters;

    /// <summary>Before the first row.</summary>
    /// <param name="steps">The steps in their order.</param>
    /// <param name="image">What is loaded from outside; all that no step writes goes with it.</param>
    /// <param name="estimate">What is stored to outside.</param>
    public RowProgress(IReadOnlyList<IStep> steps, PixelBuffer image, PixelBuffer estimate)
    {
        (_steps, _image, _estimate, _done) = (steps, image, estimate, new int[steps.Count]);
        _inputs = [.. steps.Select(s => s.Inputs.ToArray())];
        var written = Enumerable.Range(0, steps.Count).ToLookup(s => steps[s].Result.Window);
        var read = Enumerable.Range(0, steps.Count).SelectMany(s => _inputs[s].Select(input => (Step: s, Input: input))).ToArray();
        foreach (PixelBuffer buffer in read.Select(r => r.Input).Append(estimate).Append(image))
            _writers[buffer] = [.. written[buffer.Window].Where(s => buffer.Contains(steps[s].Result))];
        _readers = read.GroupBy(r => r.Input.Window).ToDictionary(g => g.Key, g => g.ToArray());
        Windows = [.. _writers.Keys.Concat(steps.Select(s => s.Result)).Select(b => b.Window).Distinct()];
        _windowWriters = Windows.ToDictionary(w => w, w => written[w].ToArray());
    }

    /// <summary>All buffers' windows.</summary>
    public IReadOnlyList<RowWindow> Windows { get; }

    /// <summary>Rows of the image that were loaded.</summary>
    public int Loaded { get; set; }

    /// <summary>Rows of the estimate that were stored.</summary>
    public int Stored { get; set; }

    /// <summary>Rows of the estimate that could be stored.</summary>
    public int Storable => Available(_estimate);

    /// <summary>Rows that a step has done; their number may be set to <see cref="Ready"/>.</summary>
    public ref int Done(int step) => ref _done[step];

    /// <summary>Back before the first row.</summary>
    public void Reset()
    {
        Array.Clear(_done);
        (Loaded, Stored) = (0, 0);
    }

    /// <summary>The first step that writes to a buffer, or <see cref="Outside"/> where it is filled from there.</summary>
    public int FirstWriter(RowWindow window) => _windowWriters[window].FirstOrDefault(Outside);

    /// <summary>Rows, from the first, that a step can have done by now.</summary>
    public int Ready(int step)
    {
        int rows = _steps[step].Rows, ready = rows;
        foreach (PixelBuffer input in _inputs[step])
        {
            int available = Available(input);
            if (available < input.Height)
                ready = Math.Min(ready, (int)((long)Math.Max(0, available - _steps[step].Reach) * rows / input.Height) / IStep.BandRows * IStep.BandRows);
        }

        return Math.Max(ready, _done[step]);
    }

    /// <summary>The first row of a buffer that is still read.</summary>
    public int Kept(RowWindow window)
    {
        int kept = Written(window);
        if (window == _estimate.Window)
            kept = Math.Min(kept, Stored);
        foreach (var (step, input) in _readers.GetValueOrDefault(window) ?? [])
        {
            if (_done[step] < _steps[step].Rows)
                kept = Math.Min(kept, (int)((long)_done[step] * input.Height / _steps[step].Rows) - _steps[step].Reach);
        }

        return Math.Max(kept, -1);
    }

    /// <summary>The row behind the last of a buffer that was written by anyone.</summary>
    public int Written(RowWindow window)
    {
        int written = FirstWriter(window) == Outside ? LoadedOf(window.Height) : 0;
        foreach (int step in _windowWriters[window])
            written = Math.Max(written, Share(step, window.Height));
        return written;
    }

    /// <summary>Rows, from the first, that all writers of a buffer have done.</summary>
    private int Available(PixelBuffer buffer)
    {
        if (_writers[buffer] is not { Length: > 0 } writers)
            return LoadedOf(buffer.Height);
        int available = buffer.Height;
        foreach (int step in writers)
            available = Math.Min(available, Share(step, buffer.Height));
        return available;
    }

    private int Share(int step, int height) => (int)((long)_done[step] * height / _steps[step].Rows);

    private int LoadedOf(int height) => (int)((long)Loaded * height / _image.Height);
}
