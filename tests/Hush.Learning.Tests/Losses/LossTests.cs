using Hush.Learning.Losses;
using Hush.Testing;
using Xunit;

namespace Hush.Learning.Tests.Losses;

public class LossTests
{
    public static TheoryData<string, int> LossesAndLengths()
    {
        var data = new TheoryData<string, int>();
        foreach (string loss in Loss.Names)
        {
            foreach (int length in (int[])[0, 1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 65, 784, 1027])
                data.Add(loss, length);
        }

        return data;
    }

    public static TheoryData<string> Losses() => [.. Loss.Names];

    [Theory, MemberData(nameof(LossesAndLengths))]
    public void The_value_is_the_sum_of_the_definition_and_the_gradient_its_slope(string name, int length)
    {
        float[] p = Inside(length, 1), t = Samples.Uniform(length, 2), gradient = new float[length];
        const float scale = 0.37f;
        double sum = 0, magnitude = 0;
        double[] slopes = new double[length];
        for (int i = 0; i < length; i++)
        {
            double term = Term(name, p[i], t[i]);
            sum += term;
            magnitude += Math.Abs(term);
            slopes[i] = scale * Slope(name, p[i], t[i]);
        }

        double value = Loss.Get(name).Evaluate(p, t, gradient, scale);

        Near.Equal(sum, value, scale: magnitude, relative: 1e-6);
        Near.Equal(slopes, gradient, relative: 2e-6);
    }

    [Theory, MemberData(nameof(Losses))]
    public void The_gradient_is_the_finite_difference_of_the_definition(string name)
    {
        float[] p = Inside(33, 3), t = Samples.Uniform(33, 4), gradient = new float[33];
        Loss.Get(name).Evaluate(p, t, gradient, 1);
        for (int i = 0; i < p.Length; i++)
        {
            const double h = 1e-5;
            double difference = (Term(name, p[i] + h, t[i]) - Term(name, p[i] - h, t[i])) / (2 * h);
            Near.Equal(difference, gradient[i], scale: 1 + Math.Abs(difference), relative: 1e-5);
        }
    }

    [Theory, MemberData(nameof(Losses))]
    public void Mean_and_gradient_are_those_of_PyTorch_also_at_the_ends_of_the_range(string name)
    {
        (double mean, double[] expected) = LossGolden.Of(name);
        int count = LossGolden.Prediction.Length;
        float[] gradient = new float[count];
        double value = Loss.Get(name).Evaluate(LossGolden.Prediction, LossGolden.Target, gradient, 1f / count);
        Near.Equal(mean, value / count, scale: mean, relative: 1e-6);
        for (int i = 0; i < count; i++)
            Near.Equal(expected[i], gradient[i], scale: Math.Abs(expected[i]) + 1e-7, relative: 2e-6);
    }

    [Theory, MemberData(nameof(Losses))]
    public void A_value_in_the_vector_body_and_the_same_value_in_the_tail_have_the_same_slope(string name)
    {
        for (int k = 0; k < LossGolden.Prediction.Length; k++)
        {
            float[] p = new float[67], t = new float[67], gradient = new float[67];
            Array.Fill(p, LossGolden.Prediction[k]);
            Array.Fill(t, LossGolden.Target[k]);
            Loss.Get(name).Evaluate(p, t, gradient, 0.5f);
            Assert.Equal(gradient[66], gradient[0]);
        }
    }

    [Theory, MemberData(nameof(Losses))]
    public void The_value_alone_is_the_value_with_the_gradient(string name)
    {
        float[] p = Inside(213, 5), t = Samples.Uniform(213, 6);
        ILoss loss = Loss.Get(name);
        Assert.Equal(loss.Evaluate(p, t, new float[213], 1), loss.Value(p, t));
    }

    [Theory, MemberData(nameof(Losses))]
    public void The_gradient_may_take_the_place_of_the_prediction(string name)
    {
        float[] p = Inside(45, 7), t = Samples.Uniform(45, 8), apart = new float[45];
        double value = Loss.Get(name).Evaluate(p, t, apart, 2);
        Assert.Equal(value, Loss.Get(name).Evaluate(p, t, p, 2));
        Assert.Equal(apart, p);
    }

    [Theory, MemberData(nameof(Losses))]
    public void A_prediction_that_is_not_a_number_makes_the_loss_not_a_number(string name)
    {
        foreach (int place in (int[])[0, 18])       // in the vector body and in the tail
        {
            float[] p = Inside(19, 9);
            p[place] = float.NaN;
            Assert.True(double.IsNaN(Loss.Get(name).Value(p, Samples.Uniform(19, 10))));
        }
    }

    [Theory, MemberData(nameof(Losses))]
    public void No_call_allocates(string name)
    {
        float[] p = Inside(1000, 11), t = Samples.Uniform(1000, 12), gradient = new float[1000];
        ILoss loss = Loss.Get(name);
        loss.Evaluate(p, t, gradient, 1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        loss.Evaluate(p, t, gradient, 1);
        loss.Value(p, t);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory, MemberData(nameof(Losses))]
    public void The_loss_of_an_image_is_the_mean_of_its_terms_or_the_logarithm_of_the_squared_error(string name)
    {
        ILoss loss = Loss.Get(name);
        foreach (double mean in new[] { 0, 1e-9, 4e-6, 1e-4, 0.01, 2 })
        {
            double value = loss.OfImage(mean, out double slope);
            if (name == "log-mse")
            {
                Assert.Equal(Math.Log((mean + 4e-6) / 4e-6), value, 12);
                double step = 1e-4 * (mean + 4e-6),
                    difference = (loss.OfImage(mean + step, out _) - loss.OfImage(mean - step, out _)) / (2 * step);
                Near.Equal(difference, slope, scale: slope, relative: 1e-6);
            }
            else
            {
                Assert.Equal((mean, 1), (value, slope));
            }
        }

        Assert.True(double.IsNaN(loss.OfImage(double.NaN, out _)));
    }

    [Fact]
    public void Half_the_squared_error_changes_the_logarithm_by_three_decibels_whatever_the_noise()
    {
        var loss = new LogMse();
        foreach (double mean in new[] { 1e-3, 1e-2 })
            Assert.Equal(10 * Math.Log10(2), 10 / Math.Log(10) * (loss.OfImage(mean, out _) - loss.OfImage(mean / 2, out _)), 1);
    }

    [Fact]
    public void Spans_of_different_lengths_are_refused()
    {
        var error = Assert.Throws<ShapeException>(() => new Mse().Evaluate(new float[4], new float[4], new float[3], 1));
        Assert.Equal(
            "Loss 'mse' compares element by element, but the prediction has 4 values and the gradient 3. " +
            "Pass spans of the same length.",
            error.Message);
        Assert.Throws<ShapeException>(() => new L1().Value(new float[4], new float[5]));
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_known_ones()
    {
        var error = Assert.Throws<ArgumentException>(() => Loss.Get("rmse"));
        Assert.StartsWith("Unknown loss 'rmse'. Choose one of mse, l1, bce, log-mse.", error.Message);
    }

    /// <summary>Probabilities away from 0 and 1, where the derivative is finite.</summary>
    private static float[] Inside(int length, uint stream) => [.. Samples.Uniform(length, stream).Select(u => 0.02f + (0.96f * u))];

    private static double Term(string name, double p, double t) => name switch
    {
        "mse" or "log-mse" => (p - t) * (p - t),
        "l1" => Math.Abs(p - t),
        _ => -((t * Math.Log(p)) + ((1 - t) * Math.Log(1 - p))),
    };

    private static double Slope(string name, double p, double t) => name switch
    {
        "mse" or "log-mse" => 2 * (p - t),
        "l1" => Math.Sign(p - t),
        _ => (p - t) / (p * (1 - p)),
    };
}
