using Hush.Learning.Optimizers;
using Hush.Testing;
using Xunit;

namespace Hush.Learning.Tests.Optimizers;

public class AdamTests
{
    [Theory, InlineData(0.0), InlineData(0.1)]
    public void Twenty_steps_end_where_those_of_PyTorch_end(double decay)
    {
        float[] weights = [.. OptimizerGolden.Weights];
        using var adam = new Adam(weights.Length, weightDecay: decay);
        for (int step = 1; step <= 20; step++)
            adam.Update(weights, OptimizerGolden.Gradient(step), step, 0.01f);
        Near.Equal(decay == 0 ? OptimizerGolden.Adam : OptimizerGolden.AdamWithDecay, weights, relative: 2e-7);
    }

    [Theory, InlineData(1), InlineData(7), InlineData(16), InlineData(33), InlineData(257)]
    public void Any_length_follows_the_definition(int length)
    {
        float[] weights = Samples.Normal(length, 1);
        double[] w = [.. weights], m = new double[length], v = new double[length];
        const double rate = 0.003, decay = 0.02, b1 = 0.8, b2 = 0.97, epsilon = 1e-6, scale = 0.25;
        using var adam = new Adam(length, b1, b2, epsilon, decay);
        for (int step = 1; step <= 9; step++)
        {
            float[] gradient = Samples.Normal(length, (uint)(10 + step));
            adam.Update(weights, gradient, step, (float)rate, gradientScale: (float)scale);
            for (int i = 0; i < length; i++)
            {
                double g = scale * gradient[i];
                w[i] -= rate * decay * w[i];
                m[i] = (b1 * m[i]) + ((1 - b1) * g);
                v[i] = (b2 * v[i]) + ((1 - b2) * g * g);
                double meanHat = m[i] / (1 - Math.Pow(b1, step)), squareHat = v[i] / (1 - Math.Pow(b2, step));
                w[i] -= rate * meanHat / (Math.Sqrt(squareHat) + epsilon);
            }
        }

        Near.Equal(w, weights, relative: 1e-6);
        Near.Equal(m, adam.M.Span, relative: 1e-6);
        Near.Equal(v, adam.V.Span, relative: 1e-6);
    }

    [Fact]
    public void Parts_of_any_size_give_the_same_bytes_as_the_whole()
    {
        const int length = 101;
        float[] whole = Samples.Normal(length, 1), parts = [.. whole];
        using var one = new Adam(length, weightDecay: 0.01);
        using var many = new Adam(length, weightDecay: 0.01);
        for (int step = 1; step <= 5; step++)
        {
            float[] gradient = Samples.Normal(length, (uint)(50 + step));
            one.Update(whole, gradient, step, 0.01f);
            foreach ((int start, int end) in ((int, int)[])[(37, 101), (0, 3), (3, 37)])
                many.Update(parts.AsSpan(start..end), gradient.AsSpan(start..end), step, 0.01f, start: start);
        }

        Assert.Equal(whole, parts);
        Assert.Equal(one.V.Span.ToArray(), many.V.Span.ToArray());
    }

    [Fact]
    public void Copied_moments_go_on_as_if_never_stopped()
    {
        float[] weights = Samples.Normal(19, 1), resumed = new float[19];
        using var first = new Adam(19);
        using var second = new Adam(19);
        for (int step = 1; step <= 6; step++)
        {
            float[] gradient = Samples.Normal(19, (uint)(step + 70));
            first.Update(weights, gradient, step, 0.01f);
            if (step == 3)
            {
                weights.CopyTo(resumed, 0);
                first.M.Span.CopyTo(second.M.Span);
                first.V.Span.CopyTo(second.V.Span);
            }
            else if (step > 3)
            {
                second.Update(resumed, gradient, step, 0.01f);
            }
        }

        Assert.Equal(weights, resumed);
    }

    [Fact]
    public void A_part_behind_the_end_is_refused()
    {
        using var adam = new Adam(10);
        var error = Assert.Throws<ShapeException>(() => adam.Update(new float[4], new float[4], 1, 0.1f, start: 7));
        Assert.Equal(
            "Adam has moments for 10 weights, but got 4 weights and 4 gradients from index 7. " +
            "Pass the same part of both buffers and the index where it begins.",
            error.Message);
        Assert.Throws<ShapeException>(() => adam.Update(new float[4], new float[5], 1, 0.1f));
    }

    [Fact]
    public void Steps_count_from_one_and_betas_stay_below_one()
    {
        using var adam = new Adam(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => adam.Update(new float[1], new float[1], 0, 0.1f));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(1, beta2: 1));
        Assert.StartsWith("Adam's betas must be at least 0 and below 1; the usual values are 0.9 and 0.999.", error.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(1, beta1: double.NaN));
    }
}
