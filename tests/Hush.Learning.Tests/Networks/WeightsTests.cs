using Hush.Learning.Networks;
using Xunit;

namespace Hush.Learning.Tests.Networks;

public class WeightsTests
{
    private static Network Net() =>
        Network.Build(1, x => x.Conv("a", 40, bias: false).BatchNorm("n").Relu().Conv("b", 40, scale: 0.1f).Conv("c", 1));

    [Fact]
    public void Slices_begin_at_multiples_of_sixteen_and_do_not_overlap_and_learned_ones_come_first()
    {
        Network network = Net();
        var layout = new WeightLayout(network);
        int end = 0;
        foreach (Parameter parameter in network.Parameters)
        {
            int offset = layout.OffsetOf(parameter.Name);
            Assert.Equal(0, offset % 16);
            Assert.InRange(offset, end, end + 15);
            Assert.Equal(parameter.Learned, offset < layout.Learned);
            end = offset + parameter.Count;
        }

        Assert.InRange(layout.Length, end, end + 15);
        using var weights = new Weights(layout);
        Assert.Equal(layout.Length, weights.Memory.Length);
        Assert.Equal(layout.Learned, weights.Learned.Length);
    }

    [Fact]
    public void A_slice_is_the_buffers_own_memory()
    {
        using var weights = new Weights(new WeightLayout(Net()));
        weights["b.bias"].Fill(3);
        int offset = weights.Layout.OffsetOf("b.bias");
        Assert.Equal(120, weights.Memory.Span.ToArray().Sum());
        Assert.All(weights.Memory.Span.Slice(offset, 40).ToArray(), v => Assert.Equal(3, v));
    }

    [Fact]
    public void Filters_begin_with_Hes_deviation_and_their_factor()
    {
        using Weights weights = Weights.Initialize(Net(), seed: 1);
        Deviates(weights["a.weight"], Math.Sqrt(2.0 / 9), relative: 0.15);
        Deviates(weights["b.weight"], 0.1 * Math.Sqrt(2.0 / (9 * 40)), relative: 0.03);
    }

    [Fact]
    public void Biases_begin_at_0_and_normalizations_as_the_identity()
    {
        using Weights weights = Weights.Initialize(Net(), seed: 1);
        foreach (string zero in (string[])["b.bias", "c.bias", "n.bias", "n.running_mean"])
            Assert.All(weights[zero].ToArray(), v => Assert.Equal(0, v));
        foreach (string one in (string[])["n.weight", "n.running_var"])
            Assert.All(weights[one].ToArray(), v => Assert.Equal(1, v));
    }

    [Fact]
    public void Equal_seeds_give_equal_bytes_and_other_seeds_other_weights()
    {
        using Weights one = Weights.Initialize(Net(), seed: 1), same = Weights.Initialize(Net(), seed: 1),
            two = Weights.Initialize(Net(), seed: 2);
        Assert.Equal(one.Memory.Span, same.Memory.Span);
        Assert.NotEqual(one["c.weight"].ToArray(), two["c.weight"].ToArray());
        two.CopyFrom(one);
        Assert.Equal(one.Memory.Span, two.Memory.Span);
    }

    private static void Deviates(Span<float> values, double deviation, double relative)
    {
        double mean = 0, square = 0;
        foreach (float v in values)
            (mean, square) = (mean + (v / (double)values.Length), square + ((double)v * v / values.Length));
        Assert.InRange(Math.Sqrt(square), deviation * (1 - relative), deviation * (1 + relative));
        Assert.InRange(mean, -relative * deviation, relative * deviation);
    }
}
