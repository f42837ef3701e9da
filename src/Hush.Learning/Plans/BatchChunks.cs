using Hush.Learning.Distributed;
using Hush.Learning.Plans.Execution;
using Hush.Learning.Plans.Memory;

namespace Hush.Learning.Plans;

/// <summary>The chunks of a batch, and which of them each rank computes. The division depends on the size of the batch only.</summary>
/// <param name="count">Number of chunks, at least the number of ranks.</param>
/// <param name="ranks">The ranks.</param>
/// <param name="memory">The memory of the plan.</param>
internal sealed class BatchChunks(int count, ICommunicator ranks, Arena memory)
{
    /// <summary>Number of chunks of the batch.</summary>
    public int Count => count;

    /// <summary>Whether there are several ranks.</summary>
    public bool AreDivided => ranks.Count > 1;

    /// <summary>The first chunk of this rank.</summary>
    public int First { get; } = Bound(ranks.Rank, count, ranks);

    /// <summary>Number of chunks of this rank.</summary>
    public int Own { get; } = Bound(ranks.Rank + 1, count, ranks) - Bound(ranks.Rank, count, ranks);

    /// <summary>Sums that all ranks need at the end of a step: biases and losses.</summary>
    public ChunkTable Sums { get; } = new(memory, count);

    /// <summary>A table of its own, for sums that are needed earlier.</summary>
    public ChunkTable CreateTable() => new(memory, count);

    /// <summary>The largest branches of the <see cref="SumTree"/> that the chunks of a rank make up.</summary>
    public IEnumerable<(int First, int End)> Branches(int rank) =>
        SumTree.Branches(Bound(rank, count, ranks), Bound(rank + 1, count, ranks), count);

    /// <summary>Index of the first image of a chunk.</summary>
    /// <param name="chunk">Index of the chunk.</param>
    /// <param name="images">Number of images in the batch.</param>
    public int FirstImage(int chunk, int images) => (int)((long)chunk * images / count);

    /// <summary>The maximum number of images of this rank.</summary>
    /// <param name="images">The maximum number of images in the batch.</param>
    public int MaxImages(int images) => (int)((((long)Own * images) + count - 1) / count);

    /// <summary>Completes a table of which each rank has filled the rows of its chunks.</summary>
    public unsafe void AllGather(ChunkTable table)
    {
        if (ranks.Count == 1)
            return;
        Span<nint> bounds = stackalloc nint[ranks.Count + 1];
        for (int rank = 0; rank <= ranks.Count; rank++)
            bounds[rank] = Bound(rank, count, ranks) * table.RowBytes;
        ranks.AllGather(table.Row(0), bounds);
    }

    private static int Bound(int rank, int count, ICommunicator ranks) => (int)((long)rank * count / ranks.Count);
}
