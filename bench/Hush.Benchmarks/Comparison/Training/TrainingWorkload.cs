using Hush.Benchmarks.Comparison.Peers;
using Hush.Benchmarks.Comparison.Reports;

namespace Hush.Benchmarks.Comparison.Training;

/// <summary>Training steps of a net on a batch, in Hush and in PyTorch.</summary>
/// <param name="net">The net's name.</param>
/// <param name="steps">Steps of each program in a round.</param>
internal sealed class TrainingWorkload(string net, int steps) : IWorkload
{
    private const int WarmUpSteps = 5;

    /// <summary>
    /// Wider than rounding: an input of a rectifier that rounding moves across zero changes a gradient by a pixel's whole share. For DnCNN
    /// PyTorch's own gradients in float and in double differ by 9e-4 of the largest.
    /// </summary>
    private const double Tolerance = 2e-3;

    public string Name => $"train-{net}";

    public Report Run(int rounds, Action<string> say)
    {
        int threads = Environment.ProcessorCount;
        SampleNet sample = SampleNet.Get(net);
        using var exchange = new TemporaryFile();
        ExchangeFile.Write(exchange.Path, sample);
        var (times, difference) = Measure(exchange.Path, threads, rounds);
        say($"{Name}: gradients agree to {difference:0.0e+0} (allowed {Tolerance:0e+0})");
        // forward, and twice as many backward
        double multiplyAdds = 3.0 * sample.Batch.N * sample.Network.MultiplyAdds(sample.Batch.H, sample.Batch.W);
        PeerTimes installed = Best(times.Skip(1).Take(2)), keeping = Best(times.Skip(3));
        return new Report(
            Name,
            $"Training steps (forward, backward, Adam) on batches of {sample.Batch}, loss {sample.Loss.Name}, " +
            $"{sample.Network.ParameterCount:N0} parameters, {threads} threads. " +
            "PyTorch runs as Debian installs it, and once more with MALLOC_MMAP_MAX_, MALLOC_TRIM_THRESHOLD_ and MALLOC_TOP_PAD_ set so " +
            "that freed memory stays in the process. " +
            $"All gradients of the first step agree to {difference:0.0e+0} of the largest (allowed {Tolerance:0e+0}). " +
            $"Median over {rounds} rounds in turn (lowest - highest), each the median of {steps} steps. GFLOP/s by the definition, two " +
            "a multiply-add.",
            SpeedTable.Lines(times, "images", sample.Batch.N, multiplyAdds),
            [
                new Finding($"train {net}", installed.Name, "times as fast", installed.Over(times[0])),
                new Finding($"train {net}", keeping.Name, "times as fast", keeping.Over(times[0])),
            ]);
    }

    /// <summary>Hush first, then PyTorch in two layouts as installed, and in the same two keeping its memory.</summary>
    private (IReadOnlyList<PeerTimes> Times, double Difference) Measure(string exchange, int threads, int rounds)
    {
        List<Peer> peers = [Programs.Hush(threads)];
        try
        {
            peers[0].Open($"train {net}");
            foreach (bool keepsMemory in new[] { false, true })
            {
                foreach (string layout in new[] { "nchw", "channels-last" })
                    peers.Add(Programs.PyTorch(exchange, layout, threads, keepsMemory));
            }

            double difference = Agreement.Require(peers, Tolerance);
            return (PairedRounds.Measure(peers, new RoundPlan(rounds, steps, WarmUpSteps)), difference);
        }
        finally
        {
            peers.ForEach(p => p.Dispose());
        }
    }

    private static PeerTimes Best(IEnumerable<PeerTimes> times) => times.MinBy(t => Spread.Of(t.Seconds).Median)!;
}
