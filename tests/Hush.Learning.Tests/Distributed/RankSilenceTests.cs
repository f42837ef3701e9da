using Hush.Learning.Distributed.Mpi;
using Xunit;

namespace Hush.Learning.Tests.Distributed;

public class RankSilenceTests
{
    private readonly RankSilence _silence = new(ranks: 3, At(10));
    private double _now = 10;

    [Fact]
    public void Silence_of_a_rank_begins_with_its_last_message_or_with_listening()
    {
        ListenUntil(13);
        _silence.Hear(1, At(13));
        ListenUntil(15);
        Assert.Equal([5, 2, 5], Enumerable.Range(0, 3).Select(rank => Math.Round(_silence.Of(rank, At(_now)).TotalSeconds, 6)));
    }

    [Fact]
    public void Time_without_listening_counts_for_little()
    {
        ListenUntil(11);
        _silence.Hear(1, At(11));
        ListenUntil(12);
        _now = 612;                                 // stopped for ten minutes
        _silence.Listen(At(_now));
        Assert.Equal([2.1, 1.1, 2.1], Enumerable.Range(0, 3).Select(rank => Math.Round(_silence.Of(rank, At(_now)).TotalSeconds, 6)));
        ListenUntil(614);
        Assert.Equal(4.1, _silence.Of(0, At(_now)).TotalSeconds, 1e-6);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.15)]
    [InlineData(2)]
    public void A_process_that_listens_seldom_notices_silence_too(double step)
    {
        ListenUntil(10 + (40 * step), step);
        Assert.Equal(40 * RankSilence.MaxGap.TotalSeconds, _silence.Of(0, At(_now)).TotalSeconds, 1e-6);
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    private void ListenUntil(double end, double step = 0.01)
    {
        int steps = (int)Math.Round((end - _now) / step);
        for (int i = 0; i < steps; i++)
        {
            _now = Math.Round(_now + step, 6);
            _silence.Listen(At(_now));
        }
    }
}
