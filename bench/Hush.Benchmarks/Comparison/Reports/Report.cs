namespace Hush.Benchmarks.Comparison.Reports;

/// <summary>What a workload has shown.</summary>
/// <param name="Name">The workload's name.</param>
/// <param name="Paragraph">What was done, in sentences.</param>
/// <param name="Table">A Markdown table, line by line.</param>
/// <param name="Findings">Its rows in the summary.</param>
internal sealed record Report(string Name, string Paragraph, IReadOnlyList<string> Table, IReadOnlyList<Finding> Findings)
{
    /// <summary>As a page of Markdown.</summary>
    /// <param name="circumstances">What else is to be said about the measurement.</param>
    public string Markdown(string circumstances) =>
        string.Join('\n', [$"# {Name}", "", Paragraph, MachineText.MadeBy($"bench/compare {Name}"), circumstances, "", .. Table, "",
            .. Summary.Rows(Findings)]) + "\n";
}

/// <summary>One row of the summary.</summary>
/// <param name="Work">What was done.</param>
/// <param name="Peer">With whom Hush was compared.</param>
/// <param name="Meaning">What the ratio says.</param>
/// <param name="Ratio">The ratio, over rounds or over cases.</param>
internal sealed record Finding(string Work, string Peer, string Meaning, Spread Ratio);
