using Hush.Benchmarks.Comparison.Convolutions;
using Hush.Benchmarks.Comparison.Peers;
using Hush.Benchmarks.Comparison.Reports;

namespace Hush.Benchmarks.Comparison.Scaling;

/// <summary>Direct convolutions on 256-bit vectors alone, as on a machine without AVX-512, against that width's own peak.</summary>
internal sealed class NarrowLanesWorkload : IWorkload
{
    private const int Bits = 256;
    private const double Tolerance = 1e-4;
    private static readonly RoundPlan s_plan = new(1, 10, 20) { Pause = TimeSpan.FromMilliseconds(30) };

    public string Name => "lanes-256";

    public Report Run(int rounds, Action<string> say)
    {
        int threads = Environment.ProcessorCount;
        double peakOperations = PeakJob.Operations(threads, Bits / 32);
        using Peer dnnl = Programs.OneDnn(threads), peak = Programs.Hush(threads, wide: false);
        peak.Open("peak");
        var rows = new List<ConvolutionRow>();
        var findings = new List<Finding>();
        foreach (Direction direction in Enum.GetValues<Direction>())
        {
            int first = rows.Count;
            foreach (ConvolutionShape shape in ConvolutionShapes.OfSampleNets().Where(s => !s.Upsampled && Math.Min(s.In, s.Out) > 4))
            {
                using Peer hush = Programs.Hush(threads, wide: false);
                if (!hush.Name.Contains($"{Bits}-bit", StringComparison.Ordinal))
                    throw new InvalidOperationException($"Asked for {Bits}-bit vectors, got '{hush.Name}': the setting has no effect on " +
                        "this runtime.");
                hush.Open($"convolution {direction} {HushConvolution.Direct} {shape.Words}");
                dnnl.Open($"{direction} {shape.Words}");
                double difference = Agreement.Require([hush, dnnl], Tolerance);
                rows.Add(new ConvolutionRow(shape, direction.Words(), difference,
                    PairedRounds.Measure([hush, peak], s_plan with { Rounds = rounds })));
            }

            var share = Spread.Of(rows.Skip(first).Select(r => Share(r, peakOperations).Median));
            say($"{Name}: {direction.Words()} reaches {share} of the peak of {Bits}-bit vectors");
            findings.Add(new Finding($"{Bits}-bit vectors, direct convolutions, {direction.Words()} ({rows.Count - first} shapes)",
                "that width's peak", "a share of it", share));
        }

        return new Report(
            Name,
            $"One convolution at a time by the direct algorithm, {threads} threads, {Bits}-bit vectors (`DOTNET_EnableAVX512=0`), in " +
            "turn with multiply-adds on registers alone: that width's peak. " +
            $"Results agree with oneDNN's to {rows.Max(r => r.Difference):0.0e+0} of the largest (allowed {Tolerance:0e+0}). Median " +
            $"over {rounds} rounds (lowest - highest).",
            [
                "| convolution | direction | GFLOP/s | peak | share of it |",
                "|---|---|---|---|---|",
                .. rows.Select(r =>
                    $"| {r.Shape} | {r.Algorithm} | {r.Rate.ToString("0")} | {r.Times[1].Rate(1e-9 * peakOperations).ToString("0")} | " +
                    $"{Share(r, peakOperations)} |"),
            ],
            findings);
    }

    /// <summary>Round by round, since the clock of a machine that is shared changes from one moment to the next.</summary>
    private static Spread Share(ConvolutionRow row, double peakOperations) =>
        Spread.Of(row.Times[0].Seconds.Zip(row.Times[1].Seconds, (hush, peak) => row.Shape.Operations / hush * peak / peakOperations));
}
