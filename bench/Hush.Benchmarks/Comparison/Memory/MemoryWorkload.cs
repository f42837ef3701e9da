using Hush.Benchmarks.Comparison.Peers;
using Hush.Benchmarks.Comparison.Reports;
using Hush.Benchmarks.Comparison.Training;

namespace Hush.Benchmarks.Comparison.Memory;

/// <summary>The most memory that training a net takes, each program in fresh processes.</summary>
internal sealed class MemoryWorkload(string net) : IWorkload
{
    private const int Steps = 5, MaxRounds = 3;      // a program takes nearly the same memory each time
    private const double Mebibyte = 1 << 20;

    public string Name => $"memory-{net}";

    public Report Run(int rounds, Action<string> say)
    {
        int threads = Environment.ProcessorCount;
        SampleNet sample = SampleNet.Get(net);
        using var exchange = new TemporaryFile();
        ExchangeFile.Write(exchange.Path, sample);
        Func<Peer>[] programs =
        [
            () => Opened(Programs.Hush(threads)),
            () => Programs.PyTorch(exchange.Path, "nchw", threads, keepsMemory: false),
            () => Programs.PyTorch(exchange.Path, "channels-last", threads, keepsMemory: false),
        ];
        rounds = Math.Min(rounds, MaxRounds);
        var peaks = programs.Select(start => Enumerable.Range(0, rounds).Select(_ => PeakOf(start)).ToList()).ToList();
        string[] names = [.. peaks.Select(p => p[0].Name)];
        Spread[] sizes = [.. peaks.Select(p => Spread.Of(p.Select(m => m.Bytes / Mebibyte)))];
        say($"{Name}: " + string.Join(", ", names.Zip(sizes, (n, s) => $"{n} {s.Median:0} MiB")));

        int best = sizes[1].Median <= sizes[2].Median ? 1 : 2;
        var share = Spread.Of(peaks[0].Zip(peaks[best], (h, p) => h.Bytes / p.Bytes));
        return new Report(
            Name,
            $"The most memory held at once (VmHWM, the runtime and all libraries included) by a fresh process that trains {Steps} steps " +
            $"on batches of {sample.Batch}, {threads} threads. " +
            $"Median over {rounds} processes (lowest - highest).",
            ["| program | MiB |", "|---|---|", .. names.Zip(sizes, (n, s) => $"| {n} | {s.ToString("0")} |")],
            [new Finding($"memory to train {net}", names[best], "a share of its peak", share)]);
    }

    private Peer Opened(Peer hush)
    {
        hush.Open($"train {net}");
        return hush;
    }

    private static (string Name, double Bytes) PeakOf(Func<Peer> start)
    {
        using Peer peer = start();
        peer.Time(Steps);
        return (peer.Name, peer.PeakMemory);
    }
}
