namespace Hush.Cli.Display;

/// <summary>Foretells when work ends, from the share that was done since the first time it was asked.</summary>
internal sealed class RemainingTime(TimeProvider clock)
{
    private long _start;
    private double? _startShare;

    /// <summary>"1:05 left"; empty while nothing is known.</summary>
    /// <param name="share">How much of the work is done, 0 to 1.</param>
    public string Words(double share)
    {
        if (_startShare is not { } first)
        {
            (_start, _startShare) = (clock.GetTimestamp(), share);
            return "";
        }

        return share > first && share < 1 ? $"{Figures.Time(clock.GetElapsedTime(_start) * ((1 - share) / (share - first)))} left" : "";
    }
}
