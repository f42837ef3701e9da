using Hush.Denoising;
using Hush.Learning.Networks;
using Hush.Models;
using Hush.Testing;
using Xunit;

namespace Hush.Tests.Denoising;

/// <summary>
/// For a network that multiplies by a constant gain, the residual (1 - gain) y and the divergence gain n are known in closed form.
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
            Assert.Equal(Math.Log((1 - Gain) * square / (level * level)) / 2, Slope(values, height, width, channels, level),
                tolerance: 0.01);
    }

    [Theory]
    [InlineData(400, 500), InlineData(401, 385), InlineData(384, 600), InlineData(1000, 3)]
    public void The_middles_of_the_quarters_of_a_large_image_count_and_nothing_else(int height, int width)
    {
        float[] values = new float[height * width], noise = Samples.Normal(height * width, 3);
        Array.Fill(values, 1e6f);
        double squares = 0;
        int count = 0;
        foreach (var (top, rows) in Halves(height))
        {
            foreach (var (left, columns) in Halves(width))
            {
                for (int i = 0; i < rows * columns; i++)
                {
                    int place = ((top + (i / columns)) * width) + left + (i % columns);
                    values[place] = (1 + top + left) * noise[place];        // a different strength in each quadrant
                    squares += (double)values[place] * values[place];
                    count++;
                }
            }
        }

        Assert.Equal(Math.Log((1 - Gain) * squares / count / 0.01) / 2, Slope(values, height, width, 1, 0.1), tolerance: 0.01);
    }

    [Theory]
    [InlineData(0, true), InlineData(1, true), InlineData(0.5, true), InlineData(7.5, true), InlineData(0.5, false)]
    public void Values_that_are_cut_off_or_lie_still_do_not_count(float background, bool isClipped)
    {
        const int Height = 40, Width = 60;
        float[] noise = Samples.Uniform(Height * Width, 3), values = new float[Height * Width];
        double squares = 0;
        int count = 0;
        for (int i = 0; i < values.Length; i++)
        {
            bool isLeft = i % Width < Width / 2;
            values[i] = isLeft ? background : isClipped ? 0.1f + (0.8f * noise[i]) : noise[i] - 0.5f;
            // next to the noise, a value has different neighbors
            if (isLeft && (background is 0 or 1 || i % Width < (Width / 2) - 1))
                continue;
            squares += (double)values[i] * values[i];
            count++;
        }

        Assert.Equal(Math.Log((1 - Gain) * squares / count / 0.01) / 2, Slope(values, Height, Width, 1, 0.1), tolerance: 0.01);
    }

    [Fact]
    public void The_divergence_is_that_of_values_in_themselves()
    {
        float[] values = Samples.Normal(120 * 120, 3);
        double square = values.Zip(values.Skip(1), (v, next) => ((1 - Gain) * v) - (0.5 * next)).Sum(d => d * d) / values.Length;
        Assert.Equal(Math.Log(square / (1 - Gain) / 0.16) / 2, Slope(values, 120, 120, 1, 0.4, beside: 0.5f), tolerance: 0.05);
    }

    [Fact]
    public void Where_nothing_counts_no_level_is_too_high() => Assert.Equal(10, Slope(new float[30 * 30], 30, 30, 1, 0.1));

    [Fact]
    public void A_network_that_amplifies_noise_knows_no_level_that_is_too_high() =>
        Assert.Equal(10, Slope(Samples.Normal(900, 3), 30, 30, 1, 0.1, gain: 1.5f));

    private static (int First, int Count)[] Halves(int extent)
    {
        int half = extent / 2, other = extent - half, first = Math.Min(192, half), second = Math.Min(192, other);
        return [((half - first) / 2, first), (half + ((other - second) / 2), second)];
    }

    private static double Slope(float[] values, int height, int width, int channels, double level, float gain = Gain, float beside = 0)
    {
        Network network = Network.Build(channels, x => x.Conv("gain", channels));
        Weights weights = Weights.Initialize(network, seed: 1);
        weights["gain.bias"].Clear();
        Span<float> filters = weights["gain.weight"];
        filters.Clear();
        for (int c = 0; c < channels; c++)
        {
            Span<float> taps = filters.Slice(((c * channels) + c) * 9, 9);      // [filter, channel, row, column]
            (taps[4], taps[5]) = (gain, beside);
        }

        using var model = new TiledModel(new Model(MadeUpModels.Card(network), network, weights), threads: 1, int.MaxValue, cap: null);
        using var image = new Tensor(new Shape(1, height, width, channels));
        values.CopyTo(image.Span);
        using var likelihood = new LevelLikelihood(model, image, CancellationToken.None);
        return likelihood.Slope(level);
    }
}
