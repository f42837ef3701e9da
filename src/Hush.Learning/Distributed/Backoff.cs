using System.Diagnostics;

namespace Hush.Learning.Distributed;

/// <summary>Pauses between polls of something that usually happens soon.</summary>
internal struct Backoff()
{
    private const int SpinRounds = 100;
    private const double BusyMilliseconds = 20;         // after this, waiting leaves the processor to others

    private readonly long _start = Stopwatch.GetTimestamp();
    private int _round;

    /// <summary>Waits until an exchange is complete.</summary>
    public static void Await(IExchange exchange)
    {
        var backoff = new Backoff();
        while (!exchange.TryComplete())
            backoff.Pause();
    }

    public void Pause()
    {
        if (_round++ < SpinRounds)
            Thread.SpinWait(20);
        else if (Stopwatch.GetElapsedTime(_start).TotalMilliseconds < BusyMilliseconds)
            Thread.Yield();
        else
            Thread.Sleep(1);
    }
}
