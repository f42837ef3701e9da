using Hush.Learning.Distributed;
using Hush.Learning.Networks;
using Hush.Learning.Optimizers;

namespace Hush.Learning.Training;

/// <summary>
/// Divides the expensive parts of an update among ranks on one machine: each computes the weights of some parts and sends them to the
/// others. Between machines, the messages could take longer than the computation.
/// </summary>
internal sealed class DividedUpdate
{
    private readonly ICommunicator _ranks;
    private readonly int[] _owners;         // the rank of each expensive part
    private readonly Message[] _sent, _received;

    public unsafe DividedUpdate(ICommunicator ranks, IOptimizer optimizer, Weights weights)
    {
        _ranks = ranks;
        _owners = new int[ranks.IsOneMachine && ranks.Count > 1 ? optimizer.ExpensiveParts : 0];
        long[] work = new long[ranks.Count];
        var messages = new Message[_owners.Length];
        for (int part = 0; part < _owners.Length; part++)
        {
            var (start, length) = optimizer.Parts[part];
            _owners[part] = Array.IndexOf(work, work.Min());
            work[_owners[part]] += length;
            messages[part] = new Message(_owners[part], (nint)(weights.Memory.Pointer + start), length * sizeof(float));
        }

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

    /// <summary>Sends the weights of this rank's parts to all others and receives theirs.</summary>
    public void Exchange() => _ranks.Exchange(_sent, _received);
}
