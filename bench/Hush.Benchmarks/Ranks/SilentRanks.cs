using Hush.Learning.Distributed;

namespace Hush.Benchmarks.Ranks;

/// <summary>Ranks that send nothing, so that this process computes its share of a step without waiting. The results are wrong.</summary>
internal sealed class SilentRanks(int rank, int count) : ICommunicator
{
    public int Rank => rank;

    public int Count => count;

    public int RanksSharingProcessors => 1;

    public bool IsOneMachine => false;

    public void Exchange(ReadOnlySpan<Message> sent, ReadOnlySpan<Message> received)
    {
    }

    public IExchange Prepare(Message[] sent, Message[] received, int tag) => new Nothing();

    public SharedMemory? Share(nint length, int signals) => null;

    private sealed class Nothing : IExchange
    {
        public void Start()
        {
        }

        public bool TryComplete() => true;
    }
}
