using System.Reflection;
using Hush.Evaluation;
using Hush.Imaging.Datasets;
using Hush.Learning.Networks;
using Hush.Learning.Networks.Layers;
using Hush.Learning.Training;
using Hush.Numerics;
using Hush.Reports;
using Hush.Reports.Pictures;
using Metrics = Hush.Imaging.Metrics;

namespace Hush.Training;

/// <summary>From a training and its measurement to the data of its report.</summary>
internal static class TrainingReport
{
    private const int Examples = 10, Extremes = 5;

    public static void Write(
        RunFolder folder,
        TrainOptions options,
        Dataset data,
        (int Training, int Validation) counts,
        Network network,
        Shape patch,
        Trainer trainer,
        EvaluationResult result,
        TrainingMetrics metrics,
        Evaluator evaluator)
    {
        Imaging.Noise.INoise noise = options.Recipe.Noise.Create();
        ExampleImage Example(int index) => Show(evaluator, data.Test, noise, options.Recipe.Seed, result, index);
        int[] ranked = [.. Enumerable.Range(0, result.Images).OrderByDescending(i => result.Scores.Denoised[i].Psnr)];
        var report = new RunReport
        {
            Title = options.Recipe.Name,
            RecipeName = options.Recipe.Name,
            RecipeJson = options.Recipe.ToJson(),
            Epochs = [.. Entries(trainer.Log)],
            BestEpoch = trainer.BestEpoch,
            Measurements = [Measurement(result, network.Channels)],
            ImageScores = new ImageScores(
                Psnrs(result.Scores.Noisy), Psnrs(result.Scores.Denoised), Ssims(result.Scores.Noisy), Ssims(result.Scores.Denoised)),
            Examples = [.. Enumerable.Range(0, Math.Min(Examples, result.Images)).Select(Example)],
            Best = [.. ranked.Take(Extremes).Select(Example)],
            Worst = [.. ranked.Reverse().Take(Extremes).Select(Example)],
            Network = [.. network.Nodes.Select(n => Row(n, patch))],
            Input = patch,
            Parameters = metrics.Cost.Parameters,
            MultiplyAdds = metrics.Cost.MultiplyAdds,
            Data = new DataProvenance(
                data.Name,
                counts.Training,
                counts.Validation,
                data.Test.Count,
                [.. data.Provenance.Files.Take(20).Select(f => new Reports.DataFile(f.Name, f.Published, $"sha256:{f.Sha256}"))])
            {
                Note = data.Provenance.Text,
            },
            Machine = Machine.Describe(metrics.Cost.Threads),
            TrainSeconds = metrics.Cost.TrainSeconds,
            ImagesPerSecond = metrics.Cost.ImagesPerSecond,
            HushVersion = typeof(TrainingReport).Assembly.GetName().Version?.ToString(3) ?? "",
            Commit = Commit(),
            Commands = options.Command is { } command ? [command] : [],
        };
        ReportWriter.Write(report, folder.Path, ReportPng.Encode);
    }

    private static IEnumerable<EpochEntry> Entries(IReadOnlyList<EpochRow> log)
    {
        double before = 0;
        foreach (EpochRow row in log)
        {
            yield return new EpochEntry(row.Epoch, row.TrainLoss, row.ValidationLoss, row.ValidationPsnr, row.Rate, row.Seconds - before);
            before = row.Seconds;
        }
    }

    private static Measurement Measurement(EvaluationResult result, int channels) => new()
    {
        Dataset = $"{result.Dataset} test set",
        Images = result.Images,
        Channels = channels,
        Protocol = new Reports.Protocol(result.Protocol.Kind, result.Protocol.Sigma, result.Protocol.Clip, result.Protocol.Seed)
        {
            Details = result.Protocol.Sigma == null ? result.Protocol.Description : null,
        },
        BaselineName = $"Gaussian filter, σ {result.BaselineWidth:0.##} px",
        All = new Reports.ScoreTriple(Summary(result.Noisy), Summary(result.Baseline), Summary(result.Denoised)),
        First100 = new Reports.ScoreTriple(
            Summary(result.First100.Noisy), Summary(result.First100.Baseline), Summary(result.First100.Denoised)),
    };

    private static Reports.ScoreSummary Summary(Metrics.ScoreSummary s) =>
        new(Finite(s.PsnrMean), Finite(s.PsnrOfMeanMse), s.PsnrStd, s.SsimMean, s.SsimStd);

    private static ExampleImage Show(
        Evaluator evaluator, IImageSet images, Imaging.Noise.INoise noise, ulong seed, EvaluationResult result, int index)
    {
        var (clean, noisy, estimate) = evaluator.Show(images, noise, seed, index);
        using (clean)
        using (noisy)
        using (estimate)
        {
            return new ExampleImage(
                index, Picture(clean), Picture(noisy), Picture(estimate), Score(result.Scores.Noisy[index]), Score(result.Scores.Denoised[index]));
        }
    }

    private static ReportImage Picture(Tensor image) =>
        new(image.Shape.H, image.Shape.W, image.Shape.C, image.Span.ToArray());

    private static Reports.ImageScore Score(Metrics.ImageScore score) => new(Finite(score.Psnr), score.Ssim);

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static double[] Psnrs(Metrics.ImageScore[] scores) => Array.ConvertAll(scores, s => s.Psnr);

    private static double[] Ssims(Metrics.ImageScore[] scores) => [.. scores.Where(s => s.Ssim != null).Select(s => s.Ssim!.Value)];

    private static NetworkRow Row(Node node, Shape patch)
    {
        int height = Network.SizeAt(node.Level, patch.H), width = Network.SizeAt(node.Level, patch.W);
        return new NetworkRow(
            node.Name,
            node.Layer is Conv2d conv ? $"conv {conv.Kernel}x{conv.Kernel}, {conv.Input} -> {conv.Output}" : node.Layer.Operation,
            new Shape(1, height, width, node.Channels),
            node.Layer.Parameters(node.Name).Where(p => p.Learned).Sum(p => p.Count),
            node.Layer.MultiplyAddsPerPixel * height * width);
    }

    private static string? Commit()
    {
        string? version = typeof(TrainingReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        int plus = version?.IndexOf('+', StringComparison.Ordinal) ?? -1;
        return plus >= 0 ? version![(plus + 1)..] : null;
    }
}
