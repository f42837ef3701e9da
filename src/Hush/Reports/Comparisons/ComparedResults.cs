using Hush.Comparison;
using Hush.Reports.Markup;
using Hush.Training;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Comparisons;

/// <summary>The table of results: one row per run.</summary>
internal static class ComparedResults
{
    private static readonly Column[] s_columns =
    [
        new("PSNR, dB", run => run.Results?.Evaluation.Denoised.PsnrMean, v => Format.Psnr(v), HigherIsBetter: true),
        new("Gain over noisy, dB", run => run.Results is { } r ? r.Evaluation.Denoised.PsnrMean - r.Evaluation.Noisy.PsnrMean : null,
            v => Format.Gain(0, v, 2), HigherIsBetter: true),
        new("Gain over filter, dB", run => run.Results is { } r ? r.Evaluation.Denoised.PsnrMean - r.Evaluation.Baseline.PsnrMean : null,
            v => Format.Gain(0, v, 2), HigherIsBetter: true),
        new("SSIM", run => run.Results?.Evaluation.Denoised.SsimMean, v => Format.Ssim(v), HigherIsBetter: true),
        new("Validation PSNR, dB", run => run.Best.ValidationPsnr, v => Format.Psnr(v), HigherIsBetter: true),
        new("Best epoch", run => run.Best.Epoch, v => Format.Count((long)v)),
        new("Epochs", run => run.Log.Count, v => Format.Count((long)v)),
        new("Training time", run => run.Log[^1].Seconds, v => Format.Duration(v), HigherIsBetter: false),
        new("Parameters", run => run.Parameters, v => Format.Count((long)v), HigherIsBetter: false),
        new("Multiply-adds per image", run => run.Results?.Cost.MultiplyAdds, Format.Short, HigherIsBetter: false),
    ];

    public static Element Render(RunComparison comparison)
    {
        IReadOnlyList<ComparedRun> runs = comparison.Runs;
        Element body = Tag("tbody");
        for (int i = 0; i < runs.Count; i++)
        {
            ComparedRun run = runs[i];
            body.Add(Tag("tr").Add(RunMark.RowHead(run, i)).AddAll(s_columns.Select(column => column.Cell(run, runs))));
        }

        Element table = Tag("table", "numbers compared").Add(
            Html.Caption(
                "Mean scores of the test images after denoising, and the cost of the training. The best of the finished runs is marked."),
            Tag("thead").Add(Tag("tr").Add(Tag("td")).AddAll(s_columns.Select(c => Tag("th").Set("scope", "col").Add(c.Head)))),
            body);
        return Html.Section("results", "Results", Lead(runs)).Add(Tag("div", "card").Add(Html.Scrolling("Table of results", table)));
    }

    private static string? Lead(IReadOnlyList<ComparedRun> runs)
    {
        (ComparedRun Run, double Psnr)[] scored =
        [
            .. runs.Where(r => r.Results is not null).Select(r => (r, r.Results!.Evaluation.Denoised.PsnrMean))
                .OrderByDescending(r => r.PsnrMean),
        ];
        if (scored.Length < 2 || !double.IsFinite(scored[0].Psnr))
            return null;
        string ahead = Format.Decibels(scored[0].Psnr - scored[1].Psnr);
        return scored.All(r => Format.Psnr(r.Psnr) == Format.Psnr(scored[0].Psnr))
            ? $"All runs reach {Format.Decibels(scored[0].Psnr)}."
            : $"{scored[0].Run.Name} reaches {Format.Decibels(scored[0].Psnr)}, " +
                (Format.Psnr(scored[1].Psnr) == Format.Psnr(scored[0].Psnr) ? "as does" : $"{ahead} more than") + $" {scored[1].Run.Name}.";
    }

    /// <summary>A column of the table.</summary>
    /// <param name="Head">Its heading.</param>
    /// <param name="Value">The value of a run; null if there is none.</param>
    /// <param name="Text">Formats a value.</param>
    /// <param name="HigherIsBetter">Null if no value is better than another.</param>
    private sealed record Column(string Head, Func<ComparedRun, double?> Value, Func<double, string> Text, bool? HigherIsBetter = null)
    {
        // Compares what is printed, so that equal figures are marked alike.
        public Element Cell(ComparedRun run, IReadOnlyList<ComparedRun> runs)
        {
            string[] all =
            [
                .. runs.Where(r => r.Results is not null).Select(Value).OfType<double>().Where(v => !double.IsNaN(v)).Order().Select(Text),
            ];
            string shown = Value(run) is { } value && !double.IsNaN(value) ? Text(value) : Format.Missing;
            bool isBest = run.Results is not null && HigherIsBetter is { } high
                && all.Distinct().Count() > 1 && shown == (high ? all[^1] : all[0]);
            return isBest ? Tag("td", "best-cell").Add(Tag("b").Add(shown)) : Tag("td").Add(shown);
        }
    }
}
