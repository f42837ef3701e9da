namespace Hush.Benchmarks.Comparison;

/// <summary>Several measurements of one thing: the middle, and how far they lie apart.</summary>
internal readonly record struct Spread(double Median, double Low, double High)
{
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new Spread((sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, sorted[0], sorted[^1]);
    }

    /// <summary>The median and, in parentheses, the lowest and highest.</summary>
    public string ToString(string format) => $"{Median.ToString(format)} ({Low.ToString(format)} - {High.ToString(format)})";

    public override string ToString() => ToString("0.00");
}
