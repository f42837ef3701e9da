using System.Numerics.Tensors;

namespace Hush.Learning.Plans.Execution;

/// <summary>
/// The order in which the sums of chunks are added: a binary tree that halves the range of chunks. It depends on the number of
/// chunks only, so the result has the same bytes wherever its branches are computed.
/// </summary>
internal static unsafe class SumTree
{
    private const int Block = 2048;         // floats that are summed over all parts while they are in the cache

    /// <summary>The largest branches of the tree that consist of the chunks from first to end - 1 only, in order.</summary>
    /// <param name="first">The first chunk.</param>
    /// <param name="end">The chunk after the last one.</param>
    /// <param name="chunks">Number of chunks in the tree.</param>
    public static List<(int First, int End)> Branches(int first, int end, int chunks)
    {
        var branches = new List<(int First, int End)>();
        Visit(0, chunks);
        return branches;

        void Visit(int from, int to)
        {
            if (from >= end || to <= first || from == to)
                return;
            if (from >= first && to <= end)
            {
                branches.Add((from, to));
                return;
            }

            int middle = (from + to) / 2;
            Visit(from, middle);
            Visit(middle, to);
        }
    }

    /// <summary>sum = the sum over a branch of the tree.</summary>
    /// <param name="parts">Sums over smaller branches, in order, which together make up the branch. They are overwritten.</param>
    /// <param name="first">The first chunk of the branch.</param>
    /// <param name="end">The chunk after its last one.</param>
    /// <param name="length">Number of floats of each sum.</param>
    /// <param name="sum">Output; can be the memory of a part.</param>
    public static void Sum(ReadOnlySpan<PartialSum> parts, int first, int end, nint length, float* sum)
    {
        for (nint at = 0; at < length; at += Block)
        {
            int count = (int)Math.Min(Block, length - at);
            float* result = SumBlock(parts, first, end, at, count, sum + at);
            if (result != sum + at)
                new ReadOnlySpan<float>(result, count).CopyTo(new Span<float>(sum + at, count));
        }
    }

    private static float* SumBlock(ReadOnlySpan<PartialSum> parts, int first, int end, nint at, int count, float* sum)
    {
        float* own = (float*)parts[0].Address + at;
        if (parts.Length == 1)
            return own;
        int middle = (first + end) / 2, left = 0;
        while (parts[left].First < middle)
            left++;
        float* a = SumBlock(parts[..left], first, middle, at, count, own);
        float* b = SumBlock(parts[left..], middle, end, at, count, (float*)parts[left].Address + at);
        TensorPrimitives.Add(new ReadOnlySpan<float>(a, count), new ReadOnlySpan<float>(b, count), new Span<float>(sum, count));
        return sum;
    }
}

/// <summary>The sum over a branch of a <see cref="SumTree"/>.</summary>
/// <param name="First">The first chunk of the branch.</param>
/// <param name="Address">The floats.</param>
internal readonly record struct PartialSum(int First, nint Address);
