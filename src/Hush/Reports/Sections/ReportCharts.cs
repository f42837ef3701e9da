using Hush.Imaging.Metrics;
using Hush.Learning.Training;
using Hush.Reports.Charts;
using Hush.Reports.Markup;
using Hush.Training;

namespace Hush.Reports.Sections;

/// <summary>The four charts of a run, for the page and as files.</summary>
internal static class ReportCharts
{
    public const string LossTitle = "Loss";
    private const int StepsUpToEpochs = 5;          // with more epochs, their means are clearer
    public const string ValidationTitle = "Validation PSNR";
    public const string PsnrTitle = "PSNR of the test images";
    public const string SsimTitle = "SSIM of the test images";

    public static Element Loss(RunReport report) => new LineChart
    {
        Label = new ChartLabel("loss", LossTitle, DescribeLoss(report)),
        YTitle = LossName(report.Loss),
        Epochs = [.. report.Epochs.Select(e => e.Epoch)],
        Series =
        [
            new LineSeries("training", "training", [.. report.Epochs.Select(e => e.TrainLoss)]),
            new LineSeries("validation", "validation", [.. report.Epochs.Select(e => e.ValidationLoss)]),
        ],
        Value = Format.Significant,
        Steps = DrawsSteps(report) ? new StepSeries("training", [.. report.StepLosses.Select(s => (s.Epoch, s.Loss))]) : null,
        MayBeLogarithmic = true,
        BestEpoch = report.BestEpoch,
    }.Render();

    /// <summary>Whether the training loss is drawn per step, because there are too few epochs for a curve.</summary>
    public static bool DrawsSteps(RunReport report) => report.Epochs.Count is > 0 and <= StepsUpToEpochs && report.StepLosses.Count > 1;

    /// <summary>The title of the axis: MSE loss, L1 loss, BCE loss.</summary>
    public static string LossName(string loss) => loss.Length == 0 ? "loss" : loss.ToUpperInvariant() + " loss";

    public static Element ValidationPsnr(RunReport report) => new LineChart
    {
        Label = new ChartLabel("validation-psnr", ValidationTitle, DescribeValidation(report)),
        YTitle = "PSNR, dB",
        Epochs = [.. report.Epochs.Select(e => e.Epoch)],
        Series = [new LineSeries("validation", "validation", [.. report.Epochs.Select(e => e.ValidationPsnr)])],
        Value = value => Format.Fixed(value, 2) + " dB",
        BestEpoch = report.BestEpoch,
    }.Render();

    /// <summary>Null if no image was scored.</summary>
    public static HistogramChart? Psnr(RunReport report) => ScoreHistogram(report, "PSNR", PsnrTitle, s => s.Psnr, digits: 2, " dB");

    /// <summary>Null if no image has an SSIM.</summary>
    public static HistogramChart? Ssim(RunReport report) => ScoreHistogram(report, "SSIM", SsimTitle, s => s.Ssim, digits: 4, "");

    private static HistogramChart? ScoreHistogram(
        RunReport report, string name, string title, Func<ImageScore, double?> score, int digits, string unit) =>
        Scores(report, score) is not (var noisy, var denoised) ? null : new()
        {
            Label = new ChartLabel(name.ToLowerInvariant(), title, Describe(name, noisy, denoised, digits, unit)),
            XTitle = unit.Length > 0 ? $"{name},{unit}" : name,
            Noisy = noisy,
            Denoised = denoised,
            Value = value => Format.Fixed(value, digits),
        };

    private static (double[] Noisy, double[] Denoised)? Scores(RunReport report, Func<ImageScore, double?> score)
    {
        if (report.Measurements.Count == 0)
            return null;
        EvaluationScores all = report.Measurements[0].Scores;
        double[] noisy = [.. all.Noisy.Select(score).OfType<double>()], denoised = [.. all.Denoised.Select(score).OfType<double>()];
        return noisy.Length + denoised.Length == 0 ? null : (noisy, denoised);
    }

    private static string DescribeLoss(RunReport report)
    {
        return report.Epochs.Count == 0
            ? "No epochs were logged."
            : $"{(report.Loss.Length == 0 ? "Loss" : LossName(report.Loss))} over {Epochs(report)}. Training {FromTo(e => e.TrainLoss)}, " +
              $"validation {FromTo(e => e.ValidationLoss)}.";

        string FromTo(Func<EpochMetrics, double> loss) =>
            $"from {Format.Significant(loss(report.Epochs[0]))} to {Format.Significant(loss(report.Epochs[^1]))}";
    }

    private static string Epochs(RunReport report) =>
        report.Epochs.Count == 1 ? "one epoch" : Format.Count(report.Epochs.Count) + " epochs";

    private static string DescribeValidation(RunReport report)
    {
        if (report.Epochs.Count == 0)
            return "No epochs were logged.";
        EpochMetrics? best = report.Epochs.FirstOrDefault(e => e.Epoch == report.BestEpoch);
        return $"Mean PSNR of the validation images over {Epochs(report)}, from " +
            $"{Format.Fixed(report.Epochs[0].ValidationPsnr, 2)} to {Format.Fixed(report.Epochs[^1].ValidationPsnr, 2)} dB." +
            (best is null ? "" : $" Best epoch {best.Epoch} with {Format.Fixed(best.ValidationPsnr, 2)} dB.");
    }

    private static string Describe(
        string score, IReadOnlyList<double> noisy, IReadOnlyList<double> denoised, int decimals, string unit) =>
        $"Histogram of {score}. {Range("Noisy", noisy, decimals, unit)} {Range("Denoised", denoised, decimals, unit)}";

    private static string Range(string name, IReadOnlyList<double> values, int decimals, string unit)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        return finite.Length == 0
            ? $"{name}: no finite value."
            : $"{name}: {Format.Count(finite.Length)} images, mean {Format.Fixed(finite.Average(), decimals)}{unit}, " +
              $"from {Format.Fixed(finite.Min(), decimals)} to {Format.Fixed(finite.Max(), decimals)}{unit}.";
    }
}
