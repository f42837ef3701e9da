using Hush.Comparison;
using Hush.Reports.Charts;
using Hush.Reports.Markup;
using static Hush.Reports.Markup.Tags;

namespace Hush.Reports.Comparisons;

/// <summary>The color and line style of each run, the same in all charts and tables; chart.css defines them.</summary>
internal static class RunMark
{
    private const double Width = 30, Height = 12;

    /// <summary>The class of a run's curves.</summary>
    /// <param name="index">Index of the run, from 0.</param>
    public static string Class(int index) => $"run-{index + 1}";

    /// <summary>A short piece of a run's line.</summary>
    public static Element Sample(int index) => Tag("svg", "chart sample").Set("aria-hidden", "true")
        .Set("viewBox", $"0 0 {Width} {Height}").Set("width", Width).Set("height", Height)
        .Add(ChartFrame.Line("series " + Class(index), 2, Height / 2, Width - 2, Height / 2));

    /// <summary>The names of all runs with their lines.</summary>
    public static Element Key(IReadOnlyList<ComparedRun> runs) => Tag("ul", "run-key").AddAll(runs.Select((run, i) => Tag("li").Add(
        Sample(i),
        Tag("span").Add(
            Tag("b").Add(run.Name),
            Tag("small").Add($" {run.Recipe.Data.Name}{(run.Results is null ? $", {run.State}" : "")}")))));

    /// <summary>The header of a run's row in a table.</summary>
    public static Element RowHead(ComparedRun run, int index) => Tag("th").Set("scope", "row").Add(Sample(index), run.Name);
}
