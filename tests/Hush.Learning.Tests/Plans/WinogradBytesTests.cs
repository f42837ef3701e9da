using Hush.Learning.Losses;
using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Numerics.Threading;
using Hush.Testing;
using Xunit;

namespace Hush.Learning.Tests.Plans;

/// <summary>For sizes that are not multiples of a tile at any level, threads, bands and neighbors do not change a byte.</summary>
public class WinogradBytesTests
{
    private static readonly (int Images, int Height, int Width)[] s_sizes =
        [(9, 1, 23), (9, 23, 1), (5, 7, 9), (3, 13, 6), (2, 37, 5), (1, 5, 66), (1, 1, 1), (1, 61, 27)];

    public static TheoryData<string> Networks => SmallNetworks.Winograd;

    [Theory, MemberData(nameof(Networks))]
    public void A_training_step_has_the_same_bytes_on_any_number_of_threads(string name)
    {
        Network network = SmallNetworks.Get(name);
        foreach (var (images, height, width) in s_sizes)
        {
            var samples = new FixedSamples(new Shape(images, height, width, network.Channels));
            float[] one = Learn(network, samples, threads: 1);
            Assert.All(one, v => Assert.True(float.IsFinite(v)));
            foreach (int threads in (int[])[2, 3])
                Assert.Equal(one, Learn(network, samples, threads));
        }
    }

    [Theory, MemberData(nameof(Networks))]
    public void An_estimate_has_the_same_bytes_in_bands_and_among_others_on_any_number_of_threads(string name)
    {
        Network network = SmallNetworks.Get(name);
        using Weights weights = FixedSamples.WeightsFor(network);
        foreach (var (images, height, width) in s_sizes)
        {
            var samples = new FixedSamples(new Shape(images, height, width, network.Channels));
            float[] expected = samples.Estimate(network, weights, severalImages: false, threads: 1);
            Assert.All(expected, v => Assert.True(float.IsFinite(v)));
            foreach (int threads in (int[])[1, 2, 3])
            {
                Assert.Equal(expected, samples.Estimate(network, weights, severalImages: false, threads));
                Assert.Equal(expected, samples.Estimate(network, weights, severalImages: true, threads));
            }
        }
    }

    [Theory, MemberData(nameof(Networks))]
    public void The_fast_way_rounds_otherwise_than_the_definition_and_hardly(string name)
    {
        Network network = SmallNetworks.Get(name);
        using Weights weights = FixedSamples.WeightsFor(network);
        var samples = new FixedSamples(new Shape(2, 13, 22, network.Channels));
        float[] direct = samples.Estimate(network, weights, severalImages: false, threads: 1, ConvolutionMode.Direct);
        float[] fast = samples.Estimate(network, weights, severalImages: false, threads: 1);
        Assert.NotEqual(direct, fast);
        Near.Equal(Array.ConvertAll(direct, v => (double)v), fast, 2e-5);
    }

    private static float[] Learn(Network network, FixedSamples samples, int threads)
    {
        using Weights weights = FixedSamples.WeightsFor(network), gradient = new(weights.Layout);
        using var team = new WorkerTeam(threads);
        using var plan = new TrainingPlan(network, samples.Shape, new Mse(), team);
        double loss = plan.Step(weights, samples, samples.Shape.N, gradient);
        return [(float)loss, .. gradient.Memory.Span, .. weights.Memory.Span[weights.Layout.Learned..]];
    }
}
