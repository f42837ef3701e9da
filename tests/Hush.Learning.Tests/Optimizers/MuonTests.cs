using Hush.Learning.Networks;
using Hush.Learning.Optimizers;
using Hush.Numerics;
using Hush.Numerics.Kernels.Matrices;
using Hush.Testing;
using Xunit;

namespace Hush.Learning.Tests.Optimizers;

public sealed unsafe class MuonTests
{
    private const double FilterRate = 3, Momentum = 0.8, Decay = 0.05, Scale = 0.5;

    private static readonly WeightLayout s_layout =
        new(Network.Build(1, x => x.Conv("a", 16).Relu().Conv("b", 40, 1).Conv("c", 20, 3, bias: false).Conv("d", 1)));

    [Fact]
    public void Filters_follow_the_definition_and_all_else_follows_Adam()
    {
        float[] weights = Samples.Normal(s_layout.Learned, 1), others = [.. weights];
        double[] expected = [.. weights], momentum = new double[weights.Length];
        using var muon = new Muon(s_layout, 1, FilterRate, Momentum, weightDecay: Decay);
        using var adam = new Adam(s_layout.Learned, weightDecay: Decay);
        for (int number = 1; number <= 4; number++)
        {
            float[] gradient = Samples.Normal(s_layout.Learned, (uint)(10 + number));
            var step = new UpdateStep(number, 0.01f * number, (float)Scale);
            for (int part = 0; part < muon.Parts.Count; part++)
                muon.Update(part, weights, gradient, step, worker: 0);
            adam.Update(others, gradient, step.Number, step.Rate, step.GradientScale);
            foreach (string name in (string[])["b.weight", "c.weight"])
                Follow(name, expected, momentum, gradient, step.Rate);
        }

        foreach (Parameter parameter in s_layout.Parameters)
        {
            int start = s_layout.OffsetOf(parameter.Name), end = start + parameter.Count;
            if (parameter.Name is "b.weight" or "c.weight")
                Near.Equal(expected.AsSpan(start..end), weights.AsSpan(start..end), relative: 1e-5);
            else
                Assert.Equal(others.AsSpan(start..end), weights.AsSpan(start..end));
        }
    }

    [Fact]
    public void Parts_cover_every_weight_once_the_largest_matrix_first()
    {
        using var muon = new Muon(s_layout, 1, FilterRate);
        int end = 0;
        foreach (var (start, length) in muon.Parts.Order())
        {
            Assert.Equal(end, start);
            end += length;
        }

        Assert.Equal(s_layout.Learned, end);
        Assert.Equal(s_layout.OffsetOf("c.weight"), muon.Parts[0].Start);
        Assert.Equal(s_layout.OffsetOf("b.weight"), muon.Parts[1].Start);
    }

    [Fact]
    public void A_network_without_such_filters_is_left_to_Adam()
    {
        var layout = new WeightLayout(Network.Build(1, x => x.Conv("a", 8).Conv("b", 1)));
        using var muon = new Muon(layout, 2, FilterRate);
        Assert.Equal((0, layout.Learned), Assert.Single(muon.Parts));
    }

    [Theory, InlineData(0, 0.9), InlineData(double.NaN, 0.9), InlineData(1, 1), InlineData(1, -0.1), InlineData(1, double.NaN)]
    public void A_number_outside_its_range_is_refused(double filterRate, double momentum) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Muon(s_layout, 1, filterRate, momentum));

    /// <summary>The definition in double precision, except for the orthogonalization, which is tested separately.</summary>
    private static void Follow(string name, double[] weights, double[] momentum, float[] gradient, double rate)
    {
        Parameter filters = s_layout.Parameters.First(p => p.Name == name);
        int start = s_layout.OffsetOf(name), rows = filters.Dimensions[0], columns = filters.Count / rows;
        float[] update = new float[filters.Count];
        for (int i = 0; i < update.Length; i++)
        {
            double g = Scale * gradient[start + i];
            momentum[start + i] += (1 - Momentum) * (g - momentum[start + i]);
            update[i] = (float)(((1 - Momentum) * g) + (Momentum * momentum[start + i]));
        }

        using var scratch = new AlignedMemory(NewtonSchulz.Scratch(rows, columns));
        fixed (float* at = update)
            NewtonSchulz.Run(at, rows, columns, scratch.Pointer);
        for (int i = 0; i < update.Length; i++)
        {
            weights[start + i] *= 1 - (rate * Decay);
            weights[start + i] -= FilterRate * rate * Math.Sqrt(Math.Max(1, (double)rows / columns)) * update[i];
        }
    }
}
