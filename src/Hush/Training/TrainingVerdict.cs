using System.Globalization;
using Hush.Learning.Training;

namespace Hush.Training;

/// <summary>Conclusions about a training run. Properties are written to JSON in this order.</summary>
internal sealed record TrainingVerdict
{
    /// <summary>The validation loss has improved only if it falls by at least this fraction.</summary>
    internal const double MinImprovement = 0.001;

    private const double StillFalling = 0.01;       // a smaller relative decrease, per epoch or within a single epoch, is no progress

    private const int MinSteps = 16;                // of a single epoch: fewer do not show whether the loss is constant

    /// <summary>Whether the mean PSNR of the denoised test images is below that of the Gaussian filter.</summary>
    public required bool WorseThanBaseline { get; init; }

    /// <summary>Whether the mean PSNR of the denoised test images is below that of the noisy ones.</summary>
    public required bool WorseThanNoisy { get; init; }

    /// <summary>Whether no epoch reduced the validation loss of the first one by at least 0.1%. False for a single epoch.</summary>
    public required bool NeverImproved { get; init; }

    /// <summary>
    /// Whether the network has probably collapsed, so that its output hardly depends on its input. True if it is worse than the
    /// Gaussian filter, and either never improved, or has less than half the SSIM of the noisy images while the loss no longer falls. A
    /// run whose loss is still falling is considered unfinished instead, as is a single epoch of fewer than 16 steps.
    /// </summary>
    public required bool Collapsed { get; init; }

    /// <summary>When and why training stopped before its last epoch; null if it did not.</summary>
    public required EarlyStop? StoppedEarly { get; init; }

    /// <summary>The comparison with the initial model; null for training from random weights.</summary>
    public required FineTuning? FineTuning { get; init; }

    /// <summary>Problems of the model, in one or two sentences each; empty if there are none.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>
    /// Evaluates a finished run. <paramref name="stepLosses"/> is the training loss over equal intervals of all steps; empty if
    /// unknown.
    /// </summary>
    internal static TrainingVerdict Of(
        EvaluationResult measurement,
        IReadOnlyList<EpochMetrics> log,
        IReadOnlyList<double> stepLosses,
        EarlyStop? stop,
        FineTuning? fineTuning)
    {
        double denoised = Score(measurement, measurement.Denoised);
        bool isWorse = denoised < Score(measurement, measurement.Baseline), neverImproved = HasNeverImproved(log);
        var verdict = new TrainingVerdict
        {
            WorseThanBaseline = isWorse,
            WorseThanNoisy = denoised < Score(measurement, measurement.Noisy),
            NeverImproved = neverImproved,
            Collapsed = isWorse && (neverImproved || (LosesStructure(measurement) && HasSettled(log, stepLosses))),
            StoppedEarly = stop,
            FineTuning = fineTuning,
            Warnings = [],
        };
        return verdict with { Warnings = [.. verdict.FindProblems(measurement, log)] };
    }

    /// <summary>Mean PSNR, or that of the mean squared error if some test images have no noise, whose PSNR is infinite.</summary>
    private static double Score(EvaluationResult measurement, ScoreSummary score) =>
        double.IsFinite(measurement.Noisy.PsnrMean) ? score.PsnrMean : score.PsnrOfMeanMse;

    private static bool HasNeverImproved(IReadOnlyList<EpochMetrics> log) =>
        log.Count > 1 && log.Skip(1).Min(e => e.ValidationLoss) > log[0].ValidationLoss * (1 - MinImprovement);

    /// <summary>
    /// Whether the loss no longer falls: over the last two epochs, or from the second to the last quarter of a single epoch.
    /// </summary>
    private static bool HasSettled(IReadOnlyList<EpochMetrics> log, IReadOnlyList<double> stepLosses)
    {
        if (log.Count > 1)
            return !Falls(log[^2].ValidationLoss, log[^1].ValidationLoss);
        int quarter = stepLosses.Count / 4;
        return stepLosses.Count >= MinSteps
            && !Falls(stepLosses.Skip(quarter).Take(quarter).Average(), stepLosses.TakeLast(quarter).Average());

        static bool Falls(double before, double after) => after < before * (1 - StillFalling);
    }

    private static bool LosesStructure(EvaluationResult measurement) => measurement.Denoised.SsimMean < measurement.Noisy.SsimMean / 2;

    private IEnumerable<string> FindProblems(EvaluationResult measurement, IReadOnlyList<EpochMetrics> log)
    {
        string denoised = Decibels(Score(measurement, measurement.Denoised));
        if (WorseThanNoisy)
        {
            yield return $"The model makes the test images worse: {denoised} denoised, " +
                $"{Decibels(Score(measurement, measurement.Noisy))} noisy. Do " +
                "not use it.";
        }
        else if (WorseThanBaseline)
        {
            yield return $"The model is worse than a Gaussian filter: {denoised} denoised, " +
                $"{Decibels(Score(measurement, measurement.Baseline))} " +
                "with the filter. Do not use it.";
        }

        if (Collapsed && LosesStructure(measurement))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"The denoised images have lost their structure: SSIM {measurement.Denoised.SsimMean:0.0000} denoised, " +
                $"{measurement.Noisy.SsimMean:0.0000} noisy.");
        }

        // A fine-tuned model may be at its best after one epoch: the comparison with the initial model is more informative.
        if (NeverImproved && FineTuning == null)
        {
            yield return $"Training never improved on its first epoch: validation PSNR {Decibels(log[0].ValidationPsnr)} after epoch 1, " +
                $"{Decibels(log.Skip(1).Max(e => e.ValidationPsnr))} at best afterward.";
        }

        if (FineTuning is { Better: FineTuningOutcome.Old } worse)
            yield return worse.Summary;
    }

    internal static string Decibels(double psnr) =>
        double.IsPositiveInfinity(psnr) ? "perfect" : psnr.ToString("0.00", CultureInfo.InvariantCulture) + " dB";
}

/// <summary>Details of a run that stopped before its last epoch because the validation loss no longer fell.</summary>
internal sealed record EarlyStop
{
    /// <summary>The last epoch trained, counted from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Number of epochs in the recipe.</summary>
    public required int PlannedEpochs { get; init; }

    /// <summary>The epoch whose weights were kept.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>The reason: for how many epochs the validation loss did not improve.</summary>
    public required string Reason { get; init; }

    internal static EarlyStop Of(IReadOnlyList<EpochMetrics> log, int planned, int best, double minDelta)
    {
        int last = EarlyStopping.LastImprovement(log, minDelta), without = log.Count - last;
        string by = minDelta > 0 ? string.Create(CultureInfo.InvariantCulture, $" by more than {minDelta}") : "";
        return new EarlyStop
        {
            Epoch = log.Count,
            PlannedEpochs = planned,
            BestEpoch = best,
            Reason = $"the validation loss did not improve{by} for {without} {(without == 1 ? "epoch" : "epochs")} after epoch {last}",
        };
    }
}
