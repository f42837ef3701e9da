namespace Hush.Reports.Charts;

/// <summary>Round tick values for an axis: multiples of 1, 2 or 5 times a power of ten.</summary>
internal static class Ticks
{
    /// <summary>
    /// The smallest step of 1, 2 or 5 x 10^k that divides the positive range into at most <paramref name="parts"/> parts.
    /// </summary>
    public static double Step(double range, int parts)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(range / parts)));
        foreach (int digit in (ReadOnlySpan<int>)[1, 2, 5])
        {
            if (range / (digit * power) <= parts * (1 + 1e-9))
                return digit * power;
        }

        return 10 * power;
    }

    /// <summary>The multiples of <see cref="Step"/> in [min, max], ascending.</summary>
    public static double[] Linear(double min, double max, int parts) => Multiples(min, max, Step(max - min, parts));

    /// <summary>Same as <see cref="Linear"/>, with a step of at least 1.</summary>
    public static double[] Whole(double min, double max, int parts) => Multiples(min, max, Math.Max(1, Step(max - min, parts)));

    /// <summary>1, 2 and 5 x 10^k in [min, max], min positive; only powers of ten if these are enough.</summary>
    public static double[] Logarithmic(double min, double max, int parts)
    {
        double[] decades = Of([1]), all = Of([1, 2, 5]);
        return all.Length <= parts + 1 || decades.Length < 2 ? all : decades;

        double[] Of(int[] digits)
        {
            var ticks = new List<double>();
            for (int k = (int)Math.Floor(Math.Log10(min)); k <= (int)Math.Ceiling(Math.Log10(max)); k++)
            {
                foreach (int digit in digits)
                {
                    double tick = k < 0 ? digit / Math.Pow(10, -k) : digit * Math.Pow(10, k);    // exact decimals round best
                    if (tick >= min && tick <= max)
                        ticks.Add(tick);
                }
            }

            return [.. ticks];
        }
    }

    /// <summary>The number of decimals with which adjacent labels differ.</summary>
    public static int Decimals(double step) => Math.Max(0, (int)-Math.Floor(Math.Log10(step) + 1e-9));

    private static double[] Multiples(double min, double max, double step)
    {
        double first = Math.Ceiling((min / step) - 1e-9), last = Math.Floor((max / step) + 1e-9);
        int decimals = Math.Min(15, Decimals(step));
        var ticks = new double[Math.Max(0, (int)(last - first) + 1)];
        for (int i = 0; i < ticks.Length; i++)
            ticks[i] = Math.Round((first + i) * step, decimals) + 0.0;
        return ticks;
    }
}
