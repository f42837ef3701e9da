using Hush.Reports.Markup;

namespace Hush.Reports.Charts;

/// <summary>An axis: maps values to positions, and has labeled ticks.</summary>
internal sealed class Axis
{
    private readonly bool _logarithmic;

    private Axis(double min, double max, bool logarithmic, double[] ticks, Func<double, string> label)
    {
        (Min, Max, _logarithmic) = (min, max, logarithmic);
        TickValues = ticks;
        Labels = [.. ticks.Select(label)];
    }

    public double Min { get; }

    public double Max { get; }

    public bool IsLogarithmic => _logarithmic;

    public double[] TickValues { get; }

    public string[] Labels { get; }

    /// <summary>The position of a value: 0 at the start of the axis, 1 at its end.</summary>
    public double Place(double value) => _logarithmic
        ? Math.Log(value / Min) / Math.Log(Max / Min)
        : (value - Min) / (Max - Min);

    /// <summary>From the tick below the minimum to the tick above the maximum.</summary>
    public static Axis Linear(double min, double max, int parts)
    {
        (min, max) = Widen(min, max);
        double step = Ticks.Step(max - min, parts);
        return Exact(Math.Floor((min / step) + 1e-9) * step, Math.Ceiling((max / step) - 1e-9) * step, parts);
    }

    /// <summary>From min to max exactly; ticks are inside.</summary>
    public static Axis Exact(double min, double max, int parts)
    {
        int decimals = Ticks.Decimals(Ticks.Step(max - min, parts));
        return new Axis(min, max, false, Ticks.Linear(min, max, parts), v => Format.Fixed(v, decimals));
    }

    /// <summary>Counts from 0 to at least <paramref name="most"/>.</summary>
    public static Axis Counts(double most, int parts)
    {
        double max = Math.Max(1, most);
        return new Axis(0, max, false, Ticks.Whole(0, max, parts), v => Format.Count((long)v));
    }

    /// <summary>Integers; a single one is centered.</summary>
    public static Axis Whole(int min, int max, int parts)
    {
        (double from, double to) = min == max ? (min - 1, max + 1) : ((double)min, max);
        double[] ticks = min == max ? [min] : Ticks.Whole(from, to, parts);
        if (ticks.Length > 0 && ticks[0] > min && ticks[0] - min >= 0.6 * (to - from) / parts)
            ticks = [min, .. ticks];                            // epochs 1, 10, 20: label the first one too
        return new Axis(from, to, false, ticks, v => Format.Count((long)v));
    }

    /// <summary>One or two integers, with space on both sides.</summary>
    public static Axis Separate(int[] values) => new(
        values[0] - 0.5, values[^1] + 0.5, false, [.. values.Select(v => (double)v)], v => Format.Count((long)v));

    /// <summary>Logarithmic if all values are positive and span a factor of at least six, else linear.</summary>
    public static Axis Fitting(double min, double max, int parts)
    {
        if (!(min > 0) || max < 6 * min)
            return Linear(min, max, parts);
        double room = Math.Pow(max / min, 0.05);
        double[] ticks = Ticks.Logarithmic(min / room, max * room, parts + 2);
        return new Axis(min / room, max * room, true, ticks, Power);
    }

    private static string Power(double value) => value is >= 1e-4 and < 1e6
        ? Format.Fixed(value, Math.Max(0, (int)-Math.Floor(Math.Log10(value) + 1e-9)))
        : Format.Trimmed(value / Math.Pow(10, Math.Floor(Math.Log10(value) + 1e-9)), 0) +
          "e" + Format.Fixed(Math.Floor(Math.Log10(value) + 1e-9), 0);

    // A constant has no range of its own: extend by 10% on both sides, or by 1 if it is 0.
    private static (double Min, double Max) Widen(double min, double max)
    {
        double minSpan = 1e-9 * Math.Max(Math.Abs(min), Math.Abs(max));
        if (max - min > minSpan)
            return (min, max);
        double half = min == 0 ? 1 : 0.1 * Math.Abs(min);
        return (min - half, max + half);
    }
}
