using Hush.Learning.Training;
using Xunit;

namespace Hush.Learning.Tests.Training;

public class StepClockTests
{
    [Fact]
    public void The_median_does_not_count_the_first_twenty_steps()
    {
        var clock = new StepTimer(warmUp: 20);
        for (int i = 0; i < 20; i++)
        {
            clock.Add(1000);
            Assert.Null(clock.MedianSeconds);
            Assert.Null(clock.RecentSeconds);
        }

        clock.Add(3);
        Assert.Equal(3, clock.MedianSeconds);
        clock.Add(1);
        Assert.Equal(2, clock.MedianSeconds);       // between the two middle values
        clock.Add(1000);
        Assert.Equal(3, clock.MedianSeconds);       // not affected by one pause
    }

    [Fact]
    public void The_recent_time_is_the_mean_of_the_last_fifty_steps()
    {
        var clock = new StepTimer(warmUp: 2);
        foreach (int seconds in Enumerable.Range(0, 102))
            clock.Add(seconds);
        Assert.Equal(Enumerable.Range(52, 50).Average(), clock.RecentSeconds);
    }

    [Fact]
    public void Of_a_long_training_the_last_16384_steps_count()
    {
        var clock = new StepTimer(warmUp: 1);
        for (int i = 0; i < 20_000; i++)
            clock.Add(5);
        for (int i = 0; i < 16_384; i++)
            clock.Add(i);
        Assert.Equal(16_383 / 2.0, clock.MedianSeconds);
        Assert.Equal(16_383 - (49 / 2.0), clock.RecentSeconds);
    }

    [Fact]
    public void A_trainers_speed_counts_full_steps_after_the_first_twenty()
    {
        var clock = new HandClock();
        int reads = 0;
        var source = new TinySource
        {
            // With two full steps per epoch, the twenty warm-up steps are those of epochs 1 to 10, which are slow.
            Reading = (_, epoch) => clock.Now += TimeSpan.FromSeconds(epoch < 10 || reads++ % TinySource.Images >= 8 ? 100 : 0.5),
        };
        using var training = new TinyTraining(TinyTraining.Options with { Clock = clock, Epochs = 13 }, source: source, threads: 1);
        training.Run(steps: 30);
        Assert.Null(training.Loop.ImagesPerSecond);
        training.Run();
        Assert.Equal(2, training.Loop.ImagesPerSecond);
    }
}
