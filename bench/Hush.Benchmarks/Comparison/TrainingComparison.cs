using Hush.Learning.Networks;

namespace Hush.Benchmarks.Comparison;

/// <summary>Trains one network in several programs, in turn: first their losses must agree, then their times count.</summary>
internal static class TrainingComparison
{
    private const int AgreementSteps = 5, WarmUpSteps = 10;
    private const double Relative = 1e-4;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(300);      // lets a peer's spinning threads fall asleep

    /// <summary>Seconds of a step, a median for each round, for each peer; Hush is the first.</summary>
    /// <exception cref="InvalidOperationException">The peers do not compute the same.</exception>
    public static IReadOnlyList<PeerTimes> Run(TrainingWorkload workload, int rounds, int threads, Action<string> say)
    {
        string exchange = Path.GetTempFileName();
        using Weights weights = Weights.Initialise(workload.Network, seed: 1);
        var batch = new UniformBatch(workload.Batch);
        ExchangeFile.Write(exchange, workload, weights, batch);
        var peers = new List<IPeer>();
        try
        {
            peers.Add(new HushPeer(workload, weights, batch, threads));
            string script = Path.Combine("bench", "peers", "torch_peer.py");
            foreach (string layout in new[] { "nchw", "channels-last" })
                peers.Add(new ProcessPeer(layout, "/usr/bin/python3", script, exchange, layout, $"{threads}"));
            RequireAgreement(peers);
            say($"{workload.Name}: losses of {AgreementSteps} steps agree to {Relative:0e+0} in {string.Join(", ", peers.Select(p => p.Name))}");
            foreach (IPeer peer in peers)
                peer.Time(WarmUpSteps);
            return Measure(workload, peers, rounds, say);
        }
        finally
        {
            peers.ForEach(p => p.Dispose());
            File.Delete(exchange);
        }
    }

    private static void RequireAgreement(List<IPeer> peers)
    {
        IReadOnlyList<double> expected = peers[0].Losses(AgreementSteps);
        foreach (IPeer peer in peers.Skip(1))
        {
            IReadOnlyList<double> losses = peer.Losses(AgreementSteps);
            for (int i = 0; i < AgreementSteps; i++)
            {
                bool near = Math.Abs(losses[i] - expected[i]) <= Relative * Math.Abs(expected[i]);
                if (!near)
                {
                    throw new InvalidOperationException(
                        $"{peer.Name} computes another loss at step {i + 1}: {losses[i]:G9}, but Hush {expected[i]:G9}. Times of different work are not compared.");
                }
            }
        }
    }

    private static List<PeerTimes> Measure(TrainingWorkload workload, List<IPeer> peers, int rounds, Action<string> say)
    {
        var times = peers.Select(p => new PeerTimes(p.Name, [])).ToList();
        for (int round = 1; round <= rounds; round++)
        {
            for (int i = 0; i < peers.Count; i++)
            {
                Thread.Sleep(s_pause);
                times[i].Seconds.Add(Statistics.Median(peers[i].Time(workload.StepsPerRound)));
            }

            say($"  round {round}/{rounds}: " + string.Join(", ", times.Select(t => $"{t.Name} {workload.Batch.N / t.Seconds[^1]:0} images/s")));
        }

        return times;
    }
}

/// <summary>Median seconds of a step, one for each round.</summary>
internal sealed record PeerTimes(string Name, List<double> Seconds);
