using Hush.Cli.Display;

namespace Hush.Cli.Commands.Denoise;

/// <summary>Estimates when a batch ends, from the bytes of the files that were cleaned and of those that are left.</summary>
/// <param name="sizes">Bytes of each file to clean, in order.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class BatchProgress(IReadOnlyList<long> sizes, TimeProvider clock)
{
    private const double LeastShare = 0.1;      // less says little about the speed

    private static readonly TimeSpan s_announced = TimeSpan.FromSeconds(5);

    private readonly long _begin = clock.GetTimestamp();
    private long _bytesLeft = sizes.Sum(), _bytesDone, _start;
    private TimeSpan _busy, _read;
    private int _announcements;

    /// <summary>Files to clean.</summary>
    public int Count => sizes.Count;

    /// <summary>Files that were begun.</summary>
    public int Begun { get; private set; }

    /// <summary>Files that are finished, whether they were cleaned or failed.</summary>
    public int Finished { get; private set; }

    /// <summary>Files that are not finished.</summary>
    public int Left => Count - Finished;

    /// <summary>3 of 40, of the file that is being cleaned.</summary>
    public string Place => $"{Begun} of {Count}";

    /// <summary>Begins with the next file.</summary>
    public void Begin()
    {
        _start = clock.GetTimestamp();
        _bytesLeft -= sizes[Begun++];
    }

    /// <summary>Ends with it; a file that failed says nothing about the speed.</summary>
    public void End(bool isCleaned)
    {
        Finished++;
        if (!isCleaned)
            return;
        _bytesDone += sizes[Begun - 1];
        _busy += clock.GetElapsedTime(_start);
    }

    /// <summary>"2 min left"; empty while nothing is known.</summary>
    /// <param name="share">How much of the current file's pixels is cleaned, 0 to 1. Reading it, which comes first, is timed apart.</param>
    public string TimeLeft(double share)
    {
        if (Begun == Finished)
            return InWords(_busy, _bytesDone, TimeSpan.Zero);
        TimeSpan elapsed = clock.GetElapsedTime(_start);
        if (share <= 0)
            _read = elapsed;
        long size = sizes[Begun - 1];
        if (share < LeastShare)
            return InWords(_busy, _bytesDone, _bytesDone > 0 ? (_busy * (size / (double)_bytesDone)) - elapsed : TimeSpan.Zero);
        TimeSpan whole = _read + ((elapsed - _read) / share);
        return InWords(_busy + whole, _bytesDone + size, whole - elapsed);
    }

    /// <summary>"3 of 40, 2 min left", every five seconds, for places where no bar moves; else null.</summary>
    public string? Announcement()
    {
        int due = (int)(clock.GetElapsedTime(_begin) / s_announced);
        if (due <= _announcements || Finished == Count)
            return null;
        _announcements = due;
        string left = TimeLeft(share: 0);
        return left.Length > 0 ? $"{Finished} of {Count}, {left}" : $"{Finished} of {Count}";
    }

    /// <summary>What the current file still takes, and what the others take at the speed so far.</summary>
    private string InWords(TimeSpan time, long bytes, TimeSpan current)
    {
        if (bytes == 0)
            return "";
        TimeSpan left = (current > TimeSpan.Zero ? current : TimeSpan.Zero) + (time * (_bytesLeft / (double)bytes));
        return left > TimeSpan.Zero ? $"{RemainingTime.InWords(left)} left" : "";
    }
}
