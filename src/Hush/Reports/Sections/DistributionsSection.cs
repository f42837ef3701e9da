using Hush.Reports.Charts;
using Hush.Reports.Markup;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Sections;

/// <summary>How the scores spread over the test images: PSNR and SSIM, noisy against denoised.</summary>
internal static class DistributionsSection
{
    public static Element? Render(RunReport report)
    {
        if (report.ImageScores is not { } scores || scores.NoisyPsnr.Count + scores.DenoisedPsnr.Count == 0)
            return null;
        return Html.Section("distributions", "Distributions", "How the scores spread over the images of the test set.").Add(
            Tag("div", "pair").Add(
                Card(ReportCharts.PsnrTitle, ReportCharts.Psnr(scores), "PSNR, dB", scores.NoisyPsnr, scores.DenoisedPsnr, 2),
                scores.NoisySsim.Count + scores.DenoisedSsim.Count == 0
                    ? null
                    : Card(ReportCharts.SsimTitle, ReportCharts.Ssim(scores), "SSIM", scores.NoisySsim, scores.DenoisedSsim, 4)));
    }

    private static Element Card(
        string heading, Element chart, string score, IReadOnlyList<double> noisy, IReadOnlyList<double> denoised, int decimals)
    {
        int leftOut = noisy.Concat(denoised).Count(v => !double.IsFinite(v));
        string caption = "Images in each bin; upright lines are the means." +
            (leftOut == 0 ? "" : $" Not drawn: infinite or undefined scores, {Format.Count(leftOut)} in all.");
        Element card = TrainingSection.Chart(heading, chart, caption);
        return Histogram.Of(noisy, denoised) is { } bins
            ? card.Add(Html.Details("The bins as a table", Table(heading, score, bins, decimals)))
            : card;
    }

    private static Element Table(string heading, string score, Histogram bins, int decimals) => Html.Table(
        heading + ", counted in bins", [score + " from", "to", "Noisy", "Denoised"],
        Enumerable.Range(0, bins.First.Length)
            .Where(i => bins.First[i] + bins.Second[i] > 0)
            .Select(i => (string[])
            [
                Format.Fixed(bins.Edges[i], decimals), Format.Fixed(bins.Edges[i + 1], decimals),
                Format.Count(bins.First[i]), Format.Count(bins.Second[i]),
            ]));
}
