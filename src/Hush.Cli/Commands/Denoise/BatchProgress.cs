using Hush.Cli.Display;

namespace Hush.Cli.Commands.Denoise;

/// <summary>Estimates the remaining time of a batch from the sizes of the completed and the remaining files.</summary>
/// <param name="sizes">Bytes of each file to denoise, in order.</param>
/// <param name="clock">The time source.</param>
internal sealed class BatchProgress(IReadOnlyList<long> sizes, TimeProvider clock)
{
    private const double MinFraction = 0.1;      // a smaller fraction says little about the speed

    private static readonly TimeSpan s_announced = TimeSpan.FromSeconds(5);

    private readonly long _begin = clock.GetTimestamp();
    private long _bytesLeft = sizes.Sum(), _bytesDone, _start;
    private TimeSpan _busy, _read;
    private int _announcements;

    public int Count => sizes.Count;

    /// <summary>Number of files that were started.</summary>
    public int Begun { get; private set; }

    /// <summary>Number of files that were completed or failed.</summary>
    public int Finished { get; private set; }

    /// <summary>Number of files that are not finished.</summary>
    public int Left => Count - Finished;

    /// <summary>The position of the current file, for example <c>3 of 40</c>.</summary>
    public string Place => $"{Begun} of {Count}";

    /// <summary>Starts the next file.</summary>
    public void Begin()
    {
        _start = clock.GetTimestamp();
        _bytesLeft -= sizes[Begun++];
    }

    /// <summary>Finishes the current file. A failed file does not contribute to the speed.</summary>
    public void End(bool isCleaned)
    {
        Finished++;
        if (!isCleaned)
            return;
        _bytesDone += sizes[Begun - 1];
        _busy += clock.GetElapsedTime(_start);
    }

    /// <summary>Returns, for example, <c>2 min left</c>; empty if no estimate is possible yet.</summary>
    /// <param name="fraction">Fraction of the current file's pixels that are denoised, 0 to 1. Reading the file comes first
    /// and is timed separately.</param>
    public string TimeLeft(double fraction)
    {
        if (Begun == Finished)
            return InWords(_busy, _bytesDone, TimeSpan.Zero);
        TimeSpan elapsed = clock.GetElapsedTime(_start);
        if (fraction <= 0)
            _read = elapsed;
        long size = sizes[Begun - 1];
        if (fraction < MinFraction)
            return InWords(_busy, _bytesDone, _bytesDone > 0 ? (_busy * (size / (double)_bytesDone)) - elapsed : TimeSpan.Zero);
        TimeSpan whole = _read + ((elapsed - _read) / fraction);
        return InWords(_busy + whole, _bytesDone + size, whole - elapsed);
    }

    /// <summary>
    /// Returns, for example, <c>3 of 40, 2 min left</c> every five seconds, for output without a progress bar; otherwise null.
    /// </summary>
    public string? Announcement()
    {
        int due = (int)(clock.GetElapsedTime(_begin) / s_announced);
        if (due <= _announcements || Finished == Count)
            return null;
        _announcements = due;
        string left = TimeLeft(fraction: 0);
        return left.Length > 0 ? $"{Finished} of {Count}, {left}" : $"{Finished} of {Count}";
    }

    /// <summary>The remaining time of the current file plus that of the others at the speed so far.</summary>
    private string InWords(TimeSpan time, long bytes, TimeSpan current)
    {
        if (bytes == 0)
            return "";
        TimeSpan left = (current > TimeSpan.Zero ? current : TimeSpan.Zero) + (time * (_bytesLeft / (double)bytes));
        return left > TimeSpan.Zero ? $"{RemainingTime.InWords(left)} left" : "";
    }
}
