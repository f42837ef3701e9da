using Hush.Learning.Plans.Memory;

namespace Hush.Learning.Plans.Scheduling;

/// <summary>
/// Tracks the rows that each step has computed while an image goes through a network. This determines the rows that a step can
/// compute next, and the rows that are still needed.
/// </summary>
internal sealed class RowProgress
{
    /// <summary>Stands for the producer of buffers that no step writes.</summary>
    public const int Outside = -1;

    private readonly IReadOnlyList<IStep> _steps;
    private readonly FeatureMap _image, _estimate;
    private readonly FeatureMap[][] _inputs;
    private readonly int[] _done;
    private readonly Dictionary<FeatureMap, int[]> _writers = [];
    private readonly Dictionary<RowWindow, (int Step, FeatureMap Input)[]> _consumers;
    private readonly Dictionary<RowWindow, int[]> _windowWriters;

    /// <summary>Starts before the first row.</summary>
    /// <param name="steps">The steps, in order.</param>
    /// <param name="image">The input buffer. All other buffers that no step writes are loaded together with it.</param>
    /// <param name="estimate">The output buffer.</param>
    public RowProgress(IReadOnlyList<IStep> steps, FeatureMap image, FeatureMap estimate)
    {
        (_steps, _image, _estimate, _done) = (steps, image, estimate, new int[steps.Count]);
        _inputs = [.. steps.Select(s => s.Inputs.ToArray())];
        var written = Enumerable.Range(0, steps.Count).ToLookup(s => steps[s].Result.Window);
        var read = Enumerable.Range(0, steps.Count).SelectMany(s => _inputs[s].Select(input => (Step: s, Input: input))).ToArray();
        foreach (FeatureMap buffer in read.Select(r => r.Input).Append(estimate).Append(image))
            _writers[buffer] = [.. written[buffer.Window].Where(s => buffer.Contains(steps[s].Result))];
        _consumers = read.GroupBy(r => r.Input.Window).ToDictionary(g => g.Key, g => g.ToArray());
        Windows = [.. _writers.Keys.Concat(steps.Select(s => s.Result)).Select(b => b.Window).Distinct()];
        _windowWriters = Windows.ToDictionary(w => w, w => written[w].ToArray());
    }

    /// <summary>The windows of all buffers.</summary>
    public IReadOnlyList<RowWindow> Windows { get; }

    /// <summary>Number of input rows that were loaded.</summary>
    public int Loaded { get; set; }

    /// <summary>Number of output rows that were stored.</summary>
    public int Stored { get; set; }

    /// <summary>Number of output rows that can be stored.</summary>
    public int Storable => Available(_estimate);

    /// <summary>Number of rows that a step has computed; can be set, up to <see cref="Ready"/>.</summary>
    public ref int Done(int step) => ref _done[step];

    /// <summary>Returns to the state before the first row.</summary>
    public void Reset()
    {
        Array.Clear(_done);
        (Loaded, Stored) = (0, 0);
    }

    /// <summary>The first step that writes to a buffer; <see cref="Outside"/> if no step does.</summary>
    public int FirstWriter(RowWindow window) => _windowWriters[window].FirstOrDefault(Outside);

    /// <summary>Number of rows that a step can have computed, given the rows of its inputs.</summary>
    public int Ready(int step)
    {
        int rows = _steps[step].Rows, ready = rows;
        foreach (FeatureMap input in _inputs[step])
        {
            int available = Available(input);
            if (available < input.Height)
                ready = Math.Min(ready, (int)((long)Math.Max(0,
                    available - _steps[step].ReceptiveFieldRadius) * rows / input.Height) / IStep.BandRows * IStep.BandRows);
        }

        return Math.Max(ready, _done[step]);
    }

    /// <summary>The first row of a buffer that is still needed.</summary>
    public int Kept(RowWindow window)
    {
        int kept = Written(window);
        if (window == _estimate.Window)
            kept = Math.Min(kept, Stored);
        foreach (var (step, input) in _consumers.GetValueOrDefault(window) ?? [])
        {
            if (_done[step] < _steps[step].Rows)
                kept = Math.Min(kept, (int)((long)_done[step] * input.Height / _steps[step].Rows) - _steps[step].ReceptiveFieldRadius);
        }

        return Math.Max(kept, -window.Halo);
    }

    /// <summary>Number of rows of a buffer that at least one step has written.</summary>
    public int Written(RowWindow window)
    {
        int written = FirstWriter(window) == Outside ? LoadedOf(window.Height) : 0;
        foreach (int step in _windowWriters[window])
            written = Math.Max(written, RowsDone(step, window.Height));
        return written;
    }

    /// <summary>Number of rows of a buffer that all its writers have completed.</summary>
    private int Available(FeatureMap buffer)
    {
        if (_writers[buffer] is not { Length: > 0 } writers)
            return LoadedOf(buffer.Height);
        int available = buffer.Height;
        foreach (int step in writers)
            available = Math.Min(available, RowsDone(step, buffer.Height));
        return available;
    }

    private int RowsDone(int step, int height) => (int)((long)_done[step] * height / _steps[step].Rows);

    private int LoadedOf(int height) => (int)((long)Loaded * height / _image.Height);
}
