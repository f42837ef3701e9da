using System.Runtime.ExceptionServices;
using Hush.Learning.Distributed;
using Hush.Numerics;

namespace Hush.Learning.Plans.Execution;

/// <summary>
/// Adds the filter gradients of all ranks, during the backward pass: the gradients of consecutive steps are a bucket, which is exchanged
/// as soon as all of them are complete on this rank. Ranks on one machine read each other's memory. Others exchange messages, which a thread
/// of its own continues, because workers can be busy with a layer for longer than an exchange takes.
/// </summary>
internal sealed unsafe class GradientSums : IDisposable
{
    private const int BucketLength = 1 << 15;       // floats: enough to be limited by the bandwidth, not by the number of messages
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(1);

    private readonly GradientBucket[] _buckets;
    private readonly int[] _bucketOf;
    private readonly nint[] _offsets;
    private readonly IDisposable _memory;
    private readonly float* _total, _partials;
    private readonly nint _length;
    private readonly Lock _advancing = new();
    private readonly AutoResetEvent _bucketReady = new(false);
    private readonly Thread? _thread;               // without shared memory
    private volatile ExceptionDispatchInfo? _failure;
    private volatile bool _isDisposed;

    /// <param name="ranks">The ranks.</param>
    /// <param name="chunks">The division of the batch.</param>
    /// <param name="lengths">Number of floats of the gradients of each step, in the order of the backward pass.</param>
    public GradientSums(ICommunicator ranks, BatchChunks chunks, IReadOnlyList<int> lengths)
    {
        Branches = [.. chunks.Branches(ranks.Rank)];
        (_offsets, _bucketOf) = (new nint[lengths.Count], new int[lengths.Count]);
        var bounds = new List<(nint Start, int Steps)>();
        for (int step = 0; step < lengths.Count; step++)
        {
            _offsets[step] = _length;
            if (bounds.Count == 0 || _length - bounds[^1].Start >= BucketLength)
                bounds.Add((_length, 0));
            bounds[^1] = (bounds[^1].Start, bounds[^1].Steps + 1);
            _bucketOf[step] = bounds.Count - 1;
            _length += Align.Up((nint)lengths[step]);
        }

        _buckets = new GradientBucket[bounds.Count];
        nint LengthOf(int bucket) => (bucket + 1 < bounds.Count ? bounds[bucket + 1].Start : _length) - bounds[bucket].Start;
        int[] branches = [.. Enumerable.Range(0, ranks.Count).Select(rank => chunks.Branches(rank).Count())];
        if (ranks.Share((1 + branches.Sum()) * _length, signals: 2 * bounds.Count) is { } shared)
        {
            _memory = shared;
            _total = shared.Floats;
            _partials = PartialsOf(ranks.Rank);
            for (int bucket = 0; bucket < bounds.Count; bucket++)
            {
                var (start, steps) = bounds[bucket];
                nint[][] partials = [.. branches.Select((count, rank) => PartialsAt(PartialsOf(rank) + start, count))];
                _buckets[bucket] = GradientBucket.OverSharedMemory(ranks, chunks, _total + start, partials, LengthOf(bucket), steps,
                    shared.Signal(2 * bucket), shared.Signal((2 * bucket) + 1));
            }
        }
        else
        {
            nint end = _length * (1 + Branches.Count), foreign = 0;
            for (int bucket = 0; bucket < bounds.Count; bucket++)
                foreign += ForeignLength(bucket);
            var memory = new AlignedMemory(end + foreign);
            _memory = memory;
            _total = memory.Pointer;
            _partials = _total + _length;
            float* next = memory.Pointer + end;
            for (int bucket = 0; bucket < bounds.Count; bucket++)
            {
                var (start, steps) = bounds[bucket];
                nint[] own = PartialsAt(_partials + start, Branches.Count);
                _buckets[bucket] = GradientBucket.OverMessages(ranks, chunks, _total + start, own, next, LengthOf(bucket), steps,
                    tag: 1 + (2 * bucket));
                next += ForeignLength(bucket);
            }

            _thread = new Thread(ContinueExchanges) { IsBackground = true, Name = "hush exchange" };
        }

        float* PartialsOf(int rank) => _total + ((1 + branches.Take(rank).Sum()) * _length);
        nint ForeignLength(int bucket) => GradientBucket.ForeignLength(ranks, chunks, LengthOf(bucket));
        _thread?.Start();
    }

    /// <summary>The branches of the <see cref="SumTree"/> that this rank's chunks make up.</summary>
    public IReadOnlyList<(int First, int End)> Branches { get; }

    /// <summary>The sums of a step over all chunks, after <see cref="Complete"/>.</summary>
    public float* TotalOf(int step) => _total + _offsets[step];

    /// <summary>Where to write the sums of a step over a branch.</summary>
    /// <param name="branch">Index in <see cref="Branches"/>.</param>
    /// <param name="step">Index of the step, in the order of the backward pass.</param>
    public float* PartialOf(int branch, int step) => _partials + (branch * _length) + _offsets[step];

    /// <summary>Signals that the partial sums of a step are complete. Thread-safe.</summary>
    public void Ready(int step)
    {
        if (!_buckets[_bucketOf[step]].StepReady())
            return;
        if (_thread != null)
        {
            _bucketReady.Set();
        }
        else if (_advancing.TryEnter())         // otherwise another worker advances, or a later call
        {
            Advance();
            _advancing.Exit();
        }
    }

    /// <summary>Waits for all exchanges, and prepares for the next step. All steps must be ready.</summary>
    public void Complete()
    {
        var backoff = new Backoff();
        while (Advance() || !Array.TrueForAll(_buckets, bucket => bucket.IsComplete))
        {
            _failure?.Throw();
            backoff.Pause();
        }

        lock (_advancing)
        {
            foreach (GradientBucket bucket in _buckets)
                bucket.Reset();
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        _bucketReady.Set();
        _thread?.Join();
        _bucketReady.Dispose();
        _memory.Dispose();
    }

    private void ContinueExchanges()
    {
        try
        {
            while (_bucketReady.WaitOne() && !_isDisposed)
            {
                while (Advance() && !_isDisposed)
                    Thread.Sleep(s_interval);
            }
        }
        catch (CommunicationException e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }
    }

    // Starts and continues exchanges, without waiting. Returns true if any is in progress.
    private bool Advance()
    {
        lock (_advancing)
        {
            bool any = false;
            foreach (GradientBucket bucket in _buckets)
                any |= bucket.Advance();
            return any;
        }
    }

    private nint[] PartialsAt(float* first, int count)
    {
        nint[] partials = new nint[count];
        for (int branch = 0; branch < count; branch++)
            partials[branch] = (nint)(first + (branch * _length));
        return partials;
    }
}
