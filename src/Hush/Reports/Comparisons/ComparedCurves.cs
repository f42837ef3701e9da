using Hush.Comparison;
using Hush.Learning.Training;
using Hush.Recipes;
using Hush.Reports.Charts;
using Hush.Reports.Markup;
using Hush.Reports.Sections;
using Hush.Training;
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
                Chart(TrainingCurves.ValidationPsnr, "PSNR, dB", runs, value => Format.Fixed(value, 2) + " dB", mayBeLogarithmic: false),
                Chart(TrainingCurves.ValidationLoss, loss, runs, Format.Significant),
                Chart(TrainingCurves.TrainingLoss, loss, runs, Format.Significant),
                Chart(TrainingCurves.LearningRate, "learning rate", runs, Format.Significant)));
    }

    private static Element Chart(
        TrainingCurve curve, string yTitle, IReadOnlyList<ComparedRun> runs, Func<double, string> text, bool mayBeLogarithmic = true)
    {
        (string title, Func<EpochMetrics, double> value) = (curve.Name, curve.Value);
        int epochs = runs.Max(run => run.Log[^1].Epoch);
        LineSeries[] series = [.. runs.Select((run, i) => new LineSeries(run.Name, RunMark.Class(i), Values(run, epochs, value)))];
        Element chart = new LineChart
        {
            Label = new ChartLabel(title.ToLowerInvariant().Replace(' ', '-'), title, Describe(title, runs, value, text)),
            YTitle = yTitle,
            Epochs = [.. Enumerable.Range(1, epochs)],
            Series = series,
            Value = text,
            MayBeLogarithmic = mayBeLogarithmic,
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
