using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Numerics.Threading;
using Hush.Testing;
using Xunit;

namespace Hush.Tests.Denoising;

public class ReceptiveFieldTests
{
    public static TheoryData<string> Names => [.. MadeUpModels.Names];

    [Theory]
    [InlineData(MadeUpModels.Notebook, 11)]     // 1, pooled 1, 2, pooled 1, 2, upsampled 4, 5, upsampled 10, 11
    [InlineData(MadeUpModels.Plain, 12)]
    [InlineData(MadeUpModels.Residual, 22)]
    [InlineData(MadeUpModels.Shallow, 1)]
    [InlineData(MadeUpModels.Deep, 8)]
    public void The_reach_is_counted_from_the_graph(string name, int pixels) =>
        Assert.Equal(pixels, MadeUpModels.Draw(name).ReceptiveFieldRadius);

    [Fact]
    public void What_does_not_lead_to_the_estimate_does_not_count() =>
        Assert.Equal(1, Network.Build(1, x =>
        {
            x.Conv("a", 4).Conv("b", 4);
            return x.Conv("out", 1);
        }).ReceptiveFieldRadius);

    [Fact]
    public void A_join_reaches_as_far_as_its_farthest_input() =>
        Assert.Equal(4, Network.Build(1, x =>
            x.Conv("a", 4).MaxPool().Conv("b", 1).Upsample() + x.Conv("c", 1, kernel: 1)).ReceptiveFieldRadius);

    [Theory]
    [InlineData(MadeUpModels.Notebook, 16, 40)]     // 4, pooled 2, 6, pooled 3, 7, upsampled 14, 18, upsampled 36, 40
    [InlineData(MadeUpModels.Shallow, 4, 4)]
    [InlineData(MadeUpModels.Deep, 4, 32)]
    [InlineData(MadeUpModels.Unshuffled, 16, 40)]   // halved 0, 4, pooled 2, 6, upsampled 12, 16, 20, doubled 40
    public void The_footprint_counts_a_tile_of_four_for_each_3x3_convolution(string name, int grid, int reach)
    {
        Network network = MadeUpModels.Draw(name);
        Assert.Equal(new TileConstraints(network.Alignment, grid, reach), TileConstraints.Of(network));
    }

    [Theory, MemberData(nameof(Names))]
    public void By_the_definition_a_cut_changes_estimates_up_to_the_reach_and_no_further(string name)
    {
        Network network = MadeUpModels.Draw(name);
        Assert.Equal(new TileConstraints(network.Alignment, network.Alignment, network.ReceptiveFieldRadius),
            TileConstraints.Of(network, ConvolutionMode.Direct));
        foreach (var (distance, before, after) in ColumnsBesideCuts(network, ConvolutionMode.Direct))
        {
            if (distance >= network.ReceptiveFieldRadius)
                Assert.Equal(before, after);
            else if (distance == network.ReceptiveFieldRadius - 1)
                Assert.NotEqual(before, after);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void By_tiles_a_cut_changes_bytes_up_to_the_footprints_reach_and_beyond_the_networks_only_rounding(string name)
    {
        Network network = MadeUpModels.Draw(name);
        int reach = TileConstraints.Of(network).ReceptiveFieldRadius;
        foreach (var (distance, before, after) in ColumnsBesideCuts(network, ConvolutionMode.Fast))
        {
            if (distance >= reach)
                Assert.Equal(before, after);
            else if (distance >= network.ReceptiveFieldRadius)
                Near.Equal(Array.ConvertAll(before, v => (double)v), after, 2e-5);
        }
    }

    [Theory, InlineData(MadeUpModels.Deep), InlineData(MadeUpModels.Wide), InlineData(MadeUpModels.Unshuffled)]
    public void By_tiles_a_cut_is_felt_beyond_the_networks_reach(string name)
    {
        Network network = MadeUpModels.Draw(name);
        Assert.Contains(ColumnsBesideCuts(network, ConvolutionMode.Fast), c =>
            c.Distance >= network.ReceptiveFieldRadius && !c.Before.SequenceEqual(c.After));
    }

    /// <summary>
    /// Output columns, and the same columns when one side of a cut is replaced with another image, by their distance from the cut.
    /// </summary>
    private static IEnumerable<(int Distance, float[] Before, float[] After)> ColumnsBesideCuts(Network network, ConvolutionMode mode)
    {
        const int Width = 232, Height = 16;
        var shape = new Shape(1, Height, Width, network.Channels);
        using Weights weights = MadeUpModels.WeightsFor(network);
        using var team = new WorkerTeam(1);
        using var plan = new InferencePlan(network, Height, Width, severalImages: false, team, mode);
        plan.Load(weights);
        using Tensor noisy = Tensor.From(shape, Samples.Normal(shape.Count, 1)), other = Tensor.From(shape, Samples.Normal(shape.Count, 2));
        using Tensor before = new(shape), after = new(shape);
        plan.Run(noisy, before, new float[1]);
        foreach (int cut in (int[])[112, 116, 120, 124])      // on the grid, and off it at every multiple of the alignment
        {
            foreach (bool left in (bool[])[false, true])
            {
                using var mixed = Tensor.From(shape, noisy.Span);
                for (int x = left ? 0 : cut; x < (left ? cut : Width); x++)
                    CopyColumn(other, mixed, x);
                plan.Run(mixed, after, new float[1]);
                for (int x = left ? cut : 0; x < (left ? Width : cut); x++)
                    yield return (left ? x - cut : cut - 1 - x, Column(before, x), Column(after, x));
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
