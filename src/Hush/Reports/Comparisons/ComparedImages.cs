using Hush.Comparison;
using Hush.Reports.Markup;
using Hush.Reports.Pictures;
using Hush.Reports.Sections;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Comparisons;

/// <summary>Test images side by side: clean, noisy, and denoised by every run.</summary>
internal static class ComparedImages
{
    public static Element? Render(RunComparison comparison, PngEncoder png)
    {
        if (comparison.Pictures is not { Images.Count: > 0 } pictures)
            return null;
        int[] shown = [.. Enumerable.Range(0, comparison.Runs.Count).Where(r => pictures.Images[0].Estimates[r] is not null)];
        Element names = Tag("div", "row-names").Set("aria-hidden", "true").Add(Tag("span").Add("clean"), Tag("span").Add("noisy"))
            .AddAll(shown.Select(r => Tag("span").Add(RunMark.Sample(r), comparison.Runs[r].Name)));
        Element band = Tag("div", "band runs").Set("style", $"--n:{pictures.Images.Count};--rows:{shown.Length + 2}").Add(names);
        foreach (ComparedImage image in pictures.Images)
            band.Add(Column(image, comparison.Runs, shown, png));
        bool isCropped = pictures.Images.Any(i => i.Clean.IsCropped);
        return Html.Section("images", "Images", $"{pictures.Source}: the same noisy images for all runs. Below each: PSNR in dB, and SSIM.")
            .Add(Tag("div", "card").Add(
                band,
                isCropped ? Paragraph("note", EmbeddedImage.CropNote) : null,
                Html.Details("Scores as a table", Scores(pictures, comparison.Runs, shown))));
    }

    private static Element Column(ComparedImage image, IReadOnlyList<ComparedRun> runs, int[] shown, PngEncoder png)
    {
        string name = $"Test image {image.Index}";
        double best = shown.Max(r => Math.Round(image.Estimates[r]!.Score.Psnr, 2));
        Element column = Tag("figure", "example").Add(
            Tag("div", "cell").Add(
                EmbeddedImage.Of(image.Clean, name + ", clean", png),
                Tag("div", "scores").Set("aria-hidden", "true").Add(Tag("span").Add($"#{image.Index}"))),
            ExamplesSection.Scored(image.Noisy, $"{name}, noisy", "noisy", image.NoisyScore, png));
        foreach (int r in shown)
        {
            ComparedEstimate estimate = image.Estimates[r]!;
            string series = Math.Round(estimate.Score.Psnr, 2) >= best ? "denoised" : "denoised lower";
            column.Add(ExamplesSection.Scored(estimate.Image, $"{name}, denoised by {runs[r].Name}", series, estimate.Score, png));
        }

        return column;
    }

    private static Element Scores(ComparedPictures pictures, IReadOnlyList<ComparedRun> runs, int[] shown) => Html.Table(
        "PSNR in dB, and SSIM",
        ["Test image", "noisy", .. shown.Select(r => runs[r].Name)],
        pictures.Images.Select(image => (string[])
        [
            Format.Count(image.Index), Both(image.NoisyScore), .. shown.Select(r => Both(image.Estimates[r]!.Score)),
        ]));

    private static string Both(Imaging.Metrics.ImageScore score) => $"{Format.Psnr(score.Psnr)}, {Format.Ssim(score.Ssim)}";
}
