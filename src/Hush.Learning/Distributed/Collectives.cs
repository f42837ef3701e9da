using System.Runtime.InteropServices;

namespace Hush.Learning.Distributed;

/// <summary>Operations of all ranks, built from messages.</summary>
internal static unsafe class Collectives
{
    /// <summary>Completes a buffer of which each rank has filled one block: afterward all ranks have all blocks.</summary>
    /// <param name="ranks">All ranks.</param>
    /// <param name="buffer">The first byte of the buffer.</param>
    /// <param name="bounds">Where the block of each rank starts, in bytes, and where the last one ends.</param>
    public static void AllGather(this ICommunicator ranks, void* buffer, ReadOnlySpan<nint> bounds)
    {
        Span<Message> sent = stackalloc Message[ranks.Count - 1], received = stackalloc Message[ranks.Count - 1];
        for (int i = 0; i < sent.Length; i++)
        {
            int to = ranks.Peer(i), from = ranks.Peer(sent.Length - 1 - i);
            sent[i] = Block(ranks.Rank, to, bounds);
            received[i] = Block(from, from, bounds);
        }

        ranks.Exchange(sent, received);

        Message Block(int owner, int peer, ReadOnlySpan<nint> bounds) =>
            new(peer, (nint)buffer + bounds[owner], checked((int)(bounds[owner + 1] - bounds[owner])));
    }

    /// <summary>Completes values of which each rank has computed some.</summary>
    /// <param name="ranks">All ranks.</param>
    /// <param name="values">All values; those of other ranks are overwritten.</param>
    /// <param name="bounds">Index of the first value of each rank, and the number of values.</param>
    public static void AllGather<T>(this ICommunicator ranks, Span<T> values, ReadOnlySpan<nint> bounds)
        where T : unmanaged
    {
        Span<nint> bytes = stackalloc nint[bounds.Length];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = bounds[i] * sizeof(T);
        fixed (T* buffer = values)
            ranks.AllGather(buffer, bytes);
    }

    /// <summary>Gathers one value from each rank.</summary>
    public static void AllGather<T>(this ICommunicator ranks, Span<T> values)
        where T : unmanaged
    {
        Span<nint> bounds = stackalloc nint[ranks.Count + 1];
        for (int rank = 0; rank <= ranks.Count; rank++)
            bounds[rank] = rank;
        ranks.AllGather(values, bounds);
    }

    /// <summary>Waits until all ranks have called it.</summary>
    public static void Barrier(this ICommunicator ranks) => ranks.Any(false);

    /// <summary>Whether a condition holds on any rank.</summary>
    public static bool Any(this ICommunicator ranks, bool mine)
    {
        if (ranks.Count == 1)
            return mine;
        Span<bool> all = stackalloc bool[ranks.Count];
        all[ranks.Rank] = mine;
        ranks.AllGather(all);
        return all.Contains(true);
    }

    /// <summary>The sum of a number over all ranks.</summary>
    public static int Sum(this ICommunicator ranks, int mine)
    {
        int[] all = new int[ranks.Count];
        all[ranks.Rank] = mine;
        ranks.AllGather<int>(all);
        return all.Sum();
    }

    /// <summary>Sends bytes from rank 0 to all others, and returns them.</summary>
    /// <param name="ranks">All ranks.</param>
    /// <param name="bytes">The bytes on rank 0; ignored on others.</param>
    public static byte[] Broadcast(this ICommunicator ranks, byte[]? bytes)
    {
        byte[] length = ranks.Rank == 0 ? BitConverter.GetBytes(bytes!.Length) : new byte[sizeof(int)];
        ranks.BroadcastInto(length);
        byte[] all = ranks.Rank == 0 ? bytes! : new byte[BitConverter.ToInt32(length)];
        ranks.BroadcastInto(all);
        return all;
    }

    /// <summary>Gathers text from each rank.</summary>
    public static string[] AllGather(this ICommunicator ranks, string mine)
    {
        int[] lengths = new int[ranks.Count];
        byte[] own = System.Text.Encoding.UTF8.GetBytes(mine);
        lengths[ranks.Rank] = own.Length;
        ranks.AllGather<int>(lengths);
        Span<nint> bounds = stackalloc nint[ranks.Count + 1];
        for (int rank = 0; rank < ranks.Count; rank++)
            bounds[rank + 1] = bounds[rank] + lengths[rank];
        byte[] all = new byte[bounds[^1] + 1];
        own.CopyTo(all, bounds[ranks.Rank]);
        fixed (byte* buffer = all)
            ranks.AllGather(buffer, bounds);
        string[] texts = new string[ranks.Count];
        for (int rank = 0; rank < ranks.Count; rank++)
            texts[rank] = System.Text.Encoding.UTF8.GetString(all, (int)bounds[rank], lengths[rank]);
        return texts;
    }

    /// <summary>The other ranks, starting after this one, so that not all ranks begin with the same one.</summary>
    /// <param name="ranks">All ranks.</param>
    /// <param name="index">From 0 to the number of ranks - 2.</param>
    public static int Peer(this ICommunicator ranks, int index) => (ranks.Rank + 1 + index) % ranks.Count;

    private static void BroadcastInto(this ICommunicator ranks, byte[] bytes)
    {
        fixed (byte* start = &MemoryMarshal.GetArrayDataReference(bytes))
        {
            if (ranks.Rank > 0)
            {
                ranks.Exchange([], [new Message(0, (nint)start, bytes.Length)]);
                return;
            }

            var sent = new Message[ranks.Count - 1];
            for (int i = 0; i < sent.Length; i++)
                sent[i] = new Message(i + 1, (nint)start, bytes.Length);
            ranks.Exchange(sent, []);
        }
    }
}
