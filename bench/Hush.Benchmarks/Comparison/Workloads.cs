using Hush.Benchmarks.Comparison.Convolutions;
using Hush.Benchmarks.Comparison.Inference;
using Hush.Benchmarks.Comparison.Memory;
using Hush.Benchmarks.Comparison.Scaling;
using Hush.Benchmarks.Comparison.Training;

namespace Hush.Benchmarks.Comparison;

/// <summary>All that can be compared, in the order of the summary.</summary>
internal static class Workloads
{
    public static IReadOnlyList<IWorkload> All { get; } =
    [
        new TrainingWorkload("notebook-mnist", steps: 20),
        new TrainingWorkload("mnist", steps: 10),
        new TrainingWorkload("notebook-cifar10", steps: 4),
        new TrainingWorkload("cifar10", steps: 10),
        new TrainingWorkload("dncnn", steps: 4),
        new InferenceWorkload("notebook-mnist", "", null, repetitions: 20),
        new InferenceWorkload("mnist", "", (128, 28, 28), repetitions: 10),
        new InferenceWorkload("cifar10", "", null, repetitions: 20),
        new InferenceWorkload("dncnn", "", null, repetitions: 10),
        new InferenceWorkload("dncnn", "-512", (1, 512, 512), repetitions: 2),
        new InferenceWorkload("dncnn", "-3mp", (1, 1536, 2048), repetitions: 1, byDenoiser: true),
        new PhotoWorkload("photo-gray", side: 512),
        new ConvolutionWorkload(Direction.Forward),
        new ConvolutionWorkload(Direction.InputGradient),
        new ConvolutionWorkload(Direction.WeightGradient),
        new ThreadsWorkload("notebook-mnist", steps: 20),
        new ThreadsWorkload("mnist", steps: 10),
        new ThreadsWorkload("cifar10", steps: 10),
        new ThreadsWorkload("dncnn", steps: 4),
        new NarrowLanesWorkload(),
        new MemoryWorkload("notebook-mnist"),
        new MemoryWorkload("dncnn"),
    ];
}
