using System.Diagnostics;
using Hush.Benchmarks.Comparison;
using Hush.Benchmarks.Comparison.Training;
using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Learning.Plans.Scheduling;
using Hush.Numerics.Threading;

namespace Hush.Benchmarks.Profile;

/// <summary>
/// Where a training step's time goes: a row for each layer, from a plan that runs on one thread and tells what takes how long.
/// </summary>
internal sealed class TrainingProfile(SampleNet net, double peak)
{
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(2), s_measured = TimeSpan.FromSeconds(3);

    private readonly Dictionary<(string Layer, bool Forward), long> _ticks = [];

    /// <summary>Measures and writes a table in Markdown.</summary>
    /// <param name="output">Receives the table.</param>
    public void Run(TextWriter output)
    {
        using Weights weights = Weights.Initialize(net.Network, ExchangeFile.Seed), gradient = new(weights.Layout);
        using var team = new WorkerTeam(1);
        using var plan = new TrainingPlan(net.Network, net.Batch, net.Loss, team);
        var batch = new UniformBatch(net.Batch);
        plan.Executor.OperationDone = (operation, ticks) =>
        {
            bool forward = operation.Kind is OperationKind.Load or OperationKind.Forward or OperationKind.AccumulateForward;
            var key = (operation.Step?.Name ?? "images and loss", forward);
            _ticks[key] = _ticks.GetValueOrDefault(key) + ticks;
        };
        Steps(s_warmUp);
        _ticks.Clear();
        var (steps, seconds) = Steps(s_measured);
        Write(output, seconds / steps, steps, plan.Bytes);

        (double Steps, double Seconds) Steps(TimeSpan time)
        {
            long begin = Stopwatch.GetTimestamp();
            int done = 0;
            for (; Stopwatch.GetElapsedTime(begin) < time; done++)
                plan.Step(weights, batch, net.Batch.N, gradient);
            return (done, Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }
    }

    private void Write(TextWriter output, double step, double steps, long bytes)
    {
        output.WriteLine($"`{net.Name}`, batch {net.Batch}: {1000 * step:0.0} ms a step on one thread, {bytes / 1048576.0:0} MiB of " +
            "plan memory.");
        output.WriteLine();
        output.WriteLine("| layer | share | forward, ms | backward, ms | GFLOP/s | share of peak |");
        output.WriteLine("|---|---|---|---|---|---|");
        double rest = step;
        foreach (string layer in _ticks.Keys.Select(k => k.Layer).Distinct().OrderByDescending(l => Seconds(l, true) + Seconds(l, false)))
        {
            double forward = Seconds(layer, true) / steps, backward = Seconds(layer, false) / steps,
                rate = 2e-9 * MultiplyAdds(layer) / (forward + backward);
            rest -= forward + backward;
            output.WriteLine(
                $"| {layer} | {(forward + backward) / step:0.0 %} | {1000 * forward:0.00} | {1000 * backward:0.00} | " +
                (rate > 0 ? $"{rate:0} | {rate / peak:0 %} |" : "| |"));
        }

        output.WriteLine($"| filters made ready, gradients added up | {rest / step:0.0 %} | | | | |");
    }

    private double Seconds(string layer, bool forward) => (double)_ticks.GetValueOrDefault((layer, forward)) / Stopwatch.Frequency;

    /// <summary>By the definition, of a step: forward and for both gradients; the first layer has no input gradient.</summary>
    private double MultiplyAdds(string layer)
    {
        Node? node = net.Network.Nodes.FirstOrDefault(n => n.Name == layer);
        if (node is null)
            return 0;
        bool first = node.Inputs is [int input, ..] && net.Network.Nodes[input].Layer is Learning.Networks.Layers.ImageInput;
        return (first ? 2.0 : 3.0) * net.Batch.N * node.Layer.MultiplyAddsPerPixel
            * Network.SizeAt(node.Level, net.Batch.H) * Network.SizeAt(node.Level, net.Batch.W);
    }
}
