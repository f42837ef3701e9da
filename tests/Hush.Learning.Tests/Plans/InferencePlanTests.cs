using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Learning.Tests.References;
using Hush.Numerics.Threading;
using Hush.Testing;
using Xunit;

namespace Hush.Learning.Tests.Plans;

public class InferencePlanTests
{
    public static TheoryData<string> Networks => SmallNetworks.Theory;

    [Theory, MemberData(nameof(Networks))]
    public void Estimates_are_those_of_the_definition(string name)
    {
        Network network = SmallNetworks.Get(name);
        foreach (var (images, height, width) in ((int, int, int)[])[(3, 5, 3), (1, 1, 7), (2, 1, 1), (1, 21, 10)])
        {
            var samples = new FixedSamples(new Shape(images, height, width, network.Channels));
            using Weights weights = FixedSamples.WeightsFor(network);
            var reference = new ReferenceNetwork(network, weights, samples.Shape, samples.Noisy, samples.Scalars, training: false);
            double[] expected = new double[samples.Shape.Count];
            new Volume(images, height, width, network.Channels).ForEach((n, y, x, c) =>
                expected[(((((n * height) + y) * width) + x) * network.Channels) + c] = reference.Estimate[n, y, x, c]);

            Near.Equal(expected, samples.Estimate(network, weights, severalImages: false, threads: 1), relative: 5e-6);
        }
    }

    [Theory, MemberData(nameof(Networks))]
    public void Bands_of_one_image_and_several_images_give_the_same_bytes_on_any_number_of_threads(string name)
    {
        Network network = SmallNetworks.Get(name);
        using Weights weights = FixedSamples.WeightsFor(network);
        var samples = new FixedSamples(new Shape(5, 35, 13, network.Channels));
        float[] expected = samples.Estimate(network, weights, severalImages: false, threads: 1);
        foreach (bool severalImages in (bool[])[false, true])
        {
            foreach (int threads in (int[])[1, 2, 3])
                Assert.Equal(expected, samples.Estimate(network, weights, severalImages, threads));
        }
    }

    [Theory, MemberData(nameof(Networks))]
    public void An_image_has_the_same_bytes_whatever_is_beside_it(string name)
    {
        Network network = SmallNetworks.Get(name);
        using Weights weights = FixedSamples.WeightsFor(network);
        var samples = new FixedSamples(new Shape(4, 9, 6, network.Channels));
        float[] together = samples.Estimate(network, weights, severalImages: true, threads: 2);
        using var team = new WorkerTeam(1);
        using var plan = new InferencePlan(network, 9, 6, severalImages: false, team);
        plan.Load(weights);
        int length = (int)samples.Shape.ImageCount;
        for (int image = 3; image >= 0; image--)
        {
            using var noisy = Tensor.From(samples.Shape with { N = 1 }, samples.Noisy.AsSpan(image * length, length));
            using var estimate = new Tensor(noisy.Shape);
            plan.Run(noisy, estimate, samples.Scalars.AsMemory(image, 1));
            Assert.Equal(together.AsSpan(image * length, length), estimate.Span);
        }
    }

    [Fact]
    public void Weights_that_change_count_once_they_are_loaded_again()
    {
        Network network = SmallNetworks.Get("conv, norm, relu");
        var samples = new FixedSamples(new Shape(1, 6, 5, 3));
        using Weights first = FixedSamples.WeightsFor(network), second = Weights.Initialize(network, seed: 8);
        using var team = new WorkerTeam(1);
        using var plan = new InferencePlan(network, 6, 5, severalImages: false, team);
        using Tensor noisy = Tensor.From(samples.Shape, samples.Noisy), estimate = new(samples.Shape);
        plan.Load(second);
        plan.Run(noisy, estimate);
        plan.Load(first);
        plan.Run(noisy, estimate);
        Assert.Equal(samples.Estimate(network, first, severalImages: false, threads: 1), estimate.Span);
    }
}
