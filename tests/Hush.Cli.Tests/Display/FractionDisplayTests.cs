using Hush.Cli.Display;
using Xunit;

namespace Hush.Cli.Tests.Display;

public class FractionDisplayTests
{
    private readonly RecordedView _view = new();
    private readonly HandClock _clock = new();

    [Fact]
    public void Time_left_is_what_the_rest_takes_at_the_pace_so_far()
    {
        var display = new FractionDisplay(_view, _clock, "a.png", "Cleaning a.png");
        display.Begin();
        _clock.Pass(30);
        display.Report(0.25);
        _clock.Pass(10);
        display.Report(0.5);
        _clock.Pass(40);
        display.Report(1);

        Assert.Equal([null, 0.25, 0.5, 1], _view.States.Select(s => s.Fraction));
        Assert.Equal(["", "1:30 left", "0:40 left", ""], _view.States.Select(s => s.Status));
        Assert.All(_view.States, s => Assert.Null(s.Announcement));
    }

    [Fact]
    public void Work_without_a_beginning_is_timed_from_its_first_share()
    {
        FractionDisplay display = FractionDisplay.OfEvaluation(_view, _clock);
        display.Report(0.5);
        _clock.Pass(10);
        display.Report(0.75);

        Assert.Equal(["", "0:10 left"], _view.States.Select(s => s.Status));
        Assert.All(_view.States, s => Assert.Equal(s.Title, s.Announcement));
    }
}
