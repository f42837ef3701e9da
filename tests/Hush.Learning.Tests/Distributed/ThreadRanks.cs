using System.Collections.Concurrent;
using Hush.Learning.Distributed;
using Xunit;

namespace Hush.Learning.Tests.Distributed;

/// <summary>Ranks that are threads of this process, so that tests need no MPI. Messages are copied in memory.</summary>
internal sealed unsafe class ThreadRanks
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);

    private readonly BlockingCollection<byte[]>[] _mail;       // by sender and receiver

    private ThreadRanks(int count)
    {
        Count = count;
        _mail = [.. Enumerable.Range(0, count * count).Select(_ => new BlockingCollection<byte[]>())];
    }

    private int Count { get; }

    /// <summary>Runs a function on each rank at the same time and returns the results by rank.</summary>
    public static T[] Run<T>(int count, Func<ICommunicator, T> function)
    {
        var ranks = new ThreadRanks(count);
        Task<T>[] tasks =
            [.. Enumerable.Range(0, count).Select(r => Task.Factory.StartNew(() => function(new Member(ranks, r)), TaskCreationOptions.LongRunning))];
        if (!Task.WaitAll(tasks, s_longest))
            throw new TimeoutException("The ranks wait for each other.");
        return [.. tasks.Select(t => t.Result)];
    }

    private sealed class Member(ThreadRanks all, int rank) : ICommunicator
    {
        public int Rank => rank;

        public int Count => all.Count;

        public int Sharing => 1;

        public bool IsOneMachine => true;

        public void Exchange(ReadOnlySpan<Message> sent, ReadOnlySpan<Message> received)
        {
            foreach (Message message in sent)
                all._mail[(rank * all.Count) + message.Rank].Add(new ReadOnlySpan<byte>((void*)message.Address, message.Length).ToArray());
            foreach (Message message in received)
            {
                if (!all._mail[(message.Rank * all.Count) + rank].TryTake(out byte[]? content, s_longest))
                    throw new TimeoutException($"Rank {rank} waits for rank {message.Rank}.");
                Assert.Equal(message.Length, content.Length);
                content.CopyTo(new Span<byte>((void*)message.Address, message.Length));
            }
        }
    }
}
