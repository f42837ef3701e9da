using Hush.Learning.Distributed;
using Hush.Numerics;

namespace Hush.Learning.Plans.Execution;

/// <summary>
/// Gradients that the ranks exchange together. Each rank completes the <see cref="SumTree"/> for its share of them, from the gradients of
/// all chunks in shared memory, or from messages with the sums over the branches that the chunks of a rank make up. Then all ranks have
/// the shares of all others.
/// </summary>
internal sealed unsafe class GradientBucket
{
    private readonly int _steps, _chunks, _share;
    private readonly PartialSum[] _parts;           // of all ranks, for this rank's share
    private readonly float* _shareTotal;
    private readonly IExchange _partials, _shares;
    private Stage _stage;
    private int _missing;                           // steps that are not ready

    private GradientBucket(
        int steps, int chunks, IEnumerable<PartialSum> parts, Block share, float* total, IExchange partials, IExchange shares)
    {
        (_steps, _missing, _chunks, _share) = (steps, steps, chunks, checked((int)share.Length));
        (_parts, _partials, _shares) = ([.. parts.OrderBy(p => p.First)], partials, shares);
        _shareTotal = total + share.Start;
    }

    private enum Stage
    {
        Waiting,
        ExchangingPartials,
        GatheringShares,
        Complete,
    }

    /// <summary>Whether the exchange is complete.</summary>
    public bool IsComplete => _stage == Stage.Complete;

    /// <summary>Exchanges messages.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="chunks">The division of the batch.</param>
    /// <param name="total">Where the sums over all chunks are written.</param>
    /// <param name="own">The sums over this rank's branches.</param>
    /// <param name="foreign">Memory of <see cref="ForeignLength"/> floats for the sums of others.</param>
    /// <param name="length">Number of floats.</param>
    /// <param name="steps">Number of steps with gradients in this bucket.</param>
    /// <param name="tag">The first of two numbers for the exchanges.</param>
    public static GradientBucket OverMessages(
        ICommunicator ranks, BatchChunks chunks, float* total, nint[] own, float* foreign, nint length, int steps, int tag)
    {
        Block share = ShareOf(ranks.Rank, ranks.Count, length);
        List<PartialSum> parts = [.. chunks.Branches(ranks.Rank).Select((b, i) => new PartialSum(b.First, At((float*)own[i], share)))];
        var (partialsIn, partialsOut, sharesIn, sharesOut) =
            (new List<Message>(), new List<Message>(), new List<Message>(), new List<Message>());
        for (int peer = 0; peer < ranks.Count - 1; peer++)
        {
            int rank = ranks.Peer(peer);
            Block theirs = ShareOf(rank, ranks.Count, length);
            foreach (var (first, _) in chunks.Branches(rank))
            {
                parts.Add(new PartialSum(first, (nint)foreign));
                partialsIn.Add(Floats(rank, (nint)foreign, share));
                foreign += share.Length;
            }

            foreach (nint partial in own)
                partialsOut.Add(Floats(rank, At((float*)partial, theirs), theirs));
            sharesIn.Add(Floats(rank, At(total, theirs), theirs));
            sharesOut.Add(Floats(rank, At(total, share), share));
        }

        return new GradientBucket(
            steps, chunks.Count, parts, share, total,
            ranks.Prepare([.. partialsOut], [.. partialsIn], tag), ranks.Prepare([.. sharesOut], [.. sharesIn], tag + 1));

        static Message Floats(int rank, nint address, Block block) => new(rank, address, checked((int)(block.Length * sizeof(float))));
    }

    /// <summary>Reads the gradients of other ranks from their memory. All of them write to the same totals.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="total">Where the sums over all chunks are written.</param>
    /// <param name="gradients">The gradients of each chunk of the batch.</param>
    /// <param name="length">Number of floats.</param>
    /// <param name="steps">Number of steps with gradients in this bucket.</param>
    /// <param name="computed">Tells that the gradients of the chunks are complete.</param>
    /// <param name="totaled">Tells that the totals are complete.</param>
    public static GradientBucket OverSharedMemory(
        ICommunicator ranks, float* total, nint[] gradients, nint length, int steps, IExchange computed, IExchange totaled)
    {
        Block share = ShareOf(ranks.Rank, ranks.Count, length);
        IEnumerable<PartialSum> parts = gradients.Select((gradient, chunk) => new PartialSum(chunk, At((float*)gradient, share)));
        return new GradientBucket(steps, gradients.Length, parts, share, total, computed, totaled);
    }

    /// <summary>Number of floats that a rank receives from others before it adds them.</summary>
    public static nint ForeignLength(ICommunicator ranks, BatchChunks chunks, nint length)
    {
        int branches = Enumerable.Range(0, ranks.Count).Where(r => r != ranks.Rank).Sum(r => chunks.Branches(r).Count());
        return branches * ShareOf(ranks.Rank, ranks.Count, length).Length;
    }

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
            SumTree.Sum(_parts, 0, _chunks, _share, _shareTotal);
            _shares.Start();
            _stage = Stage.GatheringShares;
        }

        if (_stage == Stage.GatheringShares && _shares.TryComplete())
            _stage = Stage.Complete;
        return _stage is Stage.ExchangingPartials or Stage.GatheringShares;
    }

    /// <summary>Prepares for the next step.</summary>
    public void Reset() => (_stage, _missing) = (Stage.Waiting, _steps);

    private static Block ShareOf(int rank, int ranks, nint length)
    {
        nint start = Bound(rank);
        return new Block(start, Bound(rank + 1) - start);

        nint Bound(int index) => index == ranks ? length : Align.Up(length * index / ranks);
    }

    private static nint At(float* sums, Block block) => (nint)(sums + block.Start);

    /// <summary>The floats of a bucket that one rank adds.</summary>
    private readonly record struct Block(nint Start, nint Length);
}
