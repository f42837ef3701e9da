using Hush.Denoising;
using Hush.Learning.Networks;
using Hush.Learning.Plans;
using Hush.Models;
using Hush.Numerics;
using Hush.Testing;
using Xunit;

namespace Hush.Tests.Denoising;

/// <summary>
/// A network that multiplies by a number has the removed part, (1 - gain) y, and the divergence, gain n, in closed form.
/// </summary>
public class LevelLikelihoodTests
{
    private const float Gain = 0.75f;

    [Theory]
    [InlineData(40, 60, 1), InlineData(40, 60, 3), InlineData(7, 5, 1), InlineData(1, 250, 1)]
    public void The_pull_is_what_the_formula_says_of_a_linear_network(int height, int width, int channels)
    {
        float[] values = Samples.Normal((long)height * width * channels, 3);
        double square = values.Sum(v => (double)v * v) / values.Length;
        foreach (double level in new[] { 0.02, 0.4, 1 })
            Assert.Equal(Math.Log((1 - Gain) * square / (level * level)) / 2, Pull(values, height, width, channels, level), tolerance: 0.01);
    }

    [Theory]
    [InlineData(400, 500), InlineData(401, 385), InlineData(384, 600), InlineData(1000, 3)]
    public void The_middles_of_the_quarters_of_a_large_image_count_and_nothing_else(int height, int width)
    {
        float[] values = new float[height * width];
        Array.Fill(values, 1e6f);
        foreach (var (top, rows) in Halves(height))
        {
            foreach (var (left, columns) in Halves(width))
            {
                for (int y = 0; y < rows; y++)
                    values.AsSpan(((top + y) * width) + left, columns).Fill(0.5f);
            }
        }

        Assert.Equal(Math.Log((1 - Gain) * 0.25 / 0.01) / 2, Pull(values, height, width, 1, 0.1), 3);
    }

    [Fact]
    public void A_network_that_removes_nothing_from_an_empty_image_pulls_down_as_far_as_it_goes() =>
        Assert.Equal(-10, Pull(new float[30 * 30], 30, 30, 1, 0.1));

    [Fact]
    public void A_network_that_amplifies_noise_knows_no_level_that_is_too_high() =>
        Assert.Equal(10, Pull(Samples.Normal(900, 3), 30, 30, 1, 0.1, gain: 1.5f));

    private static (int First, int Count)[] Halves(int extent)
    {
        int half = extent / 2, other = extent - half, first = Math.Min(192, half), second = Math.Min(192, other);
        return [((half - first) / 2, first), (half + ((other - second) / 2), second)];
    }

    private static double Pull(float[] values, int height, int width, int channels, double level, float gain = Gain)
    {
        Network network = Network.Build(channels, x => x.Conv("gain", channels));
        Weights weights = Weights.Initialise(network, seed: 1);
        weights["gain.bias"].Clear();
        Span<float> filters = weights["gain.weight"];
        filters.Clear();
        for (int c = 0; c < channels; c++)
            filters[(((c * channels) + c) * 9) + 4] = gain;      // [filter, channel, row, column]: the middle tap of its own channel
        using var model = new TiledModel(new Model(MadeUpModels.Card(network), network, weights), threads: 1, int.MaxValue, cap: null);
        using var image = new Tensor(new Shape(1, height, width, channels));
        values.CopyTo(image.Span);
        using var likelihood = new LevelLikelihood(model, image, CancellationToken.None);
        return likelihood.Pull(level);
    }
}
