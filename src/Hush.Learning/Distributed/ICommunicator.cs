namespace Hush.Learning.Distributed;

/// <summary>
/// The processes that train one model together. As in MPI, each of them is a rank. All ranks make the same calls in the same order.
/// </summary>
internal interface ICommunicator
{
    /// <summary>Index of this process, from 0. Rank 0 writes all files and messages.</summary>
    int Rank { get; }

    /// <summary>Number of ranks, at least 1.</summary>
    int Count { get; }

    /// <summary>Number of ranks that share the processors of this one, including itself.</summary>
    int RanksSharingProcessors { get; }

    /// <summary>Whether all ranks are on one machine, where messages cost little.</summary>
    bool IsOneMachine { get; }

    /// <summary>
    /// Sends and receives messages, and returns when all of them are complete. Messages between two ranks arrive in the order in which
    /// they were sent.
    /// </summary>
    void Exchange(ReadOnlySpan<Message> sent, ReadOnlySpan<Message> received);

    /// <summary>Prepares an exchange that runs during other work, and can be repeated.</summary>
    /// <param name="sent">Messages to send.</param>
    /// <param name="received">Messages to receive.</param>
    /// <param name="tag">Number of the exchange, from 1; equal on all ranks, which can start exchanges in any order.</param>
    IExchange Prepare(Message[] sent, Message[] received, int tag);

    /// <summary>Memory that all ranks read and write; null if they are on several machines, or one of them cannot map
    /// it.</summary>
    /// <param name="length">Number of floats, which are all zero; equal on all ranks.</param>
    /// <param name="signals">Number of <see cref="SharedMemory.Signal"/>s; equal on all ranks.</param>
    SharedMemory? Share(nint length, int signals);
}

/// <summary>An exchange between ranks that runs during other work.</summary>
internal interface IExchange
{
    /// <summary>Starts to send and receive. The memory must not be used until the exchange is complete.</summary>
    void Start();

    /// <summary>Makes progress, and returns true if everything has been sent and received.</summary>
    bool TryComplete();
}

/// <summary>A block of memory to send to a rank or to receive from it.</summary>
/// <param name="Rank">The other rank.</param>
/// <param name="Address">The first byte.</param>
/// <param name="Length">Number of bytes; the same on both sides.</param>
internal readonly record struct Message(int Rank, nint Address, int Length);

/// <summary>A single process, which trains alone.</summary>
internal sealed class SingleProcess : ICommunicator
{
    private SingleProcess()
    {
    }

    public static SingleProcess Instance { get; } = new();

    public int Rank => 0;

    public int Count => 1;

    public int RanksSharingProcessors => 1;

    public bool IsOneMachine => true;

    public void Exchange(ReadOnlySpan<Message> sent, ReadOnlySpan<Message> received)
    {
    }

    public IExchange Prepare(Message[] sent, Message[] received, int tag) =>
        throw new NotSupportedException("A single process cannot exchange messages.");

    public SharedMemory? Share(nint length, int signals) => null;
}
