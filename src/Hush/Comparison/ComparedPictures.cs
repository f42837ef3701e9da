using Hush.Evaluation;
using Hush.Imaging.Datasets;
using Hush.Imaging.Metrics;
using Hush.Imaging.Noise;
using Hush.Models;
using Hush.Numerics.Threading;
using Hush.Reports;

namespace Hush.Comparison;

/// <summary>A test image and its estimates by several models.</summary>
/// <param name="Index">Index in the test set, from 0.</param>
/// <param name="Clean">The clean image.</param>
/// <param name="Noisy">The image with noise.</param>
/// <param name="NoisyScore">Noisy compared with clean.</param>
/// <param name="Estimates">The estimate of each run and its score; null for runs whose model cannot denoise the image.</param>
internal sealed record ComparedImage(
    int Index, ReportImage Clean, ReportImage Noisy, ImageScore NoisyScore, IReadOnlyList<ComparedEstimate?> Estimates);

/// <summary>A denoised image and its score.</summary>
internal sealed record ComparedEstimate(ReportImage Image, ImageScore Score);

/// <summary>Test images denoised by the models of several runs: the same images with the same noise for all.</summary>
/// <param name="Source">Data and noise, as text.</param>
/// <param name="Images">The images.</param>
internal sealed record ComparedPictures(string Source, IReadOnlyList<ComparedImage> Images)
{
    private const int Examples = 6;

    /// <summary>Denoises the first test images of the first run's data, with that run's noise.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="datasets">Where to find the data.</param>
    /// <param name="threads">Number of worker threads.</param>
    /// <param name="notes">Receives why pictures or rows of them are missing.</param>
    /// <param name="fetch">Reports downloads of data.</param>
    /// <param name="progress">Reports the fraction completed, from 0 to 1.</param>
    /// <param name="cancel">Cancels the operation.</param>
    /// <returns>Null if there are no models or the data is not available.</returns>
    public static ComparedPictures? Of(
        IReadOnlyList<ComparedRun> runs, DatasetOptions datasets, int threads, List<string> notes, IProgress<FetchProgress>? fetch,
        IProgress<double>? progress, CancellationToken cancel)
    {
        if (runs.FirstOrDefault(run => run.Card is not null) is not { } first)
            return null;
        ModelCard card = first.Card!;
        Dataset set;
        try
        {
            set = DatasetCatalog.Load(
                first.Recipe.Data.Name,
                datasets with { Channels = card.Channels, HeldOut = first.Recipe.Data.HeldOut },
                fetch,
                cancel);
        }
        catch (DatasetException e)
        {
            notes.Add($"There are no pictures, because the data of {first.Name} is not available: {e.Message}");
            return null;
        }

        if (card.DatasetHash.Length > 0 && set.Provenance.ContentHash != card.DatasetHash)
            notes.Add($"The data '{first.Recipe.Data.Name}' has changed since {first.Name} was trained. The pictures show its present " +
                "images.");
        string[] left = [.. runs.Where(run => run.Card is { } other && other.Channels != card.Channels).Select(run => run.Name)];
        if (left.Length > 0)
            notes.Add($"There are no pictures of {string.Join(", ", left)}, which denoise images with another number of channels.");
        return new ComparedPictures(
            $"The first test images of {set.Name}, with {first.Recipe.Noise.Create().Description}, seed {first.Recipe.Seed}",
            Denoise(runs, card.Channels, set.Test, first.Recipe, threads, progress, cancel));
    }

    private static ComparedImage[] Denoise(
        IReadOnlyList<ComparedRun> runs, int channels, IImageSet images, Training.Recipe recipe, int threads, IProgress<double>? progress,
        CancellationToken cancel)
    {
        using var team = new WorkerTeam(threads);
        INoise noise = recipe.Noise.Create();
        int count = Math.Min(Examples, images.Count);
        var estimates = new ComparedEstimate?[count, runs.Count];
        var sources = new (ReportImage Clean, ReportImage Noisy, ImageScore Score)[count];
        for (int r = 0; r < runs.Count; r++)
        {
            if (runs[r].Card?.Channels != channels)
                continue;
            using Model model = Model.OpenPath(runs[r].Folder.Path);
            using var evaluator = new ModelEvaluator(model.Network, model.Weights, model.Card.Convolutions, team, model.Card.IsBlind);
            for (int i = 0; i < count; i++)
            {
                cancel.ThrowIfCancellationRequested();
                progress?.Report((double)((r * count) + i) / (runs.Count * count));
                var (clean, noisy, estimate) = evaluator.Show(images, noise, recipe.Seed, i);
                using (clean)
                using (noisy)
                using (estimate)
                {
                    sources[i] = (Copy(clean), Copy(noisy), ImageScore.Of(clean.Span, noisy.Span, clean.Shape));
                    estimates[i, r] = new ComparedEstimate(Copy(estimate), ImageScore.Of(clean.Span, estimate.Span, clean.Shape));
                }
            }
        }

        progress?.Report(1);
        return [.. sources.Select((source, i) => new ComparedImage(
            i, source.Clean, source.Noisy, source.Score, [.. Enumerable.Range(0, runs.Count).Select(r => estimates[i, r])]))];
    }

    private static ReportImage Copy(Tensor image) => new(image.Shape.H, image.Shape.W, image.Shape.C, image.Span);
}
