using Hush.Benchmarks.Comparison.Peers;
using Hush.Benchmarks.Comparison.Reports;

namespace Hush.Benchmarks.Comparison.Scaling;

/// <summary>Training steps of a net in Hush on all cores and on one.</summary>
internal sealed class ThreadsWorkload(string net, int steps) : IWorkload
{
    private const int WarmUpSteps = 10;

    public string Name => $"threads-{net}";

    public Report Run(int rounds, Action<string> say)
    {
        int threads = Environment.ProcessorCount;
        SampleNet sample = SampleNet.Get(net);
        using Peer all = Programs.Hush(threads), one = Programs.Hush(1);
        Peer[] peers = [all, one];
        foreach (Peer peer in peers)
            peer.Open($"train {net}");
        Agreement.Require(peers, tolerance: 0);
        say($"{Name}: gradients are the same on {threads} threads and on one, to the bit");
        IReadOnlyList<PeerTimes> times = PairedRounds.Measure(peers, new RoundPlan(rounds, steps, WarmUpSteps));
        Spread ratio = times[1].Over(times[0]);
        double multiplyAdds = 3.0 * sample.Batch.N * sample.Network.MultiplyAdds(sample.Batch.H, sample.Batch.W);
        return new Report(
            Name,
            $"Training steps on batches of {sample.Batch} on {threads} threads and on one; the gradients are the same to the bit. " +
            $"Median over {rounds} rounds in turn (lowest - highest), each the median of {steps} steps.",
            SpeedTable.Lines(times, "images", sample.Batch.N, multiplyAdds),
            [new Finding($"train {net}, {threads} threads", "Hush on one thread", "times as fast", ratio)]);
    }
}
