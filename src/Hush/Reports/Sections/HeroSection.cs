using Hush.Imaging.Metrics;
using Hush.Reports.Markup;
using Hush.Reports.Pictures;
using Hush.Training;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Sections;

/// <summary>The top of the page: what was trained, and how much it improves noisy images.</summary>
internal static class HeroSection
{
    public static Element Render(RunReport report, PngEncoder png)
    {
        Element header = Tag("header", "hero").Add(
            Paragraph("kicker", "Hush · training report"),
            Tag("h1").Add(report.Title),
            Subtitle(report));
        if (report.Measurements.Count > 0)
        {
            header.Add(Tag("div", "headline").Add(
                report.Examples.Count > 0 ? BeforeAfter(report.Examples[0], png) : null,
                Tag("div", "gauges").Add(
                    Gauge(report.Measurements[0], "PSNR", "dB", 2, scores => scores.PsnrMean),
                    Gauge(report.Measurements[0], "SSIM", "", 4, scores => scores.SsimMean))));
        }

        return header.Add(Facts(report));
    }

    private static Element Subtitle(RunReport report)
    {
        Element line = Tag("p", "lead").Add("Recipe ", Tag("code").Add(report.RecipeName));
        return report.Measurements.Count == 0
            ? line.Add(". Not evaluated on a test set.")
            : line.Add(". " + ProtocolText.Line(report, report.Measurements[0]) + ".");
    }

    private static Element BeforeAfter(ExampleImage example, PngEncoder png) => Tag("figure", "before-after").Add(
        EmbeddedImage.Of(example.Noisy, $"Test image {example.Index} with noise", png),
        Tag("span", "arrow").Set("aria-hidden", "true").Add("→"),
        EmbeddedImage.Of(example.Denoised, $"Test image {example.Index} denoised", png),
        Tag("figcaption").Add(
            $"Test image {Format.Count(example.Index)}: {Format.Decibels(example.NoisyScore.Psnr)} → " +
            Format.Decibels(example.DenoisedScore.Psnr) + (example.IsCropped ? " for the whole image; the center is shown" : "")));

    private static Element Gauge(
        EvaluationResult measurement, string name, string unit, int decimals, Func<ScoreSummary, double?> score)
    {
        double? noisy = score(measurement.Noisy), baseline = score(measurement.Baseline), denoised = score(measurement.Denoised);
        ScoreMark[] marks =
        [
            new("noisy", "noisy", noisy), new("baseline", ProtocolText.Baseline(measurement), baseline),
            new("denoised", "denoised", denoised),
        ];
        bool isBelow = Below(noisy, denoised, decimals) || Below(baseline, denoised, decimals);
        string images = measurement.Images == 1 ? "1 test image" : $"mean of {Format.Count(measurement.Images)} test images";
        return Tag("div", isBelow ? "gauge below" : "gauge").Add(
            Tag("h2").Add(name, Tag("small").Add(" " + images)),
            Paragraph("big",
                Tag("span", "from").Add(Format.Fixed(noisy, decimals)), Tag("span", "to-arrow").Add(" → "),
                Tag("strong").Add(Format.Fixed(denoised, decimals)),
                unit.Length > 0 ? Tag("span", "unit").Add(" " + unit) : null),
            ScoreScale.Track(marks),
            ScoreScale.Key(marks, decimals),
            Paragraph("gain", Verdict(noisy, baseline, denoised, unit, decimals)));
    }

    /// <summary>Compares the denoised score with the filter and the noisy input: first what it is below, then its gains.</summary>
    private static string Verdict(double? noisy, double? baseline, double? denoised, string unit, int decimals)
    {
        string dB = unit.Length > 0 ? " " + unit : "";
        (string Name, double? Score)[] others = [("Gaussian filter", baseline), ("noisy input", noisy)];
        string[] below = [.. others.Where(o => Below(o.Score, denoised, decimals))
            .Select(o => $"below the {o.Name} by {Format.Gain(denoised, o.Score, decimals).TrimStart('+')}{dB}")];
        string[] above = [.. others.Where(o =>
            !Below(o.Score, denoised, decimals) && Format.Gain(o.Score, denoised, decimals) != Format.Missing)
            .Reverse().Select(o => IsZero(o.Score, denoised, decimals)
                ? $"equal to the {o.Name}"
                : $"{Format.Gain(o.Score, denoised, decimals)}{dB} over the {o.Name}")];
        string text = string.Join(" and ", below) + (below.Length > 0 && above.Length > 0 ? "; " : "") + string.Join(", ", above);
        return text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..];
    }

    // Compares the printed digits: a difference that rounds to zero does not count.
    private static bool Below(double? other, double? denoised, int decimals) => Format.Gain(other, denoised, decimals)[0] == '−';

    private static bool IsZero(double? other, double? denoised, int decimals) =>
        !Format.Gain(other, denoised, decimals).AsSpan().ContainsAnyInRange('1', '9');

    private static Element? Facts(RunReport report) => Html.Facts("facts",
        ("training time", report.TrainSeconds is { } seconds ? Format.Duration(seconds) : null),
        ("speed", report.ImagesPerSecond is { } speed && double.IsFinite(speed)
            ? Format.Count((long)Math.Round(speed)) + " images/s" : null),
        ("epochs", report.Epochs.Count > 0 ? EpochsText(report) : null),
        ("parameters", report.Parameters > 0 ? Format.Count(report.Parameters) : null),
        ("multiply-adds", report.MultiplyAdds > 0
            ? $"{Format.Short(report.MultiplyAdds)} per {report.Input.H} × {report.Input.W} image" : null));

    private static string EpochsText(RunReport report) => report.BestEpoch is { } best
        ? $"{Format.Count(report.Epochs.Count)}, best {Format.Count(best)}"
        : Format.Count(report.Epochs.Count);
}
