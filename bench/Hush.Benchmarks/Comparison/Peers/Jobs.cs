using Hush.Benchmarks.Comparison.Convolutions;
using Hush.Benchmarks.Comparison.Inference;
using Hush.Benchmarks.Comparison.Training;

namespace Hush.Benchmarks.Comparison.Peers;

/// <summary>Hush's jobs by the words that name them on the line between two processes.</summary>
internal static class Jobs
{
    public static IJob Open(string[] words, int threads) => words switch
    {
        ["train", string net] => new TrainingJob(SampleNet.Get(net), threads),
        ["infer", string net, string images, string height, string width] =>
            new InferenceJob(SampleNet.Get(net),
                new(int.Parse(images), int.Parse(height), int.Parse(width), SampleNet.Get(net).Batch.C), threads),
        ["denoise", string net, string height, string width] =>
            DenoiserJob.Of(SampleNet.Get(net), int.Parse(height), int.Parse(width), threads),
        ["denoise-with", string model, string height, string width] => DenoiserJob.Of(model, int.Parse(height), int.Parse(width), threads),
        ["convolution", string direction, string algorithm, .. string[] shape] =>
            HushConvolution.Create(Enum.Parse<Direction>(direction), algorithm, ConvolutionShape.Parse(shape), threads),
        ["peak"] => new PeakJob(threads),
        _ => throw new ArgumentException($"There is no job '{string.Join(' ', words)}'.", nameof(words)),
    };
}
