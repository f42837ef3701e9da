using Hush.Evaluation;
using Hush.Imaging.Metrics;
using Hush.Reports.Markup;
using Hush.Reports.Pictures;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Sections;

/// <summary>The top of the page: what was trained, and by how much it makes noisy images better.</summary>
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
            ? line.Add(". Not measured on a test set.")
            : line.Add(". " + ProtocolWords.Line(report, report.Measurements[0]) + ".");
    }

    private static Element BeforeAfter(ExampleImage example, PngEncoder png) => Tag("figure", "before-after").Add(
        Picture.Of(example.Noisy, $"Test image {example.Index} with noise", png),
        Tag("span", "arrow").Set("aria-hidden", "true").Add("→"),
        Picture.Of(example.Denoised, $"Test image {example.Index} denoised", png),
        Tag("figcaption").Add(
            $"Test image {Format.Count(example.Index)}: {Format.Decibels(example.NoisyScore.Psnr)} → " +
            Format.Decibels(example.DenoisedScore.Psnr) + (example.IsCropped ? " for the whole image; shown is its centre" : "")));

    private static Element Gauge(
        EvaluationResult measurement, string name, string unit, int decimals, Func<ScoreSummary, double?> score)
    {
        double? noisy = score(measurement.Noisy), baseline = score(measurement.Baseline), denoised = score(measurement.Denoised);
        Element card = Tag("div", "gauge").Add(
            Tag("h2").Add(name, Tag("small").Add(" mean of " + Format.Count(measurement.Images) + " test images")),
            Paragraph("big",
                Tag("span", "from").Add(Format.Fixed(noisy, decimals)), Tag("span", "to-arrow").Add(" → "),
                Tag("strong").Add(Format.Fixed(denoised, decimals)),
                unit.Length > 0 ? Tag("span", "unit").Add(" " + unit) : null),
            Track(noisy, baseline, denoised));
        Element key = Tag("ul", "key").Add(
            Key("noisy", "noisy", noisy, decimals),
            Key("baseline", ProtocolWords.Baseline(measurement), baseline, decimals),
            Key("denoised", "denoised", denoised, decimals));
        return card.Add(key, Paragraph("gain",
            Tag("b").Add(Format.Gain(noisy, denoised, decimals) + (unit.Length > 0 ? " " + unit : "")), " over the noisy input"));
    }

    private static Element Key(string series, string name, double? value, int decimals) => Tag("li").Add(
        Tag("span", "name").Add(Tag("i", "mark " + series).Set("aria-hidden", "true"), name), " ",
        Tag("b").Add(Format.Fixed(value, decimals)));

    // Places on a line from a little below the least to a little above the greatest score.
    private static Element? Track(double? noisy, double? baseline, double? denoised)
    {
        double[] finite = [.. new[] { noisy, baseline, denoised }.OfType<double>().Where(double.IsFinite)];
        if (finite.Length < 2 || finite.Max() - finite.Min() < 1e-9)
            return null;
        double least = finite.Min(), range = finite.Max() - least;
        Element track = Tag("div", "track").Set("aria-hidden", "true");
        if (noisy is { } from && denoised is { } to && double.IsFinite(from - to))
        {
            double left = Place(Math.Min(from, to)), right = Place(Math.Max(from, to));
            track.Add(Tag("i", "span").Set("style", $"left:{Format.Coordinate(left)}%;width:{Format.Coordinate(right - left)}%"));
        }

        return track.Add(Mark("noisy", noisy), Mark("baseline", baseline), Mark("denoised", denoised));

        double Place(double value) => 3 + (94 * (value - least) / range);

        Element? Mark(string series, double? value) => value is { } v && double.IsFinite(v)
            ? Tag("i", "mark " + series).Set("style", $"left:{Format.Coordinate(Place(v))}%")
            : null;
    }

    private static Element? Facts(RunReport report) => Html.Facts("facts",
        ("training time", report.TrainSeconds is { } seconds ? Format.Duration(seconds) : null),
        ("speed", report.ImagesPerSecond is { } speed && double.IsFinite(speed)
            ? Format.Count((long)Math.Round(speed)) + " images/s" : null),
        ("epochs", report.Epochs.Count > 0 ? EpochsText(report) : null),
        ("parameters", report.Parameters > 0 ? Format.Count(report.Parameters) : null),
        ("multiply-adds", report.MultiplyAdds > 0 ? Format.Short(report.MultiplyAdds) + " an image" : null));

    private static string EpochsText(RunReport report) => report.BestEpoch is { } best
        ? $"{Format.Count(report.Epochs.Count)}, best {Format.Count(best)}"
        : Format.Count(report.Epochs.Count);
}
