using Hush.Learning.Networks;
using Hush.Learning.Optimizers;
using Hush.Learning.Training;
using Xunit;

namespace Hush.Learning.Tests.Training;

public class ResumeTests
{
    private const int MidEpoch = 8, EndOfEpoch = 6;

    private static readonly double[] s_losses = [1, 2, 0.9, 3];

    private static readonly string[] s_kinds = ["plain", "average", "halve on plateau", "clip", "batch norm, average", "muon", "redrawn"];

    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (string kind in s_kinds)
        {
            foreach (int steps in (int[])[1, MidEpoch, EndOfEpoch])
                cases.Add(kind, steps);
        }

        return cases;
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_training_that_was_stopped_goes_on_to_the_very_bytes_of_one_that_was_not(string kind, int steps)
    {
        using TinyTraining whole = Make(kind), stopped = Make(kind), resumed = Make(kind, threads: 1);
        Assert.Equal(TrainingEnd.Completed, whole.Run());
        Assert.Equal(TrainingEnd.Interrupted, stopped.Run(steps));

        resumed.Load(stopped.File);
        Assert.Equal(stopped.Save(), resumed.Save());
        Assert.Equal(TrainingEnd.Completed, resumed.Run());

        Assert.Equal(whole.Save(), resumed.Save());
        Assert.Equal(whole.Loop.Best.Memory.Span, resumed.Loop.Best.Memory.Span);
        Assert.Equal(3, resumed.Loop.BestEpoch);
        Assert.Equal(whole.Loop.Log, resumed.Loop.Log);
        Assert.Equal(whole.Validated[steps / TinyTraining.StepsPerEpoch], resumed.Validated[0]);
    }

    /// <summary>Otherwise, the tests above would prove less than they claim.</summary>
    [Fact]
    public void Each_kind_of_training_ends_with_weights_of_its_own()
    {
        var ends = new HashSet<string>();
        foreach (string kind in s_kinds)
        {
            using TinyTraining training = Make(kind);
            training.Run();
            Assert.True(ends.Add(Convert.ToHexString(training.Save())), kind);
        }
    }

    [Fact]
    public void A_finished_training_of_constant_rate_goes_on_to_the_bytes_of_a_longer_one()
    {
        TrainingOptions shorter = TinyTraining.Options with { Epochs = 2 }, longer = TinyTraining.Options with { Epochs = 4 };
        using TinyTraining begun = new(shorter, s_losses), whole = new(longer, s_losses), extended = new(longer, s_losses);
        begun.Run();
        whole.Run();
        extended.Load(begun.File);
        Assert.Equal(TrainingEnd.Completed, extended.Run());
        Assert.Equal(whole.Save(), extended.Save());
    }

    [Fact]
    public void A_schedule_that_spans_the_training_follows_the_new_length_from_the_resume_on()
    {
        TrainingOptions shorter = TinyTraining.Options with { Epochs = 2, Schedule = new CosineRate(0.01f) },
            longer = shorter with { Epochs = 4 };
        using TinyTraining begun = new(shorter, s_losses), extended = new(longer, s_losses), again = new(longer, s_losses);
        begun.Run();
        extended.Load(begun.File);
        extended.Run();
        again.Load(begun.File);
        again.Run();
        Assert.Equal(extended.Save(), again.Save());
        Assert.Equal(longer.Schedule.RateAt(12, 12), (float)extended.Loop.Log[^1].Rate);
        Assert.Equal(shorter.Schedule.RateAt(6, 6), (float)extended.Loop.Log[1].Rate);
    }

    [Fact]
    public void A_training_is_not_resumed_to_fewer_epochs_than_it_has()
    {
        using TinyTraining begun = new(losses: s_losses), shorter = new(TinyTraining.Options with { Epochs = 2 }, s_losses);
        begun.Run(steps: 10);
        var error = Assert.Throws<CheckpointException>(() => shorter.Load(begun.File));
        Assert.Equal($"The run in '{begun.File}' has completed 3 epochs, more than the 2 requested. Request at least 3.", error.Message);
    }

    [Fact]
    public void Training_time_is_added_up_over_the_sittings()
    {
        var clock = new HandClock();
        using TinyTraining first = Ticking(clock), second = Ticking(clock);
        first.Run(steps: 4);
        clock.Now += TimeSpan.FromHours(9);                         // the night between the runs
        second.Load(first.File);
        second.Run();
        int[] epochs = [12, 24, 36, 48];                            // one second per image and per validation
        Assert.Equal(epochs, second.Loop.Log.Select(row => (int)Math.Round(row.Seconds)));
        Assert.Equal(second.Loop.Log[^1].Seconds, second.Loop.Seconds);
    }

    [Fact]
    public void The_speed_of_the_sitting_before_stands_until_this_one_has_its_own()
    {
        var clock = new HandClock();
        using TinyTraining whole = Ticking(clock, epochs: 12), atItsEnd = Ticking(clock, epochs: 12);
        whole.Run();
        atItsEnd.Load(whole.File);
        atItsEnd.Run();
        Assert.Equal(1, whole.Loop.ImagesPerSecond);             // one second per image
        Assert.Equal(1, atItsEnd.Loop.ImagesPerSecond);
    }

    private static TinyTraining Ticking(HandClock clock, int epochs = 4)
    {
        void Tick() => clock.Now += TimeSpan.FromSeconds(1);
        var source = new TinySource { Reading = (_, _) => Tick() };
        return new TinyTraining(TinyTraining.Options with { Clock = clock, Epochs = epochs }, source: source,
            threads: 1)
        { Validating = Tick };
    }

    private static Weights WithSilentUnit()
    {
        Weights weights = Weights.Initialize(TinyTraining.Plain(), seed: 3);
        weights["a.bias"][2] = -100;
        return weights;
    }

    private static TinyTraining Make(string kind, int threads = 2)
    {
        TrainingOptions options = TinyTraining.Options;
        options = kind switch
        {
            "average" or "batch norm, average" => options with { Average = 0.9 },
            "halve on plateau" => options with { Schedule = new ReduceOnPlateau(0.01f, patience: 0) },
            "muon" => options with { Optimizer = (layout, workers) => new Muon(layout, workers, filterRate: 3) },
            "redrawn" => options with { ReinitializesDead = true, Start = WithSilentUnit() },
            "clip" => options with { ClipNorm = 0.1 },
            _ => options,
        };
        Network network = kind switch
        {
            "batch norm, average" => TinyTraining.Normalized(),
            "muon" => TinyTraining.Wide(),
            _ => TinyTraining.Plain(),
        };
        return new TinyTraining(options, s_losses, network: network, threads: threads);
    }
}
