using Hush.Learning.Distributed;
using Hush.Learning.Networks;
using Hush.Learning.Optimizers;
using Hush.Numerics;

namespace Hush.Learning.Training;

/// <summary>
/// Divides the expensive parts of an update among ranks on one machine: each computes the weights of some parts and gives them to the
/// others. Between machines, the messages could take longer than the computation.
/// </summary>
internal sealed unsafe class DividedUpdate : IDisposable
{
    private readonly ICommunicator _ranks;
    private readonly int[] _owners;             // the rank of each expensive part
    private readonly (nint Address, int Length)[] _parts;       // the weights of each expensive part
    private readonly Message[] _sent = [], _received = [];      // without shared memory
    private readonly SharedMemory? _shared;     // the parts, one after the other
    private readonly IExchange? _written;

    public DividedUpdate(ICommunicator ranks, IOptimizer optimizer, Weights weights)
    {
        _ranks = ranks;
        _owners = ranks.IsOneMachine && ranks.Count > 1 ? Divide(optimizer.ExpensiveParts, ranks.Count) : [];
        _parts = [.. optimizer.Parts.Take(_owners.Length).Select(p => ((nint)(weights.Memory.Pointer + p.Start), p.Length))];
        if (_owners.Length == 0)
            return;
        _shared = ranks.Share((nint)_parts.Sum(p => Align.Up((long)p.Length)), signals: 1);
        _written = _shared?.Signal(0);
        if (_shared != null)
            return;
        Message[] messages = [.. _parts.Select((p, i) => new Message(_owners[i], p.Address, p.Length * sizeof(float)))];
        _received = [.. messages.Where(m => m.Rank != ranks.Rank)];
        _sent =
        [
            .. from message in messages
               where message.Rank == ranks.Rank
               from index in Enumerable.Range(0, ranks.Count - 1)
               select message with { Rank = ranks.Peer(index) },
        ];
    }

    /// <summary>Whether <see cref="Exchange"/> must be called before the weights are used.</summary>
    public bool IsDivided => _owners.Length > 0;

    /// <summary>Whether another rank computes the weights of a part.</summary>
    public bool IsForeign(int part) => part < _owners.Length && _owners[part] != _ranks.Rank;

    /// <summary>
    /// Gives the weights of this rank's parts to all others and takes theirs. The ranks must synchronize between two calls, because the
    /// second one overwrites the memory that others read in the first.
    /// </summary>
    public void Exchange()
    {
        if (_written == null)
        {
            _ranks.Exchange(_sent, _received);
            return;
        }

        CopyParts(own: true);
        _written.Start();
        Backoff.Await(_written);
        CopyParts(own: false);
    }

    public void Dispose() => _shared?.Dispose();

    // To the rank with the least work so far, largest parts first.
    private static int[] Divide(IReadOnlyList<long> parts, int ranks)
    {
        long[] work = new long[ranks];
        int[] owners = new int[parts.Count];
        for (int part = 0; part < owners.Length; part++)
        {
            owners[part] = Array.IndexOf(work, work.Min());
            work[owners[part]] += parts[part];
        }

        return owners;
    }

    // Own parts to the shared memory, or those of others from it.
    private void CopyParts(bool own)
    {
        float* shared = _shared!.Floats;
        for (int part = 0; part < _parts.Length; part++)
        {
            var (address, length) = _parts[part];
            var mine = new Span<float>((float*)address, length);
            var common = new Span<float>(shared, length);
            if (own && !IsForeign(part))
                mine.CopyTo(common);
            else if (!own && IsForeign(part))
                common.CopyTo(mine);
            shared += Align.Up(length);
        }
    }
}
