using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Numerics.Threading;
using Xunit;

namespace Hush.Learning.Tests.Plans;

/// <summary>Images with more rows than a plan for a single image keeps in memory.</summary>
public sealed class StreamingScheduleTests
{
    public static TheoryData<string> Networks => [.. SmallNetworks.Names];

    [Theory, MemberData(nameof(Networks))]
    public void Rows_that_pass_one_behind_the_other_have_the_bytes_of_an_image_that_lies_there_whole(string name)
    {
        Network network = SmallNetworks.Get(name);
        using Weights weights = FixedSamples.WeightsFor(network);
        foreach (int height in (int[])[131, 160])
        {
            // With two images, the second finds the buffers as the first left them.
            var samples = new FixedSamples(new Shape(2, height, 7, network.Channels));
            float[] whole = samples.Estimate(network, weights, severalImages: true, threads: 1);
            foreach (int threads in (int[])[1, 2, 3])
                Assert.Equal(whole, samples.Estimate(network, weights, severalImages: false, threads));
        }
    }

    [Theory, MemberData(nameof(Networks))]
    public void Memory_does_not_grow_with_the_height(string name)
    {
        Network network = SmallNetworks.Get(name);
        Assert.Equal(Bytes(network, 2_048, 32), Bytes(network, 20_480, 32));
        Assert.True(Bytes(network, 2_048, 32) < Bytes(network, 2_048, 320));
    }

    [Fact]
    public void An_image_that_was_cancelled_leaves_nothing_to_the_next()
    {
        Network network = SmallNetworks.Get("two levels");
        using Weights weights = FixedSamples.WeightsFor(network);
        var samples = new FixedSamples(new Shape(1, 300, 5, 1));
        using var team = new WorkerTeam(2);
        using var plan = new InferencePlan(network, 300, 5, severalImages: false, team);
        using Tensor noisy = Tensor.From(samples.Shape, samples.Noisy), estimate = new(samples.Shape);
        using var source = new CancellationTokenSource();
        plan.Load(weights);

        Assert.Throws<OperationCanceledException>(() =>
            plan.Run(noisy, estimate, progress: new Cancelling(source), cancellation: source.Token));
        plan.Run(noisy, estimate);

        Assert.Equal(samples.Estimate(network, weights, severalImages: true, threads: 1), estimate.Span);
    }

    private static long Bytes(Network network, int height, int width) =>
        InferencePlan.BytesOf(network, height, width, 2, ConvolutionMode.Fast);

    private sealed class Cancelling(CancellationTokenSource source) : IProgress<double>
    {
        public void Report(double value) => source.Cancel();
    }
}
