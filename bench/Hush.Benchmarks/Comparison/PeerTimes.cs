namespace Hush.Benchmarks.Comparison;

/// <summary>A program's seconds for the same work, a median for each round.</summary>
internal sealed record PeerTimes(string Name, List<double> Seconds)
{
    /// <summary>How many times faster <paramref name="hush"/> was, round by round.</summary>
    public Spread Over(PeerTimes hush) => Spread.Of(Seconds.Zip(hush.Seconds, (p, h) => p / h));

    /// <summary>So many things in each go, as things a second.</summary>
    public Spread Rate(double things) => Spread.Of(Seconds.Select(s => things / s));
}
