using Hush.Learning.Distributed;
using Hush.Numerics;

namespace Hush.Learning.Plans.Execution;

/// <summary>
/// Gradients that the ranks exchange together. Each rank has the sums over the branches of the <see cref="SumTree"/> that its chunks make
/// up. It receives those of all others for its share, completes the tree there, and the ranks gather the shares.
/// </summary>
internal sealed unsafe class GradientBucket
{
    private readonly int _steps, _chunks, _share;
    private readonly PartialSum[] _parts;           // of all ranks, for this rank's share
    private readonly nint _shareTotal;
    private readonly IExchange _partials, _shares;
    private Stage _stage;
    private int _missing;                           // steps that are not ready

    /// <param name="ranks">The ranks.</param>
    /// <param name="chunks">The division of the batch.</param>
    /// <param name="total">Where the sums over all chunks are written.</param>
    /// <param name="own">The sums over this rank's branches.</param>
    /// <param name="foreign">Memory of <see cref="ForeignLength"/> floats for the sums of others.</param>
    /// <param name="length">Number of floats.</param>
    /// <param name="steps">Number of steps with gradients in this bucket.</param>
    /// <param name="tag">The first of two numbers for the exchanges.</param>
    public GradientBucket(
        ICommunicator ranks, BatchChunks chunks, float* total, nint[] own, float* foreign, nint length, int steps, int tag)
    {
        (_steps, _missing, _chunks) = (steps, steps, chunks.Count);
        nint start = Bound(ranks.Rank);
        _share = checked((int)(Bound(ranks.Rank + 1) - start));
        _shareTotal = (nint)(total + start);
        var parts = new List<PartialSum>();
        int i = 0;
        foreach (var (first, _) in chunks.Branches(ranks.Rank))
            parts.Add(new PartialSum(first, own[i++] + (start * sizeof(float))));
        var (partialsIn, partialsOut, sharesIn, sharesOut) =
            (new List<Message>(), new List<Message>(), new List<Message>(), new List<Message>());
        for (int peer = 0; peer < ranks.Count - 1; peer++)
        {
            int rank = ranks.Peer(peer);
            foreach (var (first, _) in chunks.Branches(rank))
            {
                parts.Add(new PartialSum(first, (nint)foreign));
                partialsIn.Add(Floats(rank, (nint)foreign, _share));
                foreign += _share;
            }

            foreach (nint partial in own)
                partialsOut.Add(Floats(rank, partial + (Bound(rank) * sizeof(float)), Bound(rank + 1) - Bound(rank)));
            sharesIn.Add(Floats(rank, (nint)(total + Bound(rank)), Bound(rank + 1) - Bound(rank)));
            sharesOut.Add(Floats(rank, _shareTotal, _share));
        }

        _parts = [.. parts.OrderBy(p => p.First)];
        _partials = ranks.Prepare([.. partialsOut], [.. partialsIn], tag);
        _shares = ranks.Prepare([.. sharesOut], [.. sharesIn], tag + 1);

        nint Bound(int rank) => BoundOf(rank, ranks.Count, length);
        static Message Floats(int rank, nint address, nint count) => new(rank, address, checked((int)(count * sizeof(float))));
    }

    private enum Stage
    {
        Waiting,
        ExchangingPartials,
        GatheringShares,
        Complete,
    }

    /// <summary>Number of floats that a rank receives from others before it adds them.</summary>
    public static nint ForeignLength(ICommunicator ranks, BatchChunks chunks, nint length)
    {
        int branches = Enumerable.Range(0, ranks.Count).Where(r => r != ranks.Rank).Sum(r => chunks.Branches(r).Count());
        return branches * (BoundOf(ranks.Rank + 1, ranks.Count, length) - BoundOf(ranks.Rank, ranks.Count, length));
    }

    /// <summary>Whether the exchange is complete.</summary>
    public bool IsComplete => _stage == Stage.Complete;

    /// <summary>Signals that the partial sums of a step are complete. Returns true for the last one. Thread-safe.</summary>
    public bool StepReady() => Interlocked.Decrement(ref _missing) == 0;

    /// <summary>Starts or continues the exchange, and returns true if it is in progress.</summary>
    public bool Advance()
    {
        if (_stage == Stage.Waiting && Volatile.Read(ref _missing) == 0)
        {
            _partials.Start();
            _stage = Stage.ExchangingPartials;
        }

        if (_stage == Stage.ExchangingPartials && _partials.TryComplete())
        {
            SumTree.Sum(_parts, 0, _chunks, _share, (float*)_shareTotal);
            _shares.Start();
            _stage = Stage.GatheringShares;
        }

        if (_stage == Stage.GatheringShares && _shares.TryComplete())
            _stage = Stage.Complete;
        return _stage is Stage.ExchangingPartials or Stage.GatheringShares;
    }

    /// <summary>Prepares for the next step.</summary>
    public void Reset() => (_stage, _missing) = (Stage.Waiting, _steps);

    private static nint BoundOf(int rank, int ranks, nint length) => rank == ranks ? length : Align.Up(length * rank / ranks);
}
