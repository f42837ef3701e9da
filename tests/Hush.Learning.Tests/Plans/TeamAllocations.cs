using Hush.Numerics.Threading;

namespace Hush.Learning.Tests.Plans;

/// <summary>
/// Bytes allocated so far by the two threads of a team; reading them allocates nothing. Other threads are excluded, because the test
/// host reports results at the same time.
/// </summary>
internal sealed class TeamAllocations
{
    private readonly WorkerTeam _team;
    private readonly Action<int, int> _body;
    private readonly long[] _bytes = new long[2];
    private int _arrived;

    public TeamAllocations(WorkerTeam team) => (_team, _body) = (team, Count);

    public long Read()
    {
        _arrived = 0;
        _team.Run(2, _body);
        return _bytes[0] + _bytes[1];
    }

    /// <summary>Two items that wait for each other occupy both threads.</summary>
    private void Count(int item, int worker)
    {
        _bytes[worker] = GC.GetAllocatedBytesForCurrentThread();
        Interlocked.Increment(ref _arrived);
        SpinWait spin = default;
        while (Volatile.Read(ref _arrived) < 2)
            spin.SpinOnce(sleep1Threshold: -1);
    }
}
