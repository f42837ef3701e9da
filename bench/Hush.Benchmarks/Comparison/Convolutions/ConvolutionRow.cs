namespace Hush.Benchmarks.Comparison.Convolutions;

/// <summary>A convolution as measured: Hush's times, then the peer's if there is one.</summary>
internal sealed record ConvolutionRow(ConvolutionShape Shape, string Algorithm, double Difference, IReadOnlyList<PeerTimes> Times)
{
    /// <summary>How many times faster Hush was.</summary>
    public Spread Ratio => Times[1].Over(Times[0]);

    /// <summary>Hush's GFLOP/s.</summary>
    public Spread Rate => Times[0].Rate(1e-9 * Shape.Operations);

    private Spread PeerRate => Times[1].Rate(1e-9 * Shape.Operations);

    public static IReadOnlyList<string> Table(IEnumerable<ConvolutionRow> rows, double peak, string peer) =>
    [
        $"| convolution | algorithm | Hush GFLOP/s | share of peak | {peer} GFLOP/s | share of peak | Hush is faster by |",
        "|---|---|---|---|---|---|---|",
        .. rows.Select(r =>
            $"| {r.Shape} | {r.Algorithm} | {r.Rate.ToString("0")} | {r.Rate.Median / peak:0 %} | {r.PeerRate.ToString("0")} | " +
            $"{r.PeerRate.Median / peak:0 %} | {r.Ratio} |"),
    ];

    public override string ToString() =>
        $"{Shape}, {Algorithm}: Hush {Rate.Median:0}, peer {PeerRate.Median:0} GFLOP/s, {Ratio.Median:0.00} times as fast";
}
