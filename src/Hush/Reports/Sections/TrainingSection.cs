using Hush.Learning.Training;
using Hush.Reports.Markup;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Sections;

/// <summary>The course of the training: losses, validation PSNR, and the log as a table.</summary>
internal static class TrainingSection
{
    public static Element? Render(RunReport report)
    {
        if (report.Epochs.Count == 0)
            return null;
        return Html.Section("training", "Training", Lead(report)).Add(
            Tag("div", "pair").Add(
                Chart(ReportCharts.LossTitle, ReportCharts.Loss(report),
                    ReportCharts.DrawsSteps(report)
                        ? "Training: mean over short spans of steps. Validation: mean over the validation images after each epoch."
                        : "Mean loss over the training and the validation images, by epoch."),
                Chart(ReportCharts.ValidationTitle, ReportCharts.ValidationPsnr(report),
                    "Mean PSNR of the validation images, by epoch.")),
            Html.Details("The log as a table", Log(report)));
    }

    public static Element Chart(string heading, Element chart, string caption) => Tag("div", "card").Add(
        Tag("h3").Add(heading), Tag("figure").Add(chart, Tag("figcaption").Add(caption)));

    private static string Lead(RunReport report)
    {
        string epochs = report.Epochs.Count == 1 ? "One epoch" : $"{Format.Count(report.Epochs.Count)} epochs";
        string time = report.TrainSeconds is { } seconds ? $" in {Format.Duration(seconds)}" : "";
        return report.BestEpoch is { } best
            ? $"{epochs}{time}; the weights of epoch {Format.Count(best)}, the best on the validation images, were kept."
            : $"{epochs}{time}.";
    }

    private static Element Log(RunReport report)
    {
        Element body = Tag("tbody");
        double before = 0;                                      // the log has cumulative seconds, the table those of each epoch
        foreach (EpochMetrics epoch in report.Epochs)
        {
            bool best = epoch.Epoch == report.BestEpoch;
            body.Add(Tag("tr", best ? "best" : "epoch").Add(
                Tag("th").Set("scope", "row").Add(Format.Count(epoch.Epoch), best ? Tag("span", "badge").Add("best") : null),
                Tag("td").Add(Format.Significant(epoch.TrainLoss)),
                Tag("td").Add(Format.Significant(epoch.ValidationLoss)),
                Tag("td").Add(Format.Fixed(epoch.ValidationPsnr, 2)),
                Tag("td").Add(Format.Significant(epoch.Rate)),
                Tag("td").Add(Format.Fixed(epoch.Seconds - before, 1))));
            before = epoch.Seconds;
        }

        string[] heads = ["Epoch", "Training loss", "Validation loss", "Validation PSNR, dB", "Learning rate", "Seconds"];
        return Html.Scrolling("Training log", Tag("table", "numbers").Add(
            Html.Caption("One row per epoch, as in log.csv."),
            Tag("thead").Add(Tag("tr").AddAll(heads.Select(h => Tag("th").Set("scope", "col").Add(h)))),
            body));
    }
}
