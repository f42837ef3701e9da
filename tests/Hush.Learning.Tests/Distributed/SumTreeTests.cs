using Hush.Learning.Plans.Execution;
using Hush.Testing;
using Xunit;

namespace Hush.Learning.Tests.Distributed;

/// <summary>Sums over chunks do not depend on where they are computed.</summary>
public sealed unsafe class SumTreeTests
{
    private const int Length = 5000;        // more than two blocks

    public static TheoryData<int> ChunkCounts => [.. Enumerable.Range(1, 16)];

    [Theory, MemberData(nameof(ChunkCounts))]
    public void The_order_halves_the_range_of_chunks(int chunks)
    {
        float[][] values = Values(chunks);
        Assert.Equal(Halves(0, chunks), Sum(values, [.. Enumerable.Range(0, chunks + 1)]));

        float[] Halves(int first, int end)
        {
            if (end - first == 1)
                return values[first];
            int middle = (first + end) / 2;
            return [.. Halves(first, middle).Zip(Halves(middle, end), (a, b) => a + b)];
        }
    }

    [Theory, MemberData(nameof(ChunkCounts))]
    public void Any_division_gives_the_same_bytes(int chunks)
    {
        float[][] values = Values(chunks);
        float[] whole = Sum(values, [0, chunks]);
        for (int ranks = 2; ranks <= chunks; ranks++)
            Assert.Equal(whole, Sum(values, [.. Enumerable.Range(0, ranks + 1).Select(r => r * chunks / ranks)]));
    }

    [Theory, MemberData(nameof(ChunkCounts))]
    public void Branches_cover_the_range_and_are_as_few_as_possible(int chunks)
    {
        for (int first = 0; first < chunks; first++)
        {
            for (int end = first + 1; end <= chunks; end++)
            {
                var branches = SumTree.Branches(first, end, chunks);
                Assert.Equal(Enumerable.Range(first, end - first), branches.SelectMany(b => Enumerable.Range(b.First, b.End - b.First)));
                Assert.InRange(branches.Count, 1, 6);
            }
        }

        Assert.Equal([(0, chunks)], SumTree.Branches(0, chunks, chunks));
    }

    [Fact]
    public void Equal_shares_of_a_power_of_two_are_one_branch_each()
    {
        for (int ranks = 1; ranks <= 16; ranks *= 2)
        {
            for (int rank = 0; rank < ranks; rank++)
                Assert.Single(SumTree.Branches(rank * 16 / ranks, (rank + 1) * 16 / ranks, 16));
        }
    }

    private static float[][] Values(int chunks) => [.. Enumerable.Range(0, chunks).Select(c => Samples.Normal(Length, (uint)c + 1))];

    /// <summary>Sums the branches of each range first, as the ranks do, and then all of them.</summary>
    private static float[] Sum(float[][] values, int[] bounds)
    {
        int chunks = values.Length;
        float[][] copies = [.. values.Select(v => GC.AllocateArray<float>(Length, pinned: true))];
        for (int c = 0; c < chunks; c++)
            values[c].CopyTo(copies[c], 0);
        PartialSum[] parts = [.. Enumerable.Range(0, chunks).Select(c => new PartialSum(c, Address(copies[c])))];
        var branches = new List<PartialSum>();
        for (int rank = 0; rank + 1 < bounds.Length; rank++)
        {
            foreach (var (first, end) in SumTree.Branches(bounds[rank], bounds[rank + 1], chunks))
            {
                float[] partial = GC.AllocateArray<float>(Length, pinned: true);
                copies = [.. copies, partial];
                SumTree.Sum(parts.AsSpan(first, end - first), first, end, Length, (float*)Address(partial));
                branches.Add(new PartialSum(first, Address(partial)));
            }
        }

        float[] sum = GC.AllocateArray<float>(Length, pinned: true);
        SumTree.Sum(branches.ToArray(), 0, chunks, Length, (float*)Address(sum));
        GC.KeepAlive(copies);
        return sum;
    }

    private static nint Address(float[] pinned) => (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref pinned[0]);
}
