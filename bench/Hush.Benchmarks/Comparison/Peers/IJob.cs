namespace Hush.Benchmarks.Comparison.Peers;

/// <summary>What Hush does, again and again, on its side of a comparison.</summary>
internal interface IJob : IDisposable
{
    /// <summary>The numbers that must agree with the peers' before times count. Called first.</summary>
    float[] Results();

    /// <summary>Does it once; seconds of wall time.</summary>
    double Time();
}
