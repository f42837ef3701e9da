using Hush.Learning.Distributed;
using Hush.Learning.Distributed.Mpi;
using Hush.Testing;
using Xunit;

namespace Hush.Learning.Tests.Distributed;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public unsafe class SharedMemoryTests
{
    [Theory]
    [InlineData(2, 1, 1)]
    [InlineData(3, 17, 9)]
    [InlineData(5, 1000, 2)]
    public void Memory_is_aligned_and_apart_from_the_signals(int count, int length, int signals) =>
        ThreadRanks.Run(count, ranks =>
        {
            using SharedMemory memory = ranks.Share(length, signals)!;
            Assert.Equal(0, (nint)memory.Floats % 64);
            if (ranks.Rank == 0)
                new Span<float>(memory.Floats, length).Fill(7);
            ranks.Barrier();
            IExchange[] all = [.. Enumerable.Range(0, signals).Select(memory.Signal)];
            Array.ForEach(all, signal => signal.Start());
            ranks.Barrier();
            Assert.All(all, signal => Assert.True(signal.TryComplete()));
            Assert.Equal(Enumerable.Repeat(7f, length), new ReadOnlySpan<float>(memory.Floats, length).ToArray());
            return 0;
        }, sharesMemory: true);

    [Fact]
    public void A_signal_is_complete_when_all_ranks_have_started_it_in_this_round() =>
        ThreadRanks.Run(3, ranks =>
        {
            using SharedMemory memory = ranks.Share(1, signals: 2)!;
            IExchange first = memory.Signal(0), second = memory.Signal(1);
            for (int round = 0; round < 3; round++)
            {
                foreach (IExchange signal in new[] { second, first })
                {
                    if (ranks.Rank != 1)
                        signal.Start();
                    ranks.Barrier();
                    if (ranks.Rank != 1)
                        Assert.False(signal.TryComplete());
                    ranks.Barrier();
                    if (ranks.Rank == 1)
                        signal.Start();
                    ranks.Barrier();
                    Assert.True(signal.TryComplete());
                    ranks.Barrier();
                }
            }

            return 0;
        }, sharesMemory: true);

    [Fact]
    public void Processes_map_one_file_that_has_no_name_afterward()
    {
        using var folder = new TemporaryFolder();
        int[] seen = ThreadRanks.Run(3, ranks =>
        {
            using MappedFile file = MappedFile.TryCreate(ranks, 10_000, folder.Path)!;
            ranks.Barrier();
            Assert.Empty(Directory.GetFiles(folder.Path));
            Assert.Equal(-1, new ReadOnlySpan<byte>(file.Start, 10_000).IndexOfAnyExcept((byte)0));
            ranks.Barrier();
            file.Start[9_990 + ranks.Rank] = (byte)(1 + ranks.Rank);
            ranks.Barrier();
            int sum = file.Start[9_990] + file.Start[9_991] + file.Start[9_992];
            ranks.Barrier();
            return sum;
        });
        Assert.Equal([6, 6, 6], seen);
    }

    [Fact]
    public void Without_room_for_the_file_no_rank_gets_one_and_nothing_is_left()
    {
        using var folder = new TemporaryFolder();
        Assert.All(ThreadRanks.Run(2, ranks => MappedFile.TryCreate(ranks, (nint)1 << 55, folder.Path)), Assert.Null);
        Assert.All(ThreadRanks.Run(2, ranks => MappedFile.TryCreate(ranks, 100, folder.Path + "/nowhere")), Assert.Null);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void The_file_is_created_when_all_ranks_are_ready_to_map_it()
    {
        using var folder = new TemporaryFolder();
        ThreadRanks.Run(3, ranks =>
        {
            if (ranks.Rank == 2)
            {
                Thread.Sleep(300);
                Assert.Empty(Directory.GetFiles(folder.Path));
            }

            using MappedFile? file = MappedFile.TryCreate(ranks, 10_000, folder.Path);
            Assert.NotNull(file);
            return 0;
        });
    }

    [Fact]
    public void The_file_leaves_room_for_the_messages_of_each_rank()
    {
        const int mebibyte = 1 << 20;
        Assert.True(MappedFile.HasRoom(available: 40 * mebibyte, length: 28 * mebibyte, ranks: 3));
        Assert.False(MappedFile.HasRoom(available: 40 * mebibyte, length: (28 * mebibyte) + 1, ranks: 3));
        Assert.False(MappedFile.HasRoom(available: 40 * mebibyte, length: 28 * mebibyte, ranks: 4));
        Assert.False(MappedFile.HasRoom(available: 0, length: 1, ranks: 2));
    }
}
