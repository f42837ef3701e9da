using System.Runtime.ExceptionServices;
using Hush.Learning.Distributed;
using Hush.Numerics;

namespace Hush.Learning.Plans.Execution;

/// <summary>
/// Adds the filter gradients of all ranks, during the backward pass: the gradients of consecutive steps are a bucket, which is exchanged
/// as soon as all of them are complete on this rank. Ranks on one machine read each other's gradients. Others exchange messages, which a
/// thread of its own continues, because workers can be busy with a layer for longer than an exchange takes.
/// </summary>
internal sealed unsafe class GradientSums : IDisposable
{
    private const int BucketLength = 1 << 15;       // floats: enough to be limited by the bandwidth, not by the number of messages
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(1);

    private readonly GradientBucket[] _buckets;
    private readonly int[] _bucketOf;
    private readonly nint[] _offsets;
    private readonly IDisposable _memory;
    private readonly float* _total, _gradients;     // the gradients of this rank's chunks
    private readonly nint _length;                  // of the gradients of a chunk
    private readonly int[] _lengths;
    private readonly BatchChunks _chunks;
    private readonly List<(int First, int End)> _branches;      // the branches of the SumTree that this rank adds
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
        (_chunks, _lengths, _branches) = (chunks, [.. lengths], [.. chunks.Branches(ranks.Rank)]);
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
        if (ranks.Share((1 + chunks.Count) * _length, signals: 2 * bounds.Count) is { } shared)
        {
            _memory = shared;
            _total = shared.Floats;
            _gradients = _total + ((1 + chunks.First) * _length);
            _branches = [];
            for (int bucket = 0; bucket < bounds.Count; bucket++)
            {
                var (start, steps) = bounds[bucket];
                nint[] all = [.. Enumerable.Range(0, chunks.Count).Select(chunk => (nint)(_total + ((1 + chunk) * _length) + start))];
                _buckets[bucket] = GradientBucket.OverSharedMemory(ranks, _total + start, all, LengthOf(bucket), steps,
                    shared.Signal(2 * bucket), shared.Signal((2 * bucket) + 1));
            }
        }
        else
        {
            nint end = (1 + chunks.Own) * _length, foreign = 0;
            for (int bucket = 0; bucket < bounds.Count; bucket++)
                foreign += ForeignLength(bucket);
            var memory = new AlignedMemory(end + foreign);
            _memory = memory;
            _total = memory.Pointer;
            _gradients = _total + _length;
            float* next = _total + end;
            for (int bucket = 0; bucket < bounds.Count; bucket++)
            {
                var (start, steps) = bounds[bucket];
                nint[] own = [.. _branches.Select(branch => (nint)(GradientOf(branch.First) + start))];
                _buckets[bucket] = GradientBucket.OverMessages(ranks, chunks, _total + start, own, next, LengthOf(bucket), steps,
                    tag: 1 + (2 * bucket));
                next += ForeignLength(bucket);
            }

            _thread = new Thread(ContinueExchanges) { IsBackground = true, Name = "hush exchange" };
        }

        nint ForeignLength(int bucket) => GradientBucket.ForeignLength(ranks, chunks, LengthOf(bucket));
        _thread?.Start();
    }

    /// <summary>Number of floats from the gradients of a chunk to those of the next.</summary>
    public nint ChunkPitch => _length;

    /// <summary>The sums of a step over all chunks, after <see cref="Complete"/>.</summary>
    public float* TotalOf(int step) => _total + _offsets[step];

    /// <summary>Where a step writes its gradients for this rank's first chunk.</summary>
    public float* ChunkGradient(int step) => _gradients + _offsets[step];

    /// <summary>Signals that the gradients of a step are complete for all chunks of this rank. Thread-safe.</summary>
    public void Ready(int step)
    {
        foreach (var (first, end) in _branches)
            AddBranch(step, first, end);
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

    private float* GradientOf(int chunk) => _gradients + ((chunk - _chunks.First) * _length);

    // Into the memory of the first chunk.
    private void AddBranch(int step, int first, int end)
    {
        Span<PartialSum> parts = stackalloc PartialSum[end - first];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = new PartialSum(first + i, (nint)(GradientOf(first + i) + _offsets[step]));
        SumTree.Sum(parts, first, end, _lengths[step], (float*)parts[0].Address);
    }
}
