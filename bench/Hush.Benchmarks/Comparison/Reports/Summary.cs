namespace Hush.Benchmarks.Comparison.Reports;

/// <summary>All workloads on one page, a row for each thing that was found.</summary>
internal static class Summary
{
    public static string Markdown(IEnumerable<Report> reports, int rounds) => string.Join(
        '\n',
        [
            "# Summary",
            "",
            $"Hush beside its peers, each against the best of them. Medians over {rounds} rounds in turn (lowest - highest); for groups of convolutions over their shapes. " +
            MachineText.MadeBy("bench/compare"),
            "",
            "| work | peer | Hush is | ratio |",
            "|---|---|---|---|",
            .. reports.SelectMany(r => r.Findings).Select(f => $"| {f.Work} | {f.Peer} | {f.Meaning} | {f.Ratio} |"),
            "",
        ]);
}
