using Hush.Learning.Optimizers;
using Hush.Testing;
using Xunit;

namespace Hush.Learning.Tests.Optimizers;

public class ExponentialMovingAverageTests
{
    [Fact]
    public void The_average_follows_its_definition_with_a_growing_decay()
    {
        float[] start = Samples.Normal(37, 1);
        double[] expected = [.. start];
        using var averaged = new ExponentialMovingAverage(start, 0.4);
        for (int step = 1; step <= 12; step++)
        {
            float[] weights = Samples.Normal(37, (uint)(step + 1));
            averaged.Update(weights, step);
            double d = Math.Min(0.4, (1.0 + step) / (10.0 + step));
            for (int i = 0; i < expected.Length; i++)
                expected[i] = (d * expected[i]) + ((1 - d) * weights[i]);
        }

        Near.Equal(expected, averaged.Values.Span, relative: 1e-6);
    }

    [Theory, InlineData(1, 2.0 / 11), InlineData(8, 0.5), InlineData(1_000_000, 0.999)]
    public void The_decay_grows_from_two_elevenths_to_its_limit(long step, double expected)
    {
        using var averaged = new ExponentialMovingAverage([0f], 0.999);
        Near.Equal(expected, averaged.DecayAt(step), scale: 1, relative: 1e-12);
    }

    [Fact]
    public void Parts_give_the_same_bytes_as_the_whole()
    {
        float[] start = Samples.Normal(53, 1), weights = Samples.Normal(53, 2);
        using var whole = new ExponentialMovingAverage(start, 0.9);
        using var parts = new ExponentialMovingAverage(start, 0.9);
        whole.Update(weights, 4);
        parts.Update(weights.AsSpan(..21), 4);
        parts.Update(weights.AsSpan(21..), 4, start: 21);
        Assert.Equal(whole.Values.Span.ToArray(), parts.Values.Span.ToArray());
    }

    [Fact]
    public void A_part_behind_the_end_and_a_decay_of_one_are_refused()
    {
        using var averaged = new ExponentialMovingAverage(new float[3], 0.9);
        var error = Assert.Throws<ShapeException>(() => averaged.Update(new float[3], 1, start: 1));
        Assert.Equal(
            "There are averages of 3 weights, but 3 weights from index 1 were given. " +
            "Pass weights of the same layout and the index where this part begins.",
            error.Message);
        var decay = Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialMovingAverage([1f], 1));
        Assert.StartsWith("The decay of averaged weights must be at least 0 and below 1.", decay.Message);
    }
}
