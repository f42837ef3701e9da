using System.Text.Json;
using Hush.Learning.Optimizers;
using Hush.Testing;
using Xunit;

namespace Hush.Learning.Tests.Optimizers;

public class ScheduleTests
{
    public static TheoryData<string> Schedules() => ["constant", "one-cycle", "cosine", "plateau"];

    [Fact]
    public void One_cycle_is_that_of_PyTorch() =>
        Near.Equal(OptimizerGolden.OneCycle, Rates(new OneCycleRate(0.004f), 14), relative: 1e-7);

    [Fact]
    public void Cosine_is_that_of_PyTorch() => Near.Equal(OptimizerGolden.Cosine, Rates(new CosineRate(0.004f), 7), relative: 1e-7);

    [Fact]
    public void Halving_on_a_plateau_is_that_of_PyTorch()
    {
        var plateau = new ReduceOnPlateau(0.004f, patience: 1);
        var rates = new List<float>();
        foreach (double loss in OptimizerGolden.PlateauLosses)
        {
            plateau.EpochEnded(loss);
            rates.Add(plateau.RateAt(1, 1));
        }

        Near.Equal(OptimizerGolden.PlateauRates, rates.ToArray(), relative: 1e-7);
    }

    [Fact]
    public void Warm_up_rises_in_equal_parts_to_the_full_rate()
    {
        float[] rates = Rates(new CosineRate(0.5f, WarmupSteps: 4), 10);
        Near.Equal([0.1, 0.2, 0.3, 0.4, 0.5], rates.AsSpan(..5), relative: 1e-6);
        Assert.True(rates.AsSpan(4..).ToArray().Zip(rates[5..], (a, b) => a > b).All(falls => falls));
        Assert.True(rates[^1] > 0);
    }

    [Theory, MemberData(nameof(Schedules))]
    public void Every_length_of_training_has_rates_that_are_positive_and_at_most_the_rate_asked_for(string name)
    {
        for (int total = 1; total <= 40; total++)
            Assert.All(Rates(Make(name), total), rate => Assert.True(rate is > 0 and <= 0.1f, $"{rate} of {total} steps"));
    }

    [Theory, MemberData(nameof(Schedules))]
    public void Steps_outside_the_training_are_refused(string name)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Make(name).RateAt(0, 5));
        Assert.StartsWith("The step must be between 1 and 5, got 0. Steps are counted from 1.", error.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Make(name).RateAt(6, 5));
    }

    [Fact]
    public void A_plateau_goes_on_from_its_saved_state_as_if_never_stopped()
    {
        double[] losses = [1, 0.7, 0.75, 0.71, 0.9, 0.8, 0.85, 0.9, 0.1, 0.2];
        ReduceOnPlateau all = new(0.1f), first = new(0.1f), second = new(0.1f);
        foreach (double loss in losses)
            all.EpochEnded(loss);
        foreach (double loss in losses[..4])
            first.EpochEnded(loss);
        second.State = JsonSerializer.Deserialize<ScheduleState>(JsonSerializer.Serialize(first.State))!;
        foreach (double loss in losses[4..])
            second.EpochEnded(loss);
        Assert.Equal(all.State, second.State);
        Near.Equal(0.025, second.State.Rate, scale: 0.025, relative: 1e-6);
    }

    private static float[] Rates(ILearningRateSchedule schedule, int total) =>
        [.. Enumerable.Range(1, total).Select(step => schedule.RateAt(step, total))];

    private static ILearningRateSchedule Make(string name) => name switch
    {
        "constant" => new ConstantLearningRate(0.1f),
        "one-cycle" => new OneCycleRate(0.1f),
        "cosine" => new CosineRate(0.1f, WarmupSteps: 3),
        _ => new ReduceOnPlateau(0.1f),
    };
}
