using Hush.Comparison;
using Hush.Learning.Training;
using Hush.Recipes;
using Hush.Reports.Charts;
using Hush.Reports.Markup;
using Hush.Reports.Sections;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Comparisons;

/// <summary>The curves of all runs over each other.</summary>
internal static class ComparedCurves
{
    public static Element Render(RunComparison comparison)
    {
        IReadOnlyList<ComparedRun> runs = comparison.Runs;
        string[] losses = [.. runs.Select(r => ReportCharts.LossName(Rule.Name(r.Recipe.Loss))).Distinct()];
        string loss = losses.Length == 1 ? losses[0] : "loss";
        return Html.Section("training", "Training", "The curves of all runs by epoch.").Add(
            RunMark.Key(runs),
            Tag("div", "pair").Add(
                Chart("validation-psnr", "Validation PSNR", "PSNR, dB", runs, e => e.ValidationPsnr, v => Format.Fixed(v, 2) + " dB"),
                Chart("validation-loss", "Validation loss", loss, runs, e => e.ValidationLoss, Format.Significant, isLoss: true),
                Chart("training-loss", "Training loss", loss, runs, e => e.TrainLoss, Format.Significant, isLoss: true),
                Chart("rate", "Learning rate", "learning rate", runs, e => e.Rate, Format.Significant, isLoss: true)));
    }

    private static Element Chart(
        string id, string title, string yTitle, IReadOnlyList<ComparedRun> runs, Func<EpochMetrics, double> value,
        Func<double, string> text, bool isLoss = false)
    {
        int epochs = runs.Max(run => run.Log[^1].Epoch);
        LineSeries[] series = [.. runs.Select((run, i) => new LineSeries(run.Name, RunMark.Class(i), Values(run, epochs, value)))];
        Element chart = new LineChart
        {
            Label = new ChartLabel(id, title, Describe(title, runs, value, text)),
            YTitle = yTitle,
            Epochs = [.. Enumerable.Range(1, epochs)],
            Series = series,
            Value = text,
            MayBeLogarithmic = isLoss,
            HasLegend = false,
        }.Render();
        Element card = Tag("div", "card").Add(Tag("h3").Add(title), Tag("figure").Add(chart));
        return card.Add(Html.Details("The values as a table", Html.Table(
            title,
            ["Epoch", .. runs.Select(r => r.Name)],
            Enumerable.Range(0, epochs).Select(e => (string[])
                [Format.Count(e + 1), .. series.Select(s => double.IsNaN(s.Values[e]) ? Format.Missing : text(s.Values[e]))]))));
    }

    private static double[] Values(ComparedRun run, int epochs, Func<EpochMetrics, double> value)
    {
        double[] values = new double[epochs];
        Array.Fill(values, double.NaN);
        foreach (EpochMetrics epoch in run.Log)
            values[epoch.Epoch - 1] = value(epoch);
        return values;
    }

    private static string Describe(
        string title, IReadOnlyList<ComparedRun> runs, Func<EpochMetrics, double> value, Func<double, string> text) =>
        $"{title} by epoch. " + string.Join(" ", runs.Select(run =>
            $"{run.Name}: from {text(value(run.Log[0]))} to {text(value(run.Log[^1]))} in {Format.Count(run.Log.Count)} " +
            $"{(run.Log.Count == 1 ? "epoch" : "epochs")}."));
}
