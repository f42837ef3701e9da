using System.Globalization;

namespace Hush.Reports.Markup;

/// <summary>Formats numbers for the report, independent of culture: decibels with 2 decimals, SSIM with 4.</summary>
internal static class Format
{
    public const string Missing = "–";
    public const string Infinite = "∞";

    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary>For drawing attributes: at most 2 decimals, ASCII.</summary>
    public static string Coordinate(double value) => (Math.Round(value, 2) + 0.0).ToString("0.##", Plain);

    /// <summary>Fixed decimals with a true minus sign, never "-0"; a dash for NaN and null.</summary>
    public static string Fixed(double? value, int decimals)
    {
        if (value is not { } number || double.IsNaN(number))
            return Missing;
        if (double.IsInfinity(number))
            return number > 0 ? Infinite : "−" + Infinite;
        string text = Math.Abs(number).ToString("F" + decimals.ToString(Plain), Plain);
        return number < 0 && text.AsSpan().ContainsAnyInRange('1', '9') ? "−" + text : text;
    }

    /// <summary>PSNR without its unit.</summary>
    public static string Psnr(double value) => Fixed(value, 2);

    public static string Decibels(double value) => Psnr(value) + " dB";

    public static string Ssim(double? value) => Fixed(value, 4);

    /// <summary>A signed difference; a dash if either side is infinite or missing.</summary>
    public static string Gain(double? from, double? to, int decimals)
    {
        if (from is not { } a || to is not { } b || !double.IsFinite(b - a))
            return Missing;
        string text = Fixed(b - a, decimals);
        return text[0] == '−' ? text : "+" + text;
    }

    /// <summary>Four significant digits: 0.01234, 1.200e-5. For losses and learning rates.</summary>
    public static string Significant(double value)
    {
        if (!double.IsFinite(value) || value == 0)
            return Fixed(value, 0);
        if (Math.Abs(value) is < 1e-4 or >= 1e6)
            return value.ToString("0.000e-0", Plain).Replace("-", "−", StringComparison.Ordinal);
        return Fixed(value, Math.Max(0, 3 - (int)Math.Floor(Math.Log10(Math.Abs(value)))));
    }

    /// <summary>For example 28,353.</summary>
    public static string Count(long value) => value.ToString("N0", Plain);

    /// <summary>Three digits and a suffix: 28.4 k, 2.35 M, 1.02 G; below 1,000 the integer itself.</summary>
    public static string Short(double value) => value switch
    {
        >= 999.5e6 => Three(value / 1e9) + " G",
        >= 999.5e3 => Three(value / 1e6) + " M",
        >= 999.5 => Three(value / 1e3) + " k",
        _ => value.ToString("0", Plain),
    };

    /// <summary>For example 12.3 s, 4 min 32 s, 1 h 04 min.</summary>
    public static string Duration(double? seconds)
    {
        if (seconds is not { } value || !double.IsFinite(value) || value < 0)
            return Missing;
        if (value < 59.95)
            return value.ToString("0.0", Plain) + " s";
        long whole = (long)Math.Round(value);
        if (whole < 3600)
            return string.Create(Plain, $"{whole / 60} min {whole % 60:00} s");
        long minutes = (long)Math.Round(value / 60);
        return string.Create(Plain, $"{minutes / 60} h {minutes % 60:00} min");
    }

    /// <summary>A fraction as a percentage with one decimal.</summary>
    public static string Percent(double share) => (100 * share).ToString("0.0", Plain) + " %";

    /// <summary>At most <paramref name="decimals"/> decimals, without trailing zeros: 127.5, 25.</summary>
    public static string Trimmed(double value, int decimals) =>
        Math.Round(value, decimals).ToString("0." + new string('#', decimals), Plain).Replace('-', '−');

    private static string Three(double value) => value.ToString(value < 9.995 ? "0.00" : value < 99.95 ? "0.0" : "0", Plain);
}
