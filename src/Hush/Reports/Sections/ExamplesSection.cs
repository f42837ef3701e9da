using Hush.Reports.Markup;
using Hush.Reports.Pictures;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Sections;

/// <summary>Images in three rows, clean, noisy and denoised, each with its scores: the sample, the best and the worst.</summary>
internal static class ExamplesSection
{
    private const int MostInBand = 10;

    public static Element? Examples(RunReport report, PngEncoder png)
    {
        if (report.Examples.Count == 0)
            return null;
        Element card = Tag("div", "card");
        int bands = (report.Examples.Count + MostInBand - 1) / MostInBand;
        foreach (ExampleImage[] band in report.Examples.Chunk((report.Examples.Count + bands - 1) / bands))
            card.Add(Band(band, png));
        return Html.Section(
                "images", "Images", "A sample of the test set: each image clean, with noise, and as the network restores it.")
            .Add(card.Add(ScoresBehind("The scores of these images as a table", report.Examples)));
    }

    public static Element? Extremes(RunReport report, PngEncoder png)
    {
        if (report.Best.Count + report.Worst.Count == 0)
            return null;
        return Html.Section(
                "extremes", "Best and worst", "The test images with the highest and the lowest PSNR after denoising.")
            .Add(Tag("div", "pair").Add(Half("Best", report.Best, png), Half("Worst", report.Worst, png)));
    }

    private static Element? Half(string heading, IReadOnlyList<ExampleImage> images, PngEncoder png) => images.Count == 0
        ? null
        : Tag("div", "card").Add(Tag("h3").Add(heading), Band(images, png),
            ScoresBehind($"The scores of the {heading.ToLowerInvariant()} images as a table", images));

    private static Element Band(IReadOnlyList<ExampleImage> images, PngEncoder png)
    {
        Element band = Tag("div", "band").Set("style", $"--n:{images.Count}").Add(
            Tag("div", "row-names").Set("aria-hidden", "true").Add(
                Tag("span").Add("clean"), Tag("span").Add("noisy"), Tag("span").Add("denoised")));
        foreach (ExampleImage example in images)
        {
            band.Add(Tag("figure", "example").Add(
                Cell(example.Clean, $"Test image {example.Index}, clean", "clean", [$"#{example.Index}"], png),
                Cell(example.Noisy, $"Test image {example.Index}, noisy: {Words(example.NoisyScore)}", "noisy", Lines(example.NoisyScore), png),
                Cell(example.Denoised, $"Test image {example.Index}, denoised: {Words(example.DenoisedScore)}", "denoised",
                    Lines(example.DenoisedScore), png)));
        }

        return band;
    }

    private static Element Cell(ReportImage image, string alternative, string name, string[] lines, PngEncoder png)
    {
        Element caption = Tag("div", "scores " + name).Set("aria-hidden", "true").AddAll(lines.Select(line => Tag("span").Add(line)));
        return Tag("div", "cell").Add(Picture.Of(image, alternative, png), caption);
    }

    private static string[] Lines(ImageScore score) => [Format.Decibels(score.Psnr), Format.Ssim(score.Ssim)];

    private static string Words(ImageScore score) => $"PSNR {Format.Decibels(score.Psnr)}, SSIM {Format.Ssim(score.Ssim)}";

    private static Element ScoresBehind(string name, IReadOnlyList<ExampleImage> images) => Html.Details(
        "Scores as a table",
        Html.Table(name, ["Test image", "PSNR noisy", "PSNR denoised", "Gain", "SSIM noisy", "SSIM denoised"], images.Select(e => (string[])
        [
            Format.Count(e.Index), Format.Psnr(e.NoisyScore.Psnr), Format.Psnr(e.DenoisedScore.Psnr),
            Format.Gain(e.NoisyScore.Psnr, e.DenoisedScore.Psnr, 2), Format.Ssim(e.NoisyScore.Ssim), Format.Ssim(e.DenoisedScore.Ssim),
        ])));
}
