using Hush.Learning.Training;

namespace Hush.Training;

/// <summary>
/// Keeps the report of a running training up to date: after an epoch, but so seldom that it takes at most a fiftieth of the time.
/// </summary>
/// <param name="epochs">Tells how many epochs are done.</param>
/// <param name="write">Writes the report, with why the training does not run any more; with null while it runs.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class LiveReport(Func<int> epochs, Action<string?> write, TimeProvider clock)
{
    private const int TimesTheCost = 50;
    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(2);

    private int _epochs = -1;
    private long _last;
    private TimeSpan _pause = TimeSpan.Zero;

    /// <summary>Runs a training with a report that says where it stands, also where it is interrupted or fails.</summary>
    public TrainResult Follow(Func<TrainResult> train)
    {
        Update();
        try
        {
            TrainResult result = train();
            if (result.End == TrainingEnd.Interrupted)
                Write("The training was interrupted; it can be resumed.");
            return result;
        }
        catch (OperationCanceledException)
        {
            WriteLast("The measurement on the test images was interrupted; resume the training to finish it.");
            throw;
        }
        catch (Exception e)
        {
            WriteLast($"The training failed: {e.Message}");
            throw;
        }
    }

    /// <summary>Writes the report if there is a new epoch and the last writing is long enough ago.</summary>
    public void Update()
    {
        int done = epochs();
        if (done == _epochs || (_epochs >= 0 && clock.GetElapsedTime(_last) < _pause))
            return;
        long start = clock.GetTimestamp();
        Write(stopped: null);
        TimeSpan took = clock.GetElapsedTime(start);
        bool isFirst = _epochs < 0;         // before the training: slow, since all of this runs for the first time
        _pause = isFirst ? TimeSpan.Zero : took * TimesTheCost > s_least ? took * TimesTheCost : s_least;
        (_epochs, _last) = (done, clock.GetTimestamp());
    }

    /// <summary>
    /// Writes why the training ended. The training's own error is thrown next, and no error of the report may replace it.
    /// </summary>
    private void WriteLast(string stopped)
    {
        try
        {
            write(stopped);
        }
        catch (Exception)
        {
            // What ended the training is said instead.
        }
    }

    private void Write(string? stopped)
    {
        try
        {
            write(stopped);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The training matters more; the report is written again at its end, and what hinders it is said then.
        }
    }
}
