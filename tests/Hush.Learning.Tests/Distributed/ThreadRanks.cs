using System.Collections.Concurrent;
using Hush.Learning.Distributed;
using Hush.Numerics;
using Xunit;

namespace Hush.Learning.Tests.Distributed;

/// <summary>
/// Ranks that are threads of this process, so that tests need no MPI. Messages are copied in memory. Memory is shared only on request, as
/// between ranks on one machine.
/// </summary>
internal sealed unsafe class ThreadRanks
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<(int From, int To, int Tag), BlockingCollection<byte[]>> _mail = new();

    private ThreadRanks(int count, bool sharesMemory) => (Count, SharesMemory) = (count, sharesMemory);

    private int Count { get; }

    private bool SharesMemory { get; }

    /// <summary>Runs a function on each rank at the same time and returns the results by rank.</summary>
    public static T[] Run<T>(int count, Func<ICommunicator, T> function, bool sharesMemory = false)
    {
        var ranks = new ThreadRanks(count, sharesMemory);
        Task<T> Start(int rank) => Task.Factory.StartNew(() => function(new Member(ranks, rank)), TaskCreationOptions.LongRunning);
        Task<T>[] tasks = [.. Enumerable.Range(0, count).Select(Start)];
        if (!Task.WaitAll(tasks, s_longest))
            throw new TimeoutException("The ranks wait for each other.");
        return [.. tasks.Select(t => t.Result)];
    }

    private BlockingCollection<byte[]> Mail(int from, int to, int tag) => _mail.GetOrAdd((from, to, tag), _ => []);

    private sealed class Member(ThreadRanks all, int rank) : ICommunicator
    {
        public int Rank => rank;

        public int Count => all.Count;

        public int RanksSharingProcessors => 1;

        public bool IsOneMachine => true;

        public void Exchange(ReadOnlySpan<Message> sent, ReadOnlySpan<Message> received)
        {
            Send(sent, tag: 0);
            foreach (Message message in received)
            {
                if (!TryReceive(message, tag: 0, s_longest))
                    throw new TimeoutException($"Rank {rank} waits for rank {message.Rank}.");
            }
        }

        public IExchange Prepare(Message[] sent, Message[] received, int tag) => new Prepared(this, sent, received, tag);

        public SharedMemory? Share(nint length, int signals)
        {
            if (!all.SharesMemory)
                return null;
            AlignedMemory? own = rank == 0 ? new AlignedMemory(SharedMemory.TotalLength(Count, length, signals)) : null;
            byte[] address = this.Broadcast(own == null ? null : BitConverter.GetBytes((nint)own.Pointer));
            return new SharedMemory(rank, Count, signals, (float*)BitConverter.ToInt64(address), new Owner(this, own));
        }

        private void Send(ReadOnlySpan<Message> sent, int tag)
        {
            foreach (Message message in sent)
                all.Mail(rank, message.Rank, tag).Add(new ReadOnlySpan<byte>((void*)message.Address, message.Length).ToArray());
        }

        private bool TryReceive(in Message message, int tag, TimeSpan limit)
        {
            if (!all.Mail(message.Rank, rank, tag).TryTake(out byte[]? content, limit))
                return false;
            Assert.Equal(message.Length, content.Length);
            content.CopyTo(new Span<byte>((void*)message.Address, message.Length));
            return true;
        }

        /// <summary>Frees shared memory when all ranks have disposed it.</summary>
        private sealed class Owner(Member member, AlignedMemory? memory) : IDisposable
        {
            public void Dispose()
            {
                member.Barrier();
                memory?.Dispose();
            }
        }

        private sealed class Prepared(Member member, Message[] sent, Message[] received, int tag) : IExchange
        {
            private int _received;

            public void Start()
            {
                _received = 0;
                member.Send(sent, tag);
            }

            public bool TryComplete()
            {
                while (_received < received.Length && member.TryReceive(received[_received], tag, TimeSpan.Zero))
                    _received++;
                return _received == received.Length;
            }
        }
    }
}
