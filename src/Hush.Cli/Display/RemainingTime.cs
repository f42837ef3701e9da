namespace Hush.Cli.Display;

/// <summary>Estimates the time remaining from the progress since the first call.</summary>
internal sealed class RemainingTime(TimeProvider clock)
{
    private long _start;
    private double? _startFraction;

    /// <summary>For example "1:05 left"; empty while unknown.</summary>
    /// <param name="fraction">The fraction completed, from 0 to 1.</param>
    public string Words(double fraction)
    {
        if (_startFraction is not { } first)
        {
            (_start, _startFraction) = (clock.GetTimestamp(), fraction);
            return "";
        }

        return fraction > first && fraction < 1
            ? $"{Figures.Time(clock.GetElapsedTime(_start) * ((1 - fraction) / (fraction - first)))} left"
            : "";
    }

    /// <summary>An approximate duration: 40 s, 2 min, 1 h 20 min.</summary>
    public static string InWords(TimeSpan time)
    {
        int minutes = (int)Math.Round(time.TotalMinutes);
        if (time.TotalSeconds < 90)
            return $"{Math.Max(1, Math.Ceiling(time.TotalSeconds))} s";
        return minutes < 60 ? $"{minutes} min" : minutes % 60 == 0 ? $"{minutes / 60} h" : $"{minutes / 60} h {minutes % 60} min";
    }
}
