using Hush.Imaging.Metrics;
using Hush.Reports.Markup;
using Hush.Reports.Pictures;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Sections;

/// <summary>Images in three rows (clean, noisy and denoised) with their scores: a sample, the best and the worst.</summary>
internal static class ExamplesSection
{
    private const int MaxInBand = 10;

    public static Element? Examples(RunReport report, PngEncoder png)
    {
        if (report.Examples.Count == 0)
            return null;
        Element card = Tag("div", "card");
        ExampleImage[] shown = ShowAll(report)
            ? [.. report.Examples.OrderByDescending(e => e.DenoisedScore.Psnr)]
            : [.. report.Examples];
        int bands = (shown.Length + MaxInBand - 1) / MaxInBand;
        foreach (ExampleImage[] band in shown.Chunk((shown.Length + bands - 1) / bands))
            card.Add(Band(band, png));
        card.Add(CropNote(shown));
        string which = !ShowAll(report) ? "A sample of the test set: each image"
            : shown.Length == 1 ? "The test image" : $"All {shown.Length} test images, highest PSNR after denoising first: each";
        return Html.Section("images", "Images", which + " clean, with noise, and denoised. Below each: PSNR in dB, and SSIM.")
            .Add(card.Add(ScoresBehind("The scores of these images as a table", shown)));
    }

    /// <summary>
    /// Shows each image only once: null if <see cref="Examples"/> shows the whole test set, a single row if best and worst overlap.
    /// </summary>
    public static Element? Extremes(RunReport report, PngEncoder png)
    {
        if (report.Best.Count + report.Worst.Count == 0 || ShowAll(report))
            return null;
        Element section = Html.Section(
            "extremes", "Best and worst", "The test images with the highest and the lowest PSNR after denoising.");
        ExampleImage[] all = [.. report.Best.Concat(report.Worst.Reverse()).DistinctBy(e => e.Index)];
        return all.Length < report.Best.Count + report.Worst.Count
            ? section.Add(Half("From best to worst", all, png))
            : section.Add(Tag("div", "pair").Add(Half("Best", report.Best, png), Half("Worst", report.Worst, png)));
    }

    // True if the examples are the whole test set, so its best and worst are among them.
    private static bool ShowAll(RunReport report)
    {
        var shown = report.Examples.Select(e => e.Index).ToHashSet();
        return report.Measurements.Count > 0 && report.Measurements[0].Images <= shown.Count
            && report.Best.Concat(report.Worst).All(e => shown.Contains(e.Index));
    }

    private static Element? Half(string heading, IReadOnlyList<ExampleImage> images, PngEncoder png) => images.Count == 0
        ? null
        : Tag("div", "card").Add(Tag("h3").Add(heading), Band(images, png), CropNote(images),
            ScoresBehind($"The scores of these images as a table: {heading.ToLowerInvariant()}", images));

    private static Element? CropNote(IReadOnlyList<ExampleImage> images) =>
        images.Any(e => e.IsCropped) ? Paragraph("note", EmbeddedImage.CropNote) : null;

    private static Element Band(IReadOnlyList<ExampleImage> images, PngEncoder png)
    {
        Element band = Tag("div", "band").Set("style", $"--n:{images.Count}").Add(
            Tag("div", "row-names").Set("aria-hidden", "true").Add(
                Tag("span").Add("clean"), Tag("span").Add("noisy"), Tag("span").Add("denoised")));
        foreach (ExampleImage example in images)
        {
            string name = $"Test image {example.Index}";
            band.Add(Tag("figure", "example").Add(
                Tag("div", "cell").Add(
                    EmbeddedImage.Of(example.Clean, name + ", clean", png),
                    Tag("div", "scores").Set("aria-hidden", "true").Add(Tag("span").Add($"#{example.Index}"))),
                Scored(example.Noisy, $"{name}, noisy", "noisy", example.NoisyScore, png),
                Scored(example.Denoised, $"{name}, denoised", "denoised", example.DenoisedScore, png)));
        }

        return band;
    }

    /// <summary>An image with its scores, which its alternative text includes.</summary>
    public static Element Scored(ReportImage image, string name, string series, ImageScore score, PngEncoder png)
    {
        string heard = $"{name}: PSNR {Format.Decibels(score.Psnr)}, SSIM {Format.Ssim(score.Ssim)}";
        return Tag("div", "cell").Add(
            EmbeddedImage.Of(image, heard, png),
            Tag("div", "scores " + series).Set("aria-hidden", "true").Add(
                Tag("span").Add(Format.Psnr(score.Psnr), Tag("i", "unit").Add(" dB")), Tag("span").Add(Format.Ssim(score.Ssim))));
    }

    private static Element ScoresBehind(string name, IReadOnlyList<ExampleImage> images)
    {
        string[] heads = ["Test image", "PSNR noisy", "PSNR denoised", "Gain", "SSIM noisy", "SSIM denoised"];
        return Html.Details("Scores as a table", Html.Table(name, heads, images.Select(e => (string[])
        [
            Format.Count(e.Index), Format.Psnr(e.NoisyScore.Psnr), Format.Psnr(e.DenoisedScore.Psnr),
            Format.Gain(e.NoisyScore.Psnr, e.DenoisedScore.Psnr, 2),
            Format.Ssim(e.NoisyScore.Ssim), Format.Ssim(e.DenoisedScore.Ssim),
        ])));
    }
}
