using Hush.Cli.Commands.Denoise;
using Hush.Cli.Display;
using Hush.Cli.Tests.Display;
using Xunit;

namespace Hush.Cli.Tests.Denoise;

public class BatchProgressTests
{
    private readonly HandClock _clock = new();

    [Fact]
    public void The_rest_takes_as_long_as_its_bytes_did_so_far_and_failed_files_say_nothing()
    {
        var progress = new BatchProgress([100, 700, 200, 400], _clock);
        progress.Begin();
        Assert.Equal(("1 of 4", ""), (progress.Place, progress.TimeLeft(0)));
        _clock.Pass(20);
        progress.End(isCleaned: true);
        progress.Begin();
        _clock.Pass(1);
        progress.End(isCleaned: false);
        Assert.Equal("2 min left", progress.TimeLeft(0));              // 600 bytes at 5 per second
        progress.Begin();
        Assert.Equal("3 of 4", progress.Place);
        progress.TimeLeft(0);
        _clock.Pass(20);
        Assert.Equal("2 min left", progress.TimeLeft(0.5));            // 20 s of this file and 80 s of the next
        _clock.Pass(20);
        progress.End(isCleaned: true);
        Assert.Equal(("80 s left", 1), (progress.TimeLeft(0), progress.Left));
    }

    [Fact]
    public void What_comes_before_the_first_pixels_does_not_inflate_the_estimate()
    {
        var progress = new BatchProgress([100, 100], _clock);
        progress.Begin();
        _clock.Pass(3);
        progress.TimeLeft(0);
        _clock.Pass(1);
        Assert.Equal("", progress.TimeLeft(0.05));
        _clock.Pass(1);
        Assert.Equal("33 s left", progress.TimeLeft(0.125));           // 3 + 2 / 0.125 = 19 s per picture: 14 of this one, 19 of the next
    }

    [Fact]
    public void Where_no_bar_moves_a_line_comes_every_five_seconds()
    {
        var progress = new BatchProgress([.. Enumerable.Repeat(10L, 40)], _clock);
        var lines = new List<string>();
        for (int i = 0; i < 40; i++)
        {
            progress.Begin();
            _clock.Pass(2);
            progress.End(isCleaned: true);
            if (progress.Announcement() is { } line)
                lines.Add(line);
        }

        Assert.Equal(["3 of 40, 74 s left", "5 of 40, 70 s left"], lines[..2]);
        Assert.Equal(15, lines.Count);
    }

    [Theory]
    [InlineData(0.2, "1 s")]
    [InlineData(89, "89 s")]
    [InlineData(125, "2 min")]
    [InlineData(3599, "1 h")]
    [InlineData(4800, "1 h 20 min")]
    public void Times_are_told_as_people_say_them(double seconds, string words) =>
        Assert.Equal(words, RemainingTime.InWords(TimeSpan.FromSeconds(seconds)));
}
