using Hush.Learning.Training;

namespace Hush.Training;

/// <summary>Updates the report of a running training after epochs, rarely enough to take at most 2% of the time.</summary>
/// <param name="epochs">Returns the number of completed epochs.</param>
/// <param name="write">Writes the report, given why the training stopped; null while it runs.</param>
/// <param name="clock">Measures how long it takes to write the report.</param>
internal sealed class LiveReport(Func<int> epochs, Action<string?> write, TimeProvider clock)
{
    private const int TimesTheCost = 50;
    private static readonly TimeSpan s_minInterval = TimeSpan.FromSeconds(2);

    private int _epochs = -1;
    private long _last;
    private TimeSpan _pause = TimeSpan.Zero;

    /// <summary>Runs a training with a live report, which is also updated if it is interrupted or fails.</summary>
    public TrainResult Follow(Func<TrainResult> train)
    {
        Update();
        try
        {
            TrainResult result = train();
            if (result.End == TrainingEnd.Interrupted)
                Write("Training was interrupted; it can be resumed.");
            return result;
        }
        catch (OperationCanceledException)
        {
            WriteLast("The evaluation on the test images was interrupted; resume the run to finish it.");
            throw;
        }
        catch (Exception e)
        {
            WriteLast($"Training failed: {e.Message}");
            throw;
        }
    }

    /// <summary>Writes the report if there is a new epoch and enough time has passed since the last update.</summary>
    public void Update()
    {
        int done = epochs();
        if (done == _epochs || (_epochs >= 0 && clock.GetElapsedTime(_last) < _pause))
            return;
        long start = clock.GetTimestamp();
        Write(stopped: null);
        TimeSpan took = clock.GetElapsedTime(start);
        bool isFirst = _epochs < 0;         // before training: slow, since all this code runs for the first time
        _pause = isFirst ? TimeSpan.Zero : took * TimesTheCost > s_minInterval ? took * TimesTheCost : s_minInterval;
        (_epochs, _last) = (done, clock.GetTimestamp());
    }

    /// <summary>
    /// Writes why the training ended. The training's own error is thrown next; an error of the report must not replace it.
    /// </summary>
    private void WriteLast(string stopped)
    {
        try
        {
            write(stopped);
        }
        catch (Exception)
        {
            // The error that ended the training is reported instead.
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
            // Training is more important. The report is written again at the end, when the error is reported.
        }
    }
}
