namespace Hush.Reports.Charts;

/// <summary>Histograms of two sets of values with common bins of a round width.</summary>
/// <param name="Edges">Bins + 1 ascending edges. A bin includes its lower edge; the last bin includes both.</param>
/// <param name="First">Counts of the first set.</param>
/// <param name="Second">Counts of the second set.</param>
internal sealed record Histogram(double[] Edges, int[] First, int[] Second)
{
    /// <summary>Ignores infinite and NaN values. Null if no finite value is left.</summary>
    public static Histogram? Of(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        double[] a = [.. first.Where(double.IsFinite)], b = [.. second.Where(double.IsFinite)];
        if (a.Length + b.Length == 0)
            return null;
        double min = a.Concat(b).Min(), max = a.Concat(b).Max();
        double range = max - min > 1e-9 * Math.Abs(max) ? max - min : Math.Max(0.05 * Math.Abs(max), 1e-3);
        int parts = Math.Clamp((int)Math.Sqrt(2.0 * Math.Max(a.Length, b.Length)), 20, 120);
        double step = Ticks.Step(range, parts);
        double from = Math.Floor(min / step);
        int bins = Math.Max(1, (int)(Math.Ceiling(max / step) - from));
        int decimals = Math.Min(15, Ticks.Decimals(step));
        double[] edges = [.. Enumerable.Range(0, bins + 1).Select(i => Math.Round((from + i) * step, decimals) + 0.0)];
        return new Histogram(edges, Count(a, edges), Count(b, edges));
    }

    private static int[] Count(double[] values, double[] edges)
    {
        var counts = new int[edges.Length - 1];
        foreach (double value in values)
        {
            int at = Array.BinarySearch(edges, value);
            counts[Math.Clamp(at >= 0 ? at : ~at - 1, 0, counts.Length - 1)]++;
        }

        return counts;
    }
}
