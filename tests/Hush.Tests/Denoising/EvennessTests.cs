using Hush.Denoising;
using Hush.Testing;
using Xunit;

namespace Hush.Tests.Denoising;

public class EvennessTests
{
    private static readonly Shape s_shape = new(1, 64, 96, 3);

    [Fact]
    public void Noise_everywhere_has_an_evenness_of_one_at_any_level()
    {
        foreach (float level in (float[])[0.001f, 0.1f])
            Assert.Equal(1, Of((_, _) => level, seed: 3), 0.02);
    }

    [Fact]
    public void It_is_the_median_over_the_blocks_relative_to_all_of_them()
    {
        // 24 blocks: 20 with weak noise, 4 with noise nine times as strong.
        static bool IsStrong(int y, int x) => (y / 16 * 6) + (x / 16) >= 20;
        double expected = 1 / Math.Sqrt((20 + (4 * 81)) / 24.0);
        Assert.Equal(expected, Of((y, x) => IsStrong(y, x) ? 0.09f : 0.01f, seed: 5), 0.05 * expected);
    }

    [Fact]
    public void Texture_in_fewer_than_half_of_the_blocks_has_none()
    {
        Assert.Equal(0, Of((y, x) => x < 32 ? 0.1f : 0, seed: 7));
        Assert.Equal(0, Of((_, _) => 0, seed: 7));
    }

    [Fact]
    public void Several_tiles_are_like_one_image_and_incomplete_blocks_are_not_counted()
    {
        float[] before = Samples.Uniform(s_shape.Count, 9), after = [.. before.Select((v, i) => i < 9000 ? v : v * 0.9f)];
        Evenness whole = new(), tiles = new();
        whole.Add(before, after, s_shape);
        int half = (int)s_shape.Count / 2;
        tiles.Add(before.AsSpan(0, half), after.AsSpan(0, half), s_shape with { H = 32 });
        tiles.Add(before.AsSpan(half), after.AsSpan(half), s_shape with { H = 32 });
        Assert.InRange(whole.Value, 0.5, 1.5);
        Assert.Equal(whole.Value, tiles.Value, 1e-12);
        tiles.Add(before, new float[s_shape.Count], new Shape(1, 15, 96, 3));
        Assert.Equal(whole.Value, tiles.Value, 1e-12);
    }

    [Fact]
    public void Gaps_and_values_that_are_not_finite_are_not_counted()
    {
        float[] before = Samples.Uniform(s_shape.Count, 11), after = [.. before.Select(v => v * 0.9f)];
        var complete = new Evenness();
        complete.Add(before, after, s_shape);
        for (int i = 0; i < before.Length; i += 7)
            (before[i], after[i]) = (i % 2 == 0 ? float.NaN : 1, i % 2 == 0 ? 0.5f : -1);
        var rest = new Evenness();
        rest.Add(before, after, s_shape, i => i % 7 == 0);
        Assert.Equal(complete.Value, rest.Value, 0.05);
        Assert.True(double.IsFinite(rest.Value));
    }

    private static double Of(Func<int, int, float> deviation, uint seed)
    {
        float[] before = new float[s_shape.Count], removed = Samples.Normal(s_shape.Count, seed);
        for (int i = 0; i < before.Length; i++)
            removed[i] *= -deviation(i / s_shape.C / s_shape.W, i / s_shape.C % s_shape.W);
        var evenness = new Evenness();
        evenness.Add(before, removed, s_shape);
        return evenness.Value;
    }
}
