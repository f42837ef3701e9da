using System.Reflection;
using Hush.Evaluation;
using Hush.Imaging.Datasets;
using Hush.Imaging.Noise;
using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Training;
using Hush.Numerics;
using Hush.Reports;
using Hush.Reports.Pictures;

namespace Hush.Training;

/// <summary>From a training and its measurement to the data of its report.</summary>
internal static class TrainingReport
{
    private const int Examples = 10, Extremes = 5;

    public static void Write(
        RunFolder folder,
        TrainOptions options,
        TrainingData data,
        Network network,
        Trainer trainer,
        TrainingMetrics metrics,
        Evaluator evaluator)
    {
        (EvaluationResult result, TrainingCost cost) = metrics;
        INoise noise = options.Recipe.Noise.Create();
        ExampleImage Example(int index) => Show(evaluator, data.Set.Test, noise, options.Recipe.Seed, result, index);
        int[] ranked = [.. Enumerable.Range(0, result.Images).OrderByDescending(i => result.Scores.Denoised[i].Psnr)];
        var report = new RunReport
        {
            Title = options.Recipe.Name,
            RecipeName = options.Recipe.Name,
            RecipeJson = options.Recipe.ToJson(),
            Loss = options.Recipe.CreateLoss().Name,
            Epochs = trainer.Log,
            StepLosses = StepLosses(trainer.LossCurve, trainer.StepsPerEpoch),
            BestEpoch = trainer.BestEpoch,
            Measurements = [result],
            Examples = [.. Enumerable.Range(0, Math.Min(Examples, result.Images)).Select(Example)],
            Best = [.. ranked.Take(Extremes).Select(Example)],
            Worst = [.. ranked.Reverse().Take(Extremes).Select(Example)],
            Network = [.. network.Nodes.Select(n => Row(network, n, data.Patch))],
            Input = data.Patch,
            Parameters = cost.Parameters,
            MultiplyAdds = cost.MultiplyAdds,
            Data = new DataUse(
                data.Set.Name, data.Set.Provenance, data.Training.Count, data.Validation.Count, data.Set.Test.Count),
            Machine = Machine.Describe(cost.Threads),
            TrainSeconds = cost.TrainSeconds,
            ImagesPerSecond = cost.ImagesPerSecond,
            HushVersion = typeof(TrainingReport).Assembly.GetName().Version?.ToString(3) ?? "",
            Commit = Commit(),
            Commands = options.Command is { } command ? [command] : [],
        };
        ReportWriter.Write(report, folder.Path, ReportPng.Encode);
    }

    private static StepLoss[] StepLosses(LossCurve curve, int stepsPerEpoch) =>
        [.. curve.Means.Select((loss, i) => new StepLoss((i + 0.5) * curve.Interval / stepsPerEpoch, loss))];

    private static ExampleImage Show(
        Evaluator evaluator, IImageSet images, INoise noise, ulong seed, EvaluationResult result, int index)
    {
        var (clean, noisy, estimate) = evaluator.Show(images, noise, seed, index);
        using (clean)
        using (noisy)
        using (estimate)
        {
            return new ExampleImage(
                index, Picture(clean), Picture(noisy), Picture(estimate), result.Scores.Noisy[index], result.Scores.Denoised[index]);
        }
    }

    private static ReportImage Picture(Tensor image) => new(image.Shape.H, image.Shape.W, image.Shape.C, image.Span);

    private static NetworkRow Row(Network network, Node node, Shape patch)
    {
        int height = Network.SizeAt(node.Level, patch.H), width = Network.SizeAt(node.Level, patch.W);
        return new NetworkRow(
            node.Name,
            node.Layer is Conv2d conv ? $"conv {conv.Kernel}x{conv.Kernel}, {conv.Input} -> {conv.Output}" : node.Layer.Operation,
            new Shape(1, height, width, node.Channels),
            node.Layer.Parameters(node.Name).Where(p => p.Learned).Sum(p => p.Count),
            node.Layer.MultiplyAddsPerPixel * height * width)
        {
            Inputs = [.. node.Inputs.Select(i => network.Nodes[i].Name)],
        };
    }

    private static string? Commit()
    {
        string? version = typeof(TrainingReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        int plus = version?.IndexOf('+', StringComparison.Ordinal) ?? -1;
        return plus >= 0 ? version![(plus + 1)..] : null;
    }
}
