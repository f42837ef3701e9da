using Hush.Benchmarks.Comparison.Peers;
using Hush.Benchmarks.Comparison.Reports;
using Hush.Learning.Networks;

namespace Hush.Benchmarks.Comparison.Inference;

/// <summary>Estimates of clean images, in Hush and in ONNX Runtime.</summary>
/// <param name="suffix">Behind the net's name in the workload's; empty for batches as they are trained.</param>
/// <param name="net">The net's name.</param>
/// <param name="image">Images, rows and columns; null for a training batch.</param>
/// <param name="repetitions">Goes of each program in a round.</param>
/// <param name="byDenoiser">Whether Hush takes the image as its product does, instead of by a plan alone.</param>
internal sealed class InferenceWorkload(
    string net, string suffix, (int Images, int Height, int Width)? image, int repetitions, bool byDenoiser = false) : IWorkload
{
    private const double Tolerance = 1e-4;

    public string Name => $"infer-{net}{suffix}";

    public Report Run(int rounds, Action<string> say)
    {
        int threads = Environment.ProcessorCount;
        SampleNet sample = SampleNet.Get(net);
        Shape shape = image is { } i ? new Shape(i.Images, i.Height, i.Width, sample.Batch.C) : sample.Batch;
        using TemporaryFile model = new(), input = new();
        using (Weights weights = sample.TrainedWeights())
            File.WriteAllBytes(model.Path, OnnxModel.Write(sample.Network, weights));
        using (Tensor images = SampleImages.Draw(shape))
            RawFloats.Write(input.Path, SampleImages.ChannelsFirst(images));
        using Peer hush = Programs.Hush(threads);
        hush.Open(byDenoiser ? $"denoise {net} {shape.H} {shape.W}" : $"infer {net} {shape.N} {shape.H} {shape.W}");
        using Peer runtime = Programs.OnnxRuntime(model.Path, input.Path, [shape.N, shape.C, shape.H, shape.W], threads);
        double difference = Agreement.Require([hush, runtime], Tolerance);
        say($"{Name}: estimates agree to {difference:0.0e+0} (allowed {Tolerance:0e+0})");
        IReadOnlyList<PeerTimes> times =
            PairedRounds.Measure([hush, runtime], new RoundPlan(rounds, repetitions, Math.Min(repetitions, 5)));

        double multiplyAdds = (double)shape.N * sample.Network.MultiplyAdds(shape.H, shape.W), megapixels = 1e-6 * shape.H * shape.W;
        return new Report(
            Name,
            $"Estimates of {shape}, {sample.Network.ParameterCount:N0} parameters, {threads} " +
            $"threads{(byDenoiser ? "; Hush by its denoiser" : "")}. " +
            $"The programs' estimates agree to {difference:0.0e+0} of the largest value (allowed {Tolerance:0e+0}). " +
            $"Median over {rounds} rounds in turn (lowest - highest), each the median of {repetitions} goes. GFLOP/s by the definition, " +
            "two a multiply-add.",
            shape.N > 1 ? SpeedTable.Lines(times, "images", shape.N, multiplyAdds)
                : SpeedTable.Lines(times, "megapixels", megapixels, multiplyAdds),
            [new Finding($"infer {net}{suffix.Replace('-', ' ')}, {shape}", times[1].Name, "times as fast", times[1].Over(times[0]))]);
    }
}
