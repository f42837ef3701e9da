using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hush.Benchmarks.Comparison;

/// <summary>A comparison as a page of Markdown.</summary>
internal static class ResultTable
{
    public static string Markdown(TrainingWorkload workload, IReadOnlyList<PeerTimes> times, int threads)
    {
        PeerTimes hush = times[0];
        var lines = new List<string>
        {
            $"# {workload.Name}",
            "",
            $"Training steps (forward, backward, Adam) on batches of {workload.Batch}, loss {workload.Loss.Name}, {workload.Network.ParameterCount:N0} parameters, {threads} threads.",
            $"Made by `bench/compare {workload.Name}` on {Machine()}; {DateTime.UtcNow:yyyy-MM-dd}.",
            $"Median over {hush.Seconds.Count} rounds in turn (slowest - fastest round), each the median of {workload.StepsPerRound} steps. GFLOP/s by the definition, two a multiply-add.",
            "",
            "| program | images/s | milliseconds a step | GFLOP/s | Hush is faster by |",
            "|---|---|---|---|---|",
        };
        foreach (PeerTimes peer in times)
        {
            double median = Statistics.Median(peer.Seconds);
            double[] ratios = [.. peer.Seconds.Zip(hush.Seconds, (p, h) => p / h).Order()];
            string ratio = peer == hush ? "" : $"{Statistics.Median(ratios):0.00} ({ratios[0]:0.00} - {ratios[^1]:0.00})";
            lines.Add(
                $"| {peer.Name} | {workload.Batch.N / median:N0} ({workload.Batch.N / peer.Seconds.Max():N0} - {workload.Batch.N / peer.Seconds.Min():N0}) " +
                $"| {1000 * median:0.0} | {2e-9 * workload.MultiplyAdds / median:0} | {ratio} |");
        }

        return string.Join('\n', lines) + "\n";
    }

    private static string Machine()
    {
        int width = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
        return $"{Environment.ProcessorCount} cores ({RuntimeInformation.ProcessArchitecture}, {width}-bit vectors), {RuntimeInformation.FrameworkDescription}";
    }
}
