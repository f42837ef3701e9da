using Hush.Learning.Losses;
using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Learning.Tests.References;
using Hush.Numerics.Threading;
using Hush.Testing;
using Xunit;

namespace Hush.Learning.Tests.Plans;

/// <summary>PyTorch's conventions: momentum 0.1, mean of the batch, unbiased variance.</summary>
public class RunningStatisticsTests
{
    private static readonly Shape s_shape = new(4, 5, 3, 2);

    private static Network Net() => Network.Build(2, x => x.Conv("a", 6).BatchNorm("n").Relu().MaxPool().Upsample().Conv("b", 2));

    [Fact]
    public void A_step_mixes_a_tenth_of_the_batchs_mean_and_unbiased_variance_into_the_running_ones()
    {
        Network network = Net();
        var samples = new FixedSamples(s_shape);
        using Weights weights = FixedSamples.WeightsFor(network), gradient = new(weights.Layout);
        double[] mean = Doubles(weights["n.running_mean"]), variance = Doubles(weights["n.running_var"]);
        var (batchMean, batchVariance) = Statistics(network, weights, samples, 4);
        using var team = new WorkerTeam(2);
        using var plan = new TrainingPlan(network, s_shape, new Mse(), team);

        plan.Step(weights, samples, 4, gradient);

        Near.Equal([.. mean.Zip(batchMean, (m, b) => (0.9 * m) + (0.1 * b))], weights["n.running_mean"], relative: 1e-6);
        Near.Equal([.. variance.Zip(batchVariance, (v, b) => (0.9 * v) + (0.1 * b))], weights["n.running_var"], relative: 1e-6);
    }

    [Fact]
    public void A_step_changes_no_learned_weight()
    {
        Network network = Net();
        using Weights weights = FixedSamples.WeightsFor(network), gradient = new(weights.Layout);
        float[] before = weights.Learned.ToArray();
        using var team = new WorkerTeam(1);
        using var plan = new TrainingPlan(network, s_shape, new Mse(), team);
        plan.Step(weights, new FixedSamples(s_shape), 4, gradient);
        Assert.Equal(before, weights.Learned);
    }

    [Fact]
    public void Measured_statistics_are_the_mean_of_the_batches_and_forget_what_was_there()
    {
        Network network = Net();
        FixedSamples[] batches = [new(s_shape, stream: 1), new(s_shape, stream: 2), new(s_shape, stream: 3)];
        using Weights weights = FixedSamples.WeightsFor(network);
        float[] learned = weights.Learned.ToArray();
        var statistics = batches.Select(b => Statistics(network, weights, b, 3)).ToArray();
        using var team = new WorkerTeam(2);
        using var plan = new TrainingPlan(network, s_shape, new Mse(), team);

        plan.MeasureStatistics(weights, batches, images: 3);

        Near.Equal([.. Enumerable.Range(0, 6).Select(c => statistics.Average(s => s.Mean[c]))], weights["n.running_mean"], relative: 1e-6);
        Near.Equal([.. Enumerable.Range(0, 6).Select(c => statistics.Average(s => s.Variance[c]))], weights["n.running_var"],
            relative: 1e-6);
        Assert.Equal(learned, weights.Learned);
    }

    [Fact]
    public void A_step_after_measuring_is_a_step_as_before()
    {
        Network network = Net();
        var samples = new FixedSamples(s_shape);
        using Weights weights = FixedSamples.WeightsFor(network), first = new(weights.Layout), second = new(weights.Layout);
        using var team = new WorkerTeam(2);
        using var plan = new TrainingPlan(network, s_shape, new Mse(), team);
        double loss = plan.Step(weights, samples, 4, first);
        plan.MeasureStatistics(weights, [new FixedSamples(s_shape, stream: 5)], images: 4);
        Assert.Equal(loss, plan.Step(weights, samples, 4, second));
        Assert.Equal(first.Learned, second.Learned);
    }

    [Fact]
    public void A_network_without_normalization_has_nothing_to_measure()
    {
        Network network = SmallNetworks.Get("conv, relu");
        using Weights weights = FixedSamples.WeightsFor(network);
        float[] before = weights.Memory.Span.ToArray();
        using var team = new WorkerTeam(1);
        using var plan = new TrainingPlan(network, new Shape(2, 4, 4, 1), new Mse(), team);
        plan.MeasureStatistics(weights, [new FixedSamples(new Shape(2, 4, 4, 1))], images: 2);
        Assert.Equal(before, weights.Memory.Span);
    }

    /// <summary>Mean and unbiased variance of the normalization's input, over the first images of a batch.</summary>
    private static (double[] Mean, double[] Variance) Statistics(Network network, Weights weights, FixedSamples samples, int images)
    {
        var reference = new ReferenceNetwork(network, weights, s_shape with { N = images }, samples.Noisy, samples.Scalars, training: true);
        var (mean, variance, count) = ReferenceNorm.Statistics(reference.InputOf("n"));
        return (mean, [.. variance.Select(v => v * count / (count - 1))]);
    }

    private static double[] Doubles(ReadOnlySpan<float> values) => [.. values.ToArray().Select(v => (double)v)];
}
