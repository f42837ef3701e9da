namespace Hush.Benchmarks.Comparison.Reports;

/// <summary>Programs at the same work, a row each.</summary>
internal static class SpeedTable
{
    /// <summary>The table.</summary>
    /// <param name="times">The programs' times, Hush first.</param>
    /// <param name="things">What is counted: images, or megapixels.</param>
    /// <param name="count">How many of them a go has.</param>
    /// <param name="multiplyAdds">Multiply-adds of a go, by the definition.</param>
    public static IReadOnlyList<string> Lines(IReadOnlyList<PeerTimes> times, string things, double count, double multiplyAdds) =>
    [
        $"| program | {things}/s | milliseconds | GFLOP/s | Hush is faster by |",
        "|---|---|---|---|---|",
        .. times.Select(t => Row(t, times[0], count, multiplyAdds)),
    ];

    private static string Row(PeerTimes peer, PeerTimes hush, double count, double multiplyAdds)
    {
        double median = Spread.Of(peer.Seconds).Median;
        string format = count / median < 20 ? "0.00" : "#,0";
        string ratio = peer == hush ? "" : peer.Over(hush).ToString();
        return $"| {peer.Name} | {peer.Rate(count).ToString(format)} | {1000 * median:0.0} | {2e-9 * multiplyAdds / median:0} | {ratio} |";
    }
}
