using System.Globalization;
using Hush.Reports.Markup;
using Hush.Training;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Sections;

/// <summary>
/// What a reader must know before the results: whether the run is unfinished or failed, and the outcome of fine-tuning.
/// </summary>
internal static class VerdictSection
{
    /// <summary>A card at the top of the page; null if there are no notices.</summary>
    public static Element? Notices(RunReport report)
    {
        Element?[] notices = [Unfinished(report), .. Warnings(report.Verdict), EarlyStop(report.Verdict)];
        Element[] shown = [.. notices.OfType<Element>()];
        return shown.Length == 0 ? null : Tag("div", "card notices").Set("role", "note").AddAll(shown);
    }

    /// <summary>The scores of the initial model and of the fine-tuned one.</summary>
    public static Element? FineTuning(RunReport report)
    {
        if (report.Verdict?.FineTuning is not { } tuning)
            return null;
        string[] heads = ["Noise", "PSNR noisy", $"PSNR before", "PSNR after", "Gain", "SSIM before", "SSIM after"];
        return Html.Section("fine-tuning", "Before and after fine-tuning", tuning.Summary).Add(Tag("div", "card").Add(
            Html.Table(
                $"Before: {tuning.From}. After: the model of this run. Mean PSNR in dB and SSIM of {Format.Count(tuning.Images)} " +
                "validation and test images; large images are cropped to the center.",
                heads,
                tuning.Levels.Select(l => (string[])
                [
                    l.Sigma is { } sigma ? ProtocolText.Sigma(sigma) : l.Noise,
                    Format.Psnr(l.Noisy.PsnrMean), Format.Psnr(l.Before.PsnrMean), Format.Psnr(l.After.PsnrMean),
                    Format.Gain(l.Before.PsnrMean, l.After.PsnrMean, 2), Format.Ssim(l.Before.SsimMean), Format.Ssim(l.After.SsimMean),
                ]))));
    }

    private static Element? Unfinished(RunReport report)
    {
        if (report.Unfinished is not { } run)
            return null;
        int done = report.Epochs.Count;
        string epochs = done == 0 ? $"None of the {Format.Count(run.PlannedEpochs)} epochs is complete yet."
            : done < run.PlannedEpochs ? $"Epoch {Format.Count(done)} of {Format.Count(run.PlannedEpochs)} is complete."
            : "All epochs are complete.";
        return run.Stopped is { } why
            ? Notice("warn", "not finished", $"{why} {epochs}")
            : Notice("own", "training", string.Create(
                CultureInfo.InvariantCulture,
                $"Last updated {run.Updated:yyyy-MM-dd HH:mm:ss zzz}. {epochs} The curves show the progress so far; the test images are " +
                $"evaluated at the end. This page reloads automatically. If it is not updated for much longer than an epoch takes, the " +
                $"process was killed; the run can be resumed."));
    }

    private static IEnumerable<Element> Warnings(TrainingVerdict? verdict) =>
        (verdict?.Warnings ?? []).Select(warning => Notice("warn", "warning", warning));

    private static Element? EarlyStop(TrainingVerdict? verdict) => verdict?.StoppedEarly is not { } stop
        ? null
        : Notice("own", "stopped early",
            $"After epoch {Format.Count(stop.Epoch)} of {Format.Count(stop.PlannedEpochs)}: {stop.Reason}. The weights of epoch " +
            $"{Format.Count(stop.BestEpoch)} were kept.");

    /// <summary>A notice with a badge.</summary>
    public static Element Notice(string kind, string badge, string text) =>
        Paragraph("verdict", Tag("span", $"badge {kind}").Add(badge), " " + text);
}
