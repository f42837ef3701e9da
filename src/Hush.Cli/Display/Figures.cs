using Hush.Training;

namespace Hush.Cli.Display;

/// <summary>Formats numbers for display; the program runs with the invariant culture.</summary>
internal static class Figures
{
    public static string Count(long value) => value.ToString("N0");

    /// <summary>For example 1 image; 4,567 images.</summary>
    public static string Count(long value, string one, string several) => $"{Count(value)} {(value == 1 ? one : several)}";

    /// <summary>For example 12.3 million; 4,567.</summary>
    public static string Large(long value) => value switch
    {
        >= 1_000_000_000 => $"{value / 1e9:0.##} billion",
        >= 1_000_000 => $"{value / 1e6:0.#} million",
        _ => Count(value),
    };

    public static string Bytes(long value) => value switch
    {
        >= 1 << 20 => $"{value / (double)(1 << 20):0.0} MB",
        >= 1 << 10 => $"{value / 1024.0:0} kB",
        _ => $"{value} B",
    };

    /// <summary>For example 0:07, 3:12, 1:02:03.</summary>
    public static string Time(TimeSpan time) => time.TotalHours >= 1
        ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}"
        : $"{time.Minutes}:{time.Seconds:00}";

    public static string Loss(double value) => value.ToString("0.00000");

    /// <summary>Images per second; empty if unknown.</summary>
    public static string Speed(double? imagesPerSecond) =>
        imagesPerSecond is > 0 and { } speed ? $"{(speed < 100 ? $"{speed:0.0}" : Count((long)speed))} images/s" : "";

    public static string Decibels(double? value) => value switch
    {
        null => "-",
        double.PositiveInfinity => "perfect",
        _ => $"{value:0.00}",
    };

    public static string PsnrWithSpread(ScoreSummary score) =>
        score.PsnrStd is { } spread ? $"{Decibels(score.PsnrMean)} ± {spread:0.00}" : Decibels(score.PsnrMean);

    public static string SsimWithSpread(ScoreSummary score) =>
        score.SsimMean is { } mean ? $"{mean:0.0000} ± {score.SsimStd:0.0000}" : "-";
}
