using Hush.Evaluation;
using Hush.Imaging.Datasets;
using Hush.Imaging.Metrics;
using Hush.Imaging.Noise;
using Hush.Models;
using Hush.Numerics.Threading;

namespace Hush.Training;

/// <summary>Evaluates a model on the test images of a dataset.</summary>
public static class Evaluator
{
    /// <summary>The first images of the test set are also summarized separately, for comparison with short evaluations.</summary>
    internal const int FirstImages = 100;

    /// <summary>Evaluates a model, once for each sigma, in their order.</summary>
    /// <param name="options">Model, data and noise.</param>
    /// <param name="progress">Reports the fraction completed, from 0 to 1.</param>
    /// <param name="notes">Reports what the user should know about the results, as sentences.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="OptionException">A sigma is given for noise that has none.</exception>
    /// <exception cref="CheckpointException">The model does not exist or is damaged.</exception>
    /// <exception cref="DatasetException">The dataset or folder does not exist, or cannot be loaded.</exception>
    /// <exception cref="ShapeException">The images do not have the model's number of channels.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public static IReadOnlyList<EvaluationResult> Evaluate(
        EvaluateOptions options,
        IProgress<double>? progress = null,
        IProgress<string>? notes = null,
        CancellationToken cancellationToken = default) =>
        Evaluate(options, fetch: null, progress, notes, cancellationToken);

    /// <summary>
    /// Same as <see cref="Evaluate(EvaluateOptions, IProgress{double}?, IProgress{string}?, CancellationToken)"/>, on another thread.
    /// </summary>
    /// <inheritdoc cref="Evaluate(EvaluateOptions, IProgress{double}?, IProgress{string}?, CancellationToken)"/>
    public static Task<IReadOnlyList<EvaluationResult>> EvaluateAsync(
        EvaluateOptions options,
        IProgress<double>? progress = null,
        IProgress<string>? notes = null,
        CancellationToken cancellationToken = default) =>
        Task.Run(() => Evaluate(options, progress, notes, cancellationToken), CancellationToken.None);

    /// <summary>Evaluates a model and reports downloads of data.</summary>
    internal static IReadOnlyList<EvaluationResult> Evaluate(
        EvaluateOptions options,
        IProgress<FetchProgress>? fetch,
        IProgress<double>? progress,
        IProgress<string>? notes,
        CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        using Model model = Model.Open(options.Model);
        NoiseSpec[] noises = [.. options.NoisesFor(model.Card)];
        EvaluationData data = EvaluationData.Load(options, model.Card, fetch, notes, cancel);
        if (model.Network.TakesScalar && noises.Any(n => !n.HasSigma))
            notes?.Report($"Noise '{NoiseKinds.NameOf(noises[0].Kind)}' has no single level, so the model gets the level estimated " +
                "from each noisy image.");
        if (model.Card.NoiseIsAssumed && options.Noise is null && options.Sigmas.Count == 0)
            notes?.Report($"The model '{model.Card.Name}' does not say what noise it was trained for: " +
                $"{model.Card.Noise.Create().Description} is assumed. Give the noise, or one or more levels.");
        using var team = new WorkerTeam(options.Threads ?? Environment.ProcessorCount);
        using var evaluator = new ModelEvaluator(model.Network, model.Weights, model.Card.Convolutions, team, model.Card.IsBlind);
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
        ModelEvaluator evaluator, Dataset data, IImageSet validation, NoiseSpec spec, ulong seed, IProgress<double>? progress,
            CancellationToken cancel)
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
