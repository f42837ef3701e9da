using Hush.Benchmarks.Comparison.Peers;
using Hush.Benchmarks.Comparison.Reports;

namespace Hush.Benchmarks.Comparison.Convolutions;

/// <summary>Every convolution of the sample nets by itself, in one direction, in Hush and in oneDNN.</summary>
internal sealed class ConvolutionWorkload(Direction direction) : IWorkload
{
    private const double Tolerance = 1e-4;
    private const double OperationsInARound = 4e9;

    public string Name => $"convolutions-{direction.Words().Replace(' ', '-')}";

    public Report Run(int rounds, Action<string> say)
    {
        int threads = Environment.ProcessorCount;
        double peak = MachinePeak.Measure(threads), peakOfOne = MachinePeak.Measure(1);
        say($"{Name}: the machine's peak is {peak:0} GFLOP/s on {threads} threads, {peakOfOne:0} on one");
        using Peer dnnl = Programs.OneDnn(threads);
        var rows = new List<ConvolutionRow>();
        foreach (ConvolutionShape shape in ConvolutionShapes.OfSampleNets())
        {
            foreach (string algorithm in HushConvolution.Algorithms)
            {
                using Peer hush = Programs.Hush(threads);       // a new one: what the compiler learned from other shapes shall not count
                hush.Open($"convolution {direction} {algorithm} {shape.Words}");
                dnnl.Open($"{direction} {shape.Words}");
                double difference = Agreement.Require([hush, dnnl], Tolerance);
                rows.Add(new ConvolutionRow(shape, algorithm, difference, PairedRounds.Measure([hush, dnnl], Plan(shape, rounds))));
                say($"  {rows[^1]}");
            }
        }

        return new Report(
            Name,
            $"One convolution at a time, {threads} threads, batches as in training. GFLOP/s by the definition, two a multiply-add: what " +
            "folding and other algorithms save counts for them. " +
            $"The measured peak of fused multiply-adds is {peak:0} GFLOP/s on {threads} threads, {peakOfOne:0} on one. oneDNN has its " +
            "own memory formats, what it reorders for them is not timed, " +
            "and it reads upsampled images that lie there at full size, while Hush upsamples. Adding up the sums of its chunks counts " +
            "for Hush, in equal parts on all threads, as a training step does it for many layers at once. " +
            $"Results agree to {rows.Max(r => r.Difference):0.0e+0} of the largest (allowed {Tolerance:0e+0}). Median over {rounds} " +
            "rounds in turn (lowest - highest).",
            ConvolutionRow.Table(rows, peak, dnnl.Name),
            [.. ConvolutionFindings.Of(direction, rows, dnnl.Name)]);
    }

    private static RoundPlan Plan(ConvolutionShape shape, int rounds)
    {
        int repetitions = Math.Clamp((int)(OperationsInARound / shape.Operations), 5, 50);
        return new RoundPlan(rounds, repetitions, 2 * repetitions) { Pause = TimeSpan.FromMilliseconds(30) };
    }
}
