using System.Reflection;
using Hush.Evaluation;
using Hush.Imaging.Datasets;
using Hush.Imaging.Noise;
using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Training;
using Hush.Reports;
using Hush.Reports.Pictures;

namespace Hush.Training;

/// <summary>Collects the data of a report from a training run and its evaluation.</summary>
internal sealed class TrainingReport(RunFolder folder, TrainOptions options, TrainingData data, Network network, TrainingLoop trainer,
    int threads)
{
    private const int Examples = 10, Extremes = 5;

    private readonly MachineInfo _machine = Machine.Describe(threads);

    /// <summary>Writes the report of a finished training.</summary>
    public void Write(TrainingMetrics metrics, ModelEvaluator evaluator)
    {
        EvaluationResult result = metrics.Measurement;
        INoise noise = options.Recipe.Noise.Create();
        ExampleImage Example(int index) => Show(evaluator, data.Set.Test, noise, options.Recipe.Seed, result, index);
        int[] ranked = [.. Enumerable.Range(0, result.Images).OrderByDescending(i => result.Scores.Denoised[i].Psnr)];
        Write(WithoutMeasurement() with
        {
            Measurements = [result],
            Verdict = metrics.Verdict,
            Examples = [.. Enumerable.Range(0, Math.Min(Examples, result.Images)).Select(Example)],
            Best = [.. ranked.Take(Extremes).Select(Example)],
            Worst = [.. ranked.Reverse().Take(Extremes).Select(Example)],
        });
    }

    /// <summary>Writes the report of an unfinished training: its curves so far.</summary>
    /// <param name="stopped">Why it is no longer running; null while it runs.</param>
    public void WriteUnfinished(string? stopped) =>
        Write(WithoutMeasurement() with
        {
            Unfinished = new UnfinishedRun(options.Recipe.Epochs, stopped, TimeProvider.System.GetLocalNow()),
        });

    private void Write(RunReport report) => ReportWriter.Write(report, folder.Path, ReportPng.Encode);

    private RunReport WithoutMeasurement() => new()
    {
        Title = options.Recipe.Name,
        RecipeName = options.Recipe.Name,
        RecipeJson = options.Recipe.ToJson(),
        Loss = options.Recipe.CreateLoss().Name,
        Epochs = trainer.Log,
        StepLosses = StepLosses(trainer.LossCurve, trainer.Steps, trainer.StepsPerEpoch),
        BestEpoch = trainer.BestEpoch > 0 ? trainer.BestEpoch : null,
        Network = [.. network.Nodes.Select(n => Row(network, n, data.Patch))],
        Input = data.Patch,
        Parameters = network.ParameterCount,
        MultiplyAdds = network.MultiplyAdds(data.Patch.H, data.Patch.W),
        Data = new DataUse(data.Set.Name, data.Set.Provenance, data.Training.Count, data.Validation.Count, data.Set.Test.Count),
        Machine = _machine,
        TrainSeconds = trainer.Seconds,
        ImagesPerSecond = trainer.ImagesPerSecond,
        HushVersion = typeof(TrainingReport).Assembly.GetName().Version?.ToString(3) ?? "",
        Commit = Commit(),
        Commands = options.Command is { } command ? [command] : [],
    };

    /// <summary>
    /// The loss curve by epoch. Empty unless it covers all steps, since the position of its intervals is unknown otherwise.
    /// </summary>
    internal static StepLoss[] StepLosses(LossCurve curve, long steps, int stepsPerEpoch) => curve.Steps == steps
        ? [.. curve.Means.Select((loss, i) => new StepLoss((i + 0.5) * curve.Interval / stepsPerEpoch, loss))]
        : [];

    private static ExampleImage Show(
        ModelEvaluator evaluator, IImageSet images, INoise noise, ulong seed, EvaluationResult result, int index)
    {
        var (clean, noisy, estimate) = evaluator.Show(images, noise, seed, index);
        using (clean)
        using (noisy)
        using (estimate)
        {
            return new ExampleImage(
                index, Crop(clean), Crop(noisy), Crop(estimate), result.Scores.Noisy[index], result.Scores.Denoised[index]);
        }
    }

    private static ReportImage Crop(Tensor image) => new(image.Shape.H, image.Shape.W, image.Shape.C, image.Span);

    private static NetworkRow Row(Network network, Node node, Shape patch)
    {
        int height = Network.SizeAt(node.Level, patch.H), width = Network.SizeAt(node.Level, patch.W);
        return new NetworkRow(
            node.Name,
            node.Layer is Conv2d conv ? $"conv {conv.Kernel}x{conv.Kernel}, {conv.InChannels} -> {conv.OutChannels}" : node.Layer.Operation,
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
