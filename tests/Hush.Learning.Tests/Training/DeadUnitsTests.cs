using Hush.Learning.Networks;
using Hush.Learning.Optimizers;
using Hush.Learning.Plans;
using Hush.Learning.Training;
using Hush.Numerics.Threading;
using Xunit;

namespace Hush.Learning.Tests.Training;

/// <summary>Dead units are reinitialized, and nothing else changes.</summary>
public sealed class DeadUnitsTests
{
    private const int Silent = 3;

    private static Network Net() => Network.Build(1, x => x + x.Conv("a", 20).Relu().Conv("b", 16).Relu().Conv("c", 1));

    [Fact]
    public void A_silent_unit_gets_filters_and_a_gradient_and_the_network_gives_what_it_gave()
    {
        using Weights weights = WithSilentUnit(Net()), before = new(weights.Layout);
        before.CopyFrom(weights);
        float[] estimates = Estimate(weights);
        Assert.Equal([Silent], UnitsWithoutGradient(weights));

        Reinitialize(weights, epoch: 2);

        Assert.Equal(estimates, Estimate(weights));
        Assert.All(weights["a.weight"].Slice(9 * Silent, 9).ToArray(), w => Assert.NotEqual(0, w));
        Assert.Equal(0, weights["a.bias"][Silent]);
        using (Weights gradient = Gradient(weights))        // weights that read it learn at once, and then it learns too
            Assert.Contains(gradient["b.weight"].Slice(9 * Silent, 9).ToArray(), g => g != 0);
        foreach (Parameter parameter in Net().Parameters)
        {
            float[] old = before[parameter.Name].ToArray(), now = weights[parameter.Name].ToArray();
            int[] changed = [.. Enumerable.Range(0, old.Length).Where(i => old[i] != now[i])];
            int[] expected = parameter.Name switch
            {
                "a.weight" => [.. Enumerable.Range(9 * Silent, 9)],
                "a.bias" => [Silent],
                "b.weight" => [.. Enumerable.Range(0, 16).SelectMany(o => Enumerable.Range(9 * ((20 * o) + Silent), 9))],
                _ => [],
            };
            Assert.Equal(expected, changed);
        }
    }

    [Fact]
    public void Filters_differ_from_epoch_to_epoch_and_are_the_same_for_the_same_one()
    {
        float[] Drawn(int epoch)
        {
            using Weights weights = WithSilentUnit(Net());
            Reinitialize(weights, epoch);
            return weights["a.weight"].ToArray();
        }

        Assert.Equal(Drawn(1), Drawn(1));
        Assert.NotEqual(Drawn(1), Drawn(2));
    }

    [Fact]
    public void A_training_that_is_asked_to_wakes_them_and_another_one_does_not()
    {
        foreach (bool redraws in (bool[])[true, false])
        {
            using Weights start = WithSilentUnit(Net());
            using var training = new TinyTraining(TinyTraining.Options with { Start = start, ReinitializesDead = redraws }, network: Net());
            training.Run();
            Assert.Equal(redraws, training.Validated[^1].AsSpan(start.Layout.OffsetOf("a.bias"), 20)[Silent] != start["a.bias"][Silent]);
            Assert.Equal(redraws ? [] : [Silent], UnitsWithoutGradient(training.Loop.Best));
        }
    }

    [Fact]
    public void Averaged_weights_forget_the_silent_unit_too()
    {
        using Weights start = WithSilentUnit(Net());
        using var training = new TinyTraining(
            TinyTraining.Options with { Start = start, ReinitializesDead = true, Average = 0.999, Schedule = new ConstantLearningRate(1e-6f) },
                network: Net());
        training.Run();
        Assert.InRange(training.Loop.Best["a.bias"][Silent], -1, 1);
    }

    [Fact]
    public void A_unit_that_fires_by_its_bias_alone_stays()
    {
        using Weights weights = Weights.Initialize(Net(), seed: 4);
        weights["a.bias"].Fill(-100);
        weights["b.bias"].Fill(1);
        float[] before = weights["b.weight"].ToArray(), estimates = Estimate(weights);
        Reinitialize(weights, epoch: 1);
        Assert.Equal(estimates, Estimate(weights));
        Assert.NotEqual(before, weights["b.weight"].ToArray());     // it reads units that were dead
        Assert.All(weights["b.bias"].ToArray(), b => Assert.Equal(1, b));
    }

    [Fact]
    public void Networks_with_batch_normalization_are_left_alone()
    {
        Assert.False(new DeadUnits(TinyTraining.Normalized()).Exist);
        Assert.True(new DeadUnits(TinyTraining.Plain()).Exist);
    }

    private static void Reinitialize(Weights weights, int epoch)
    {
        var units = new DeadUnits(Net());
        units.Begin();
        using (Weights gradient = Gradient(weights))
            units.Observe(gradient);
        units.Reinitialize(weights, seed: 5, epoch);
    }

    /// <summary>A bias so low that the unit is 0 for any image in [0, 1].</summary>
    private static Weights WithSilentUnit(Network network)
    {
        Weights weights = Weights.Initialize(network, seed: 4);
        weights["a.bias"][Silent] = -100;
        return weights;
    }

    private static int[] UnitsWithoutGradient(Weights weights)
    {
        using Weights gradient = Gradient(weights);
        float[] filters = gradient["a.weight"].ToArray();
        return [.. Enumerable.Range(0, 20).Where(u => filters.Skip(9 * u).Take(9).All(g => g == 0))];
    }

    private static Weights Gradient(Weights weights)
    {
        using var team = new WorkerTeam(2);
        using var plan = new TrainingPlan(Net(), TinyTraining.Options.Batch, TinyTraining.Options.Loss, team);
        var gradient = new Weights(weights.Layout);
        var batch = new EpochBatch(new TinySource());
        batch.Begin(0, [.. Enumerable.Range(0, TinySource.Images)]);
        plan.Step(weights, batch, 4, gradient);
        return gradient;
    }

    private static float[] Estimate(Weights weights)
    {
        using var team = new WorkerTeam(1);
        using var plan = new InferencePlan(Net(), 4, 6, severalImages: false, team);
        plan.Load(weights);
        using Tensor noisy = Tensor.From(new Shape(1, 4, 6, 1), TinySource.Noisy(0, 0)), estimate = new(noisy.Shape);
        plan.Run(noisy, estimate);
        return estimate.Span.ToArray();
    }
}
