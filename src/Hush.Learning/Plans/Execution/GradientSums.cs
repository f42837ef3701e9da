using Hush.Learning.Distributed;
using Hush.Numerics;
using Hush.Numerics.Threading;

namespace Hush.Learning.Plans.Execution;

/// <summary>
/// Adds the filter gradients of all ranks. Each rank has the sums over the branches of the <see cref="SumTree"/> that its chunks make
/// up. It receives those of all others for its share of the filters, completes the tree there, and the ranks exchange the results.
/// </summary>
internal sealed unsafe class GradientSums : IDisposable
{
    private const int Block = 1 << 14;      // floats that a worker sums at a time

    private readonly ICommunicator _ranks;
    private readonly WorkerTeam _team;
    private readonly int _chunks;
    private readonly nint _length;
    private readonly nint[] _bounds;                // the share of each rank, in floats
    private readonly PartialSum[] _parts;           // of all ranks, for this rank's share
    private readonly Message[] _sent, _received;
    private readonly AlignedMemory _memory;
    private readonly Action<int, int> _body;

    /// <param name="ranks">The ranks.</param>
    /// <param name="team">The worker threads.</param>
    /// <param name="chunks">The division of the batch.</param>
    /// <param name="length">Number of floats of all filter gradients.</param>
    public GradientSums(ICommunicator ranks, WorkerTeam team, BatchChunks chunks, nint length)
    {
        (_ranks, _team, _chunks, _length, _body) = (ranks, team, chunks.Count, Align.Up(length), SumBlock);
        _bounds = [.. Enumerable.Range(0, ranks.Count + 1).Select(r => Align.Up(_length * r / ranks.Count))];
        Branches = [.. chunks.Branches(ranks.Rank)];
        nint share = _bounds[ranks.Rank + 1] - _bounds[ranks.Rank];
        var others = Enumerable.Range(0, ranks.Count - 1).Select(ranks.Peer).ToArray();
        int foreign = others.Sum(r => chunks.Branches(r).Count());
        _memory = new AlignedMemory(((1 + Branches.Count) * _length) + (foreign * share));

        var parts = new List<PartialSum>();
        for (int i = 0; i < Branches.Count; i++)
            parts.Add(new PartialSum(Branches[i].First, (nint)(Partial(i) + _bounds[ranks.Rank])));
        var received = new List<Message>();
        float* next = Partial(Branches.Count);
        foreach (int rank in others)
        {
            foreach (var (first, _) in chunks.Branches(rank))
            {
                parts.Add(new PartialSum(first, (nint)next));
                received.Add(new Message(rank, (nint)next, Bytes(share)));
                next += share;
            }
        }

        _parts = [.. parts.OrderBy(p => p.First)];
        _received = [.. received];
        _sent =
        [
            .. from rank in others
               from branch in Enumerable.Range(0, Branches.Count)
               select new Message(rank, (nint)(Partial(branch) + _bounds[rank]), Bytes(_bounds[rank + 1] - _bounds[rank])),
        ];
    }

    /// <summary>The branches of the tree that this rank's chunks make up.</summary>
    public IReadOnlyList<(int First, int End)> Branches { get; }

    /// <summary>The sums over all chunks, after <see cref="Complete"/>.</summary>
    public float* Total => _memory.Pointer;

    /// <summary>Where to write the sums over a branch.</summary>
    /// <param name="branch">Index in <see cref="Branches"/>.</param>
    public float* Partial(int branch) => _memory.Pointer + ((1 + branch) * _length);

    /// <summary>Computes <see cref="Total"/> from the partial sums of all ranks.</summary>
    public void Complete()
    {
        _ranks.Exchange(_sent, _received);
        nint share = _bounds[_ranks.Rank + 1] - _bounds[_ranks.Rank];
        _team.Run((int)((share + Block - 1) / Block), _body);
        Span<nint> bytes = stackalloc nint[_bounds.Length];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = _bounds[i] * sizeof(float);
        _ranks.AllGather(Total, bytes);
    }

    public void Dispose() => _memory.Dispose();

    private void SumBlock(int block, int worker)
    {
        nint at = (nint)block * Block, share = _bounds[_ranks.Rank + 1] - _bounds[_ranks.Rank];
        Span<PartialSum> parts = stackalloc PartialSum[_parts.Length];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = _parts[i] with { Address = _parts[i].Address + (at * sizeof(float)) };
        SumTree.Sum(parts, 0, _chunks, Math.Min(Block, share - at), Total + _bounds[_ranks.Rank] + at);
    }

    private static int Bytes(nint floats) => checked((int)(floats * sizeof(float)));
}
