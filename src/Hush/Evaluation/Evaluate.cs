using Hush.Imaging.Datasets;
using Hush.Imaging.Metrics;
using Hush.Imaging.Noise;
using Hush.Models;
using Hush.Numerics;
using Hush.Numerics.Threading;

namespace Hush.Evaluation;

/// <summary>The verb: measures a model on the test images of a data set.</summary>
public static class Evaluate
{
    /// <summary>How many of the test images are summed up by themselves, as short comparisons measure them.</summary>
    internal const int FirstImages = 100;

    /// <summary>Runs the measurements, in the order of the sigmas.</summary>
    /// <param name="options">What is measured.</param>
    /// <param name="fetch">Told while data is fetched.</param>
    /// <param name="progress">Told the share of the work that is done.</param>
    /// <param name="notes">Told what a person should know before reading the figures.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="OptionException">A sigma is given for noise that has none.</exception>
    /// <exception cref="Learning.Checkpoints.CheckpointException">There is no such model, or it is damaged.</exception>
    /// <exception cref="UnknownDatasetException">There is no such data set or folder.</exception>
    /// <exception cref="DatasetException">The data cannot be had.</exception>
    /// <exception cref="ShapeException">Its images have other channels than the model takes.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<EvaluationResult> Run(
        EvaluateOptions options,
        IProgress<FetchProgress>? fetch = null,
        IProgress<double>? progress = null,
        IProgress<string>? notes = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        using Model model = Model.Open(options.Model);
        NoiseSpec[] noises = [.. options.NoisesFor(model.Card)];
        EvaluationData data = EvaluationData.Load(options, model.Card, fetch, notes, cancel);
        if (model.Network.TakesScalar && noises.Any(n => !n.HasSigma))
            notes?.Report($"Noise '{NoiseKinds.NameOf(noises[0].Kind)}' has no single level, so the model gets the level estimated " +
                "from each noisy image.");
        using var team = new WorkerTeam(options.Threads ?? Environment.ProcessorCount);
        using var evaluator = new Evaluator(model.Network, model.Weights, model.Card.Convolutions, team);
        var results = new List<EvaluationResult>();
        for (int i = 0; i < noises.Length; i++)
        {
            int done = i;
            var part = progress == null ? null : new PartialProgress(progress, done, noises.Length);
            results.Add(Measure(evaluator, data.Set, data.Validation, noises[i], options.Seed ?? model.Card.Seed, part, cancel));
        }

        return results;
    }

    internal static EvaluationResult Measure(
        Evaluator evaluator, Dataset data, IImageSet validation, NoiseSpec spec, ulong seed, IProgress<double>? progress, CancellationToken cancel)
    {
        INoise noise = spec.Create();
        progress?.Report(0);
        GaussianFilter baseline = evaluator.ChooseBaseline(validation, noise, seed, cancel);
        EvaluationScores scores = evaluator.Score(data.Test, noise, seed, baseline, progress, cancel);
        int first = Math.Min(FirstImages, data.Test.Count);
        return new EvaluationResult
        {
            Dataset = data.Name,
            Images = data.Test.Count,
            Protocol = Protocol.Of(spec, seed),
            Noisy = ScoreSummary.Of(scores.Noisy),
            Baseline = ScoreSummary.Of(scores.Baseline),
            Denoised = ScoreSummary.Of(scores.Denoised),
            First100 = new ScoreTriple(
                ScoreSummary.Of(scores.Noisy.AsSpan(0, first)),
                ScoreSummary.Of(scores.Baseline.AsSpan(0, first)),
                ScoreSummary.Of(scores.Denoised.AsSpan(0, first))),
            BaselineWidth = baseline.Sigma,
            Verified = data.Provenance.Verified,
            Validated = data.HoldsOutNamed,
            Scores = scores,
        };
    }

    private sealed class PartialProgress(IProgress<double> whole, int part, int parts) : IProgress<double>
    {
        public void Report(double value) => whole.Report((part + value) / parts);
    }
}
