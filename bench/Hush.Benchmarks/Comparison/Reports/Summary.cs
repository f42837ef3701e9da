namespace Hush.Benchmarks.Comparison.Reports;

/// <summary>All workloads on one page, a row for each thing that was found: put together from the workloads' own pages.</summary>
internal static class Summary
{
    private const string Heading = "| work | peer | Hush is | ratio |", Rule = "|---|---|---|---|";

    /// <summary>The end of a workload's page: what goes into the summary.</summary>
    public static IReadOnlyList<string> Rows(IEnumerable<Finding> findings) =>
        [Heading, Rule, .. findings.Select(f => $"| {f.Work} | {f.Peer} | {f.Meaning} | {f.Ratio} |")];

    /// <summary>The summary of all pages that there are.</summary>
    /// <param name="pages">Pages, in the order in which they are to be shown.</param>
    public static string Markdown(IEnumerable<string> pages) => string.Join(
        '\n',
        [
            "# Summary",
            "",
            "Hush beside its peers, each against the best of them: medians over rounds in turn (lowest - highest); for groups of " +
            "convolutions over their shapes. " +
            "Each row is from the page of its workload, which says when and how it was measured.",
            "",
            Heading,
            Rule,
            .. pages.SelectMany(p => p.Split('\n').SkipWhile(l => l != Heading).Skip(2).TakeWhile(l => l.StartsWith('|'))),
            "",
        ]);
}
