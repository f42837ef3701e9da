using Hush.Learning.Training;
using Hush.Training;
using Xunit;

namespace Hush.Tests.Training;

public class LiveReportTests
{
    private readonly Clock _clock = new();
    private readonly List<string?> _written = [];
    private TimeSpan _cost = TimeSpan.FromSeconds(0.1);
    private int _epochs;

    [Fact]
    public void A_new_epoch_is_written_once_and_no_sooner_than_fifty_times_what_the_last_writing_took()
    {
        LiveReport live = Live();
        // the first epoch is written at once and starts the interval
        Assert.Equal([false, true, false], [Updated(live, 0, 0), Updated(live, 0, 1), Updated(live, 0, 1)]);
        Assert.False(Updated(live, 4.8, 2));
        Assert.True(Updated(live, 0.3, 3));
        Assert.False(Updated(live, 100, 3));
    }

    [Fact]
    public void Epochs_that_follow_each_other_fast_are_written_every_two_seconds_at_most()
    {
        _cost = TimeSpan.FromMilliseconds(1);
        LiveReport live = Live();
        Assert.True(Updated(live, 0, 1));
        Assert.Equal([false, false, true], [Updated(live, 0.9, 2), Updated(live, 1, 3), Updated(live, 0.2, 4)]);
    }

    [Fact]
    public void The_report_of_an_interrupted_training_says_so()
    {
        var live = new LiveReport(() => _epochs, Write, _clock);
        live.Follow(() => new TrainResult(TrainingEnd.Interrupted, new RunFolder("run"), null, 0));
        Assert.Equal([null, "Training was interrupted; it can be resumed."], _written);
    }

    [Fact]
    public void The_report_of_a_failed_training_says_why()
    {
        var live = new LiveReport(() => _epochs, Write, _clock);
        Assert.Throws<DivergedException>(() => live.Follow(() => throw new DivergedException("The loss is NaN.")));
        Assert.Equal([null, "Training failed: The loss is NaN."], _written);
    }

    [Fact]
    public void A_report_that_cannot_be_written_does_not_end_the_training()
    {
        var live = new LiveReport(() => _epochs, _ => throw new IOException("full"), _clock);
        var result = new TrainResult(TrainingEnd.Completed, new RunFolder("run"), null, 1);
        Assert.Same(result, live.Follow(() => result));
    }

    [Fact]
    public void An_error_of_the_report_does_not_replace_the_one_of_the_training()
    {
        var live = new LiveReport(() => _epochs, stopped =>
            _ = stopped == null ? 0 : throw new InvalidOperationException("report"), _clock);
        Assert.Throws<DivergedException>(() => live.Follow(() => throw new DivergedException("The loss is NaN.")));
        Assert.Throws<OperationCanceledException>(() => live.Follow(() => throw new OperationCanceledException()));
    }

    /// <summary>A live report that has written its page before the first epoch.</summary>
    private LiveReport Live()
    {
        var live = new LiveReport(() => _epochs, Write, _clock);
        live.Update();
        Assert.Single(_written);
        return live;
    }

    private bool Updated(LiveReport live, double secondsLater, int epochs)
    {
        int before = _written.Count;
        _clock.Now += TimeSpan.FromSeconds(secondsLater);
        _epochs = epochs;
        live.Update();
        return _written.Count > before;
    }

    private void Write(string? stopped)
    {
        _written.Add(stopped);
        _clock.Now += _cost;
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
