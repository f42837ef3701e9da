using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Numerics;
using Hush.Numerics.Threading;
using Hush.Testing;
using Xunit;

namespace Hush.Tests.Denoising;

public class ReachTests
{
    [Theory]
    [InlineData(MadeUpModels.Notebook, 11)]     // 1, pooled 1, 2, pooled 1, 2, upsampled 4, 5, upsampled 10, 11
    [InlineData(MadeUpModels.Plain, 12)]
    [InlineData(MadeUpModels.Residual, 22)]
    [InlineData(MadeUpModels.Shallow, 1)]
    public void The_reach_is_counted_from_the_graph(string name, int pixels) => Assert.Equal(pixels, MadeUpModels.Draw(name).Reach);

    [Fact]
    public void What_does_not_lead_to_the_estimate_does_not_count() =>
        Assert.Equal(1, Network.Build(1, x =>
        {
            x.Conv("a", 4).Conv("b", 4);
            return x.Conv("out", 1);
        }).Reach);

    [Fact]
    public void A_join_reaches_as_far_as_its_farthest_input() =>
        Assert.Equal(4, Network.Build(1, x => x.Conv("a", 4).MaxPool().Conv("b", 1).Upsample() + x.Conv("c", 1, kernel: 1)).Reach);

    [Theory]
    [InlineData(MadeUpModels.Notebook)]
    [InlineData(MadeUpModels.Plain)]
    [InlineData(MadeUpModels.Residual)]
    [InlineData(MadeUpModels.Shallow)]
    public void Pixels_behind_a_cut_change_estimates_up_to_the_reach_and_no_further(string name)
    {
        Network network = MadeUpModels.Draw(name);
        const int Cut = 40, Width = 88, Height = 48;
        var shape = new Shape(1, Height, Width, network.Channels);
        using Weights weights = MadeUpModels.WeightsFor(network);
        using var team = new WorkerTeam(1);
        using var plan = new InferencePlan(network, Height, Width, severalImages: false, team);
        plan.Load(weights);
        using Tensor noisy = Tensor.From(shape, Samples.Normal(shape.Count, 1)), other = Tensor.From(shape, Samples.Normal(shape.Count, 2));
        using Tensor before = new(shape), after = new(shape);
        plan.Run(noisy, before, new float[1]);
        foreach (bool left in (bool[])[false, true])
        {
            using var mixed = Tensor.From(shape, noisy.Span);
            for (int x = left ? 0 : Cut; x < (left ? Cut : Width); x++)
                CopyColumn(other, mixed, x);
            plan.Run(mixed, after, new float[1]);
            for (int x = left ? Cut : 0; x < (left ? Width : Cut); x++)
            {
                int distance = left ? x - Cut : Cut - 1 - x;
                if (distance >= network.Reach)
                    Assert.Equal(Column(before, x), Column(after, x));
                else if (distance == network.Reach - 1)
                    Assert.NotEqual(Column(before, x), Column(after, x));
            }
        }
    }

    private static void CopyColumn(Tensor from, Tensor to, int x)
    {
        var (_, height, width, channels) = from.Shape;
        for (int y = 0; y < height; y++)
            from.Span.Slice(((y * width) + x) * channels, channels).CopyTo(to.Span[(((y * width) + x) * channels)..]);
    }

    private static float[] Column(Tensor image, int x)
    {
        var (_, height, width, channels) = image.Shape;
        float[] values = new float[height * channels];
        for (int y = 0; y < height; y++)
            image.Span.Slice(((y * width) + x) * channels, channels).CopyTo(values.AsSpan(y * channels));
        return values;
    }
}
