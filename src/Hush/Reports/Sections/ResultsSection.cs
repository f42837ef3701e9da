using Hush.Imaging.Metrics;
using Hush.Reports.Markup;
using Hush.Training;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Sections;

/// <summary>The table of results: all evaluations, each with its protocol.</summary>
internal static class ResultsSection
{
    private static readonly string[] Heads = ["", "PSNR, mean", "PSNR of mean MSE", "SSIM, mean"];

    public static Element? Render(RunReport report)
    {
        if (report.Measurements.Count == 0)
            return null;
        Element table = Tag("table", "numbers results").Add(
            Html.Caption("PSNR in dB and SSIM on the test set. Small numbers: ± standard deviation over the images."),
            Tag("thead").Add(Tag("tr").AddAll(Heads.Select((head, i) =>
                i == 0 ? Tag("td") : Tag("th").Set("scope", "col").Add(head)))));
        foreach (EvaluationResult measurement in report.Measurements)
        {
            Protocol noise = measurement.Protocol;
            string which = report.Measurements.Count == 1 ? ""
                : ", " + (noise.Sigma is { } sigma ? ProtocolText.Sigma(sigma) : ProtocolText.Noise(noise));
            table.Add(Part(ProtocolText.Line(report, measurement), measurement, measurement.All));
            if (measurement.Images > Evaluator.FirstImages)
                table.Add(Part($"Images 0 to {Evaluator.FirstImages - 1} of the same{which}", measurement, measurement.First100));
        }

        return Html.Section("results", "Results", null).Add(
            Tag("div", "card").Add(Html.Scrolling("Table of results", table), Paragraph("note", ProtocolText.Scores)));
    }

    private static Element Part(string heading, EvaluationResult measurement, ScoreTriple scores) => Tag("tbody").Add(
        Tag("tr", "part").Add(Tag("th").Set("colspan", "4").Set("scope", "rowgroup").Add(heading)),
        Row("noisy", "Noisy input", scores.Noisy),
        Row("baseline", ProtocolText.Baseline(measurement), scores.Baseline),
        Row("denoised", "Denoised", scores.Denoised),
        Gain("Gain over noisy", scores.Noisy, scores.Denoised),
        Gain("Gain over the filter", scores.Baseline, scores.Denoised));

    private static Element Row(string series, string name, ScoreSummary scores) => Tag("tr", series).Add(
        Tag("th").Set("scope", "row").Add(Tag("i", "mark " + series).Set("aria-hidden", "true"), name),
        Cell(Format.Psnr(scores.PsnrMean), scores.PsnrStd, 2),
        Cell(Format.Psnr(scores.PsnrOfMeanMse), null, 2),
        Cell(Format.Ssim(scores.SsimMean), scores.SsimStd, 4));

    private static Element Gain(string name, ScoreSummary other, ScoreSummary denoised) => Tag("tr", "gain-row").Add(
        Tag("th").Set("scope", "row").Add(name),
        Tag("td").Add(Format.Gain(other.PsnrMean, denoised.PsnrMean, 2)),
        Tag("td").Add(Format.Gain(other.PsnrOfMeanMse, denoised.PsnrOfMeanMse, 2)),
        Tag("td").Add(Format.Gain(other.SsimMean, denoised.SsimMean, 4)));

    private static Element Cell(string value, double? deviation, int decimals) => Tag("td").Add(
        value, deviation is { } d && double.IsFinite(d) ? Tag("small").Add(" ± " + Format.Fixed(d, decimals)) : null);
}
