using Hush.Benchmarks.Comparison.Peers;
using Hush.Benchmarks.Comparison.Reports;
using Hush.Learning.Networks;
using Hush.Models;

namespace Hush.Benchmarks.Comparison.Inference;

/// <summary>
/// A model for photographs that comes with Hush, beside DnCNN-17 in ONNX Runtime and in Hush: how long the same image takes.
/// </summary>
/// <param name="model">The model's name; gray.</param>
/// <param name="side">The image's rows and columns.</param>
internal sealed class PhotoWorkload(string model, int side) : IWorkload
{
    private const double Tolerance = 1e-4;

    public string Name => $"denoise-{model}";

    public Report Run(int rounds, Action<string> say)
    {
        int threads = Environment.ProcessorCount;
        SampleNet dncnn = SampleNet.Get("dncnn");
        var image = new Shape(1, side, side, dncnn.Batch.C);
        using TemporaryFile onnx = new(), input = new();
        using (Weights weights = dncnn.TrainedWeights())
            File.WriteAllBytes(onnx.Path, OnnxModel.Write(dncnn.Network, weights));
        using (Tensor images = SampleImages.Draw(image))
            RawFloats.Write(input.Path, SampleImages.ChannelsFirst(images));
        using Peer photo = Programs.Hush(threads), hush = Programs.Hush(threads);
        photo.Open($"denoise-with {model} {side} {side}");
        hush.Open($"denoise dncnn {side} {side}");
        using Peer runtime = Programs.OnnxRuntime(onnx.Path, input.Path, [1, image.C, side, side], threads);
        double difference = Agreement.Require([hush, runtime], Tolerance);
        say($"{Name}: estimates of DnCNN agree to {difference:0.0e+0} (allowed {Tolerance:0e+0})");
        IReadOnlyList<PeerTimes> times = PairedRounds.Measure([photo, hush, runtime], new RoundPlan(rounds, Repetitions: 3, WarmUp: 5));

        using Model shipped = Model.Open(model);
        return new Report(
            Name,
            $"One gray image of {side}x{side} pixels, {threads} threads: the model '{model}' ({PerPixel(shipped.Network):0.0} " +
            "thousand multiply-adds a pixel, " +
            $"{shipped.Network.ParameterCount:N0} parameters) beside DnCNN-17 ({PerPixel(dncnn.Network):0.0} thousand, " +
            $"{dncnn.Network.ParameterCount:N0}); Hush by its denoiser, noise level given. " +
            $"Both programs' estimates by DnCNN agree to {difference:0.0e+0} of the largest value (allowed {Tolerance:0e+0}). " +
            $"Median over {rounds} rounds in turn (lowest - highest), each the median of 3 goes.",
            [
                "| program and network | megapixels/s | milliseconds | photo model is faster by |",
                "|---|---|---|---|",
                Row($"Hush, {model}", times[0], null),
                Row("Hush, DnCNN-17", times[1], times[0]),
                Row($"{runtime.Name}, DnCNN-17", times[2], times[0]),
            ],
            [new Finding($"{model} on {side}x{side}", $"DnCNN-17 in {runtime.Name}", "times as fast", times[2].Over(times[0]))]);
    }

    private string Row(string name, PeerTimes times, PeerTimes? photo) =>
        $"| {name} | {times.Rate(1e-6 * side * side).ToString("0.00")} | {1000 * Spread.Of(times.Seconds).Median:0.0} | " +
        $"{(photo is null ? "" : times.Over(photo).ToString())} |";

    /// <summary>Thousands of multiply-adds a pixel, by the definition.</summary>
    private double PerPixel(Network network) => 1e-3 * network.MultiplyAdds(side, side) / ((double)side * side);
}
