using System.Diagnostics;
using Hush.Benchmarks.Comparison.Peers;

namespace Hush.Benchmarks.Comparison;

/// <summary>Measures programs in turn, so that what else the machine does meets all of them.</summary>
internal static class PairedRounds
{
    /// <summary>Each program's seconds; a round's value is the median of its repetitions.</summary>
    /// <param name="peers">The programs, Hush first, ready and seen to agree.</param>
    /// <param name="plan">How often.</param>
    public static IReadOnlyList<PeerTimes> Measure(IReadOnlyList<Peer> peers, RoundPlan plan)
    {
        var times = peers.Select(p => new PeerTimes(p.Name, [])).ToList();
        foreach (Peer peer in peers)
        {
            long start = Stopwatch.GetTimestamp();
            do
                peer.Time(plan.WarmUp);
            while (Stopwatch.GetElapsedTime(start) < plan.WarmUpTime);
        }

        for (int round = 1; round <= plan.Rounds; round++)
        {
            for (int i = 0; i < peers.Count; i++)
            {
                Thread.Sleep(plan.Pause);
                times[i].Seconds.Add(Spread.Of(peers[i].Time(plan.Repetitions)).Median);
            }
        }

        return times;
    }
}

/// <summary>How often programs are measured.</summary>
/// <param name="Rounds">Rounds in turn.</param>
/// <param name="Repetitions">Repetitions of each program in a round.</param>
/// <param name="WarmUp">Repetitions of each before the first round.</param>
internal sealed record RoundPlan(int Rounds, int Repetitions, int WarmUp)
{
    /// <summary>Between two programs: lets the threads of the one before stop spinning and fall asleep.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How long each program warms up at least: a just-in-time compiler improves its code for about a second.</summary>
    public TimeSpan WarmUpTime { get; init; } = TimeSpan.FromSeconds(1.2);
}
