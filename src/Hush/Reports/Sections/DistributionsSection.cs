using Hush.Reports.Charts;
using Hush.Reports.Markup;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Sections;

/// <summary>The distribution of scores over the test images: PSNR and SSIM, noisy and denoised.</summary>
internal static class DistributionsSection
{
    public static Element? Render(RunReport report) => ReportCharts.Psnr(report) is not { } psnr
        ? null
        : Html.Section("distributions", "Distributions", "How the scores are distributed over the test images.").Add(
            Tag("div", "pair").Add(Card(psnr), ReportCharts.Ssim(report) is { } ssim ? Card(ssim) : null));

    private static Element Card(HistogramChart chart)
    {
        int leftOut = chart.Noisy.Concat(chart.Denoised).Count(v => !double.IsFinite(v));
        string caption = "Images in each bin; vertical lines are the means." +
            (leftOut == 0 ? "" : $" Not shown: {Format.Count(leftOut)} infinite or undefined scores.");
        Element card = TrainingSection.Chart(chart.Label.Title, chart.Render(), caption);
        return Histogram.Of(chart.Noisy, chart.Denoised) is { } bins
            ? card.Add(Html.Details("The bins as a table", Table(chart, bins)))
            : card;
    }

    private static Element Table(HistogramChart chart, Histogram bins) => Html.Table(
        chart.Label.Title + ", counted in bins", [chart.XTitle + " from", "to", "Noisy", "Denoised"],
        Enumerable.Range(0, bins.First.Length)
            .Where(i => bins.First[i] + bins.Second[i] > 0)
            .Select(i => (string[])
            [
                chart.Value(bins.Edges[i]), chart.Value(bins.Edges[i + 1]), Format.Count(bins.First[i]), Format.Count(bins.Second[i]),
            ]));
}
