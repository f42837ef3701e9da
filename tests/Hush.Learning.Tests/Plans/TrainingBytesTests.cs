using Hush.Learning.Losses;
using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Numerics.Threading;
using Hush.Testing;
using Xunit;

namespace Hush.Learning.Tests.Plans;

/// <summary>What the bytes of a training step's result may depend on.</summary>
public class TrainingBytesTests
{
    public static TheoryData<string> Networks => SmallNetworks.Theory;

    [Theory, MemberData(nameof(Networks))]
    public void One_two_and_three_threads_give_the_same_bytes(string name)
    {
        Network network = SmallNetworks.Get(name);
        var samples = new FixedSamples(new Shape(19, 6, 10, network.Channels));
        float[] one = Learn(network, samples, 19, planned: 19, threads: 1);
        Assert.Equal(one, Learn(network, samples, 19, planned: 19, threads: 2));
        Assert.Equal(one, Learn(network, samples, 19, planned: 19, threads: 3));
    }

    [Theory, MemberData(nameof(Networks))]
    public void A_smaller_last_batch_counts_its_own_images_alone(string name)
    {
        Network network = SmallNetworks.Get(name);
        var samples = new FixedSamples(new Shape(40, 6, 10, network.Channels));
        double[] expected = [.. Learn(network, samples, 21, planned: 21, threads: 1).Select(v => (double)v)];
        Near.Equal(expected, Learn(network, samples, 21, planned: 40, threads: 2), relative: 1e-5);
    }

    [Theory, MemberData(nameof(Networks))]
    public void Nothing_is_left_from_the_step_before(string name)
    {
        Network network = SmallNetworks.Get(name);
        Shape shape = new(7, 6, 10, network.Channels);
        using Weights weights = FixedSamples.WeightsFor(network), gradient = new(weights.Layout), other = FixedSamples.WeightsFor(network);
        using var team = new WorkerTeam(2);
        using var plan = new TrainingPlan(network, shape, new Mse(), team);
        plan.Step(other, new FixedSamples(shape, stream: 9), 7, gradient);
        plan.Step(other, new FixedSamples(shape, stream: 8), 3, gradient);
        var samples = new FixedSamples(shape);
        double loss = plan.Step(weights, samples, 7, gradient);
        Assert.Equal(Learn(network, samples, 7, planned: 7, threads: 1), Result(loss, weights, gradient));
    }

    /// <summary>Loss, gradients and running statistics of a step from the same weights.</summary>
    private static float[] Learn(Network network, FixedSamples samples, int images, int planned, int threads)
    {
        using Weights weights = FixedSamples.WeightsFor(network), gradient = new(weights.Layout);
        using var team = new WorkerTeam(threads);
        using var plan = new TrainingPlan(network, samples.Shape with { N = planned }, new Mse(), team);
        double loss = plan.Step(weights, samples, images, gradient);
        return Result(loss, weights, gradient);
    }

    private static float[] Result(double loss, Weights weights, Weights gradient) =>
        [(float)loss, .. gradient.Memory.Span, .. weights.Memory.Span[weights.Layout.Learned..]];
}
