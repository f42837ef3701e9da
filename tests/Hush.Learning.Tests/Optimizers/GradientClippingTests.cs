using Hush.Learning.Optimizers;
using Hush.Testing;
using Xunit;

namespace Hush.Learning.Tests.Optimizers;

public class GradientClippingTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(15), InlineData(33), InlineData(1027)]
    public void The_norm_is_the_root_of_the_sum_of_squares(int length)
    {
        float[] gradient = Samples.Normal(length, 3);
        double expected = Math.Sqrt(gradient.Sum(g => (double)g * g));
        Near.Equal(expected, GradientClipping.Norm(gradient), scale: expected, relative: 1e-13);
    }

    [Fact]
    public void A_long_gradient_is_scaled_as_in_PyTorch()
    {
        float[] gradient = OptimizerGolden.Gradient(1);
        double norm = GradientClipping.Norm(gradient);
        Near.Equal(OptimizerGolden.Norm, norm, scale: 1, relative: 1e-7);
        float factor = GradientClipping.Factor(norm, 0.5);
        Near.Equal(OptimizerGolden.Clipped, [.. gradient.Select(g => g * factor)], relative: 2e-7);
    }

    [Fact]
    public void A_short_gradient_stays_as_it_is() => Assert.Equal(1f, GradientClipping.Factor(0.5, 0.6));

    [Fact]
    public void A_gradient_that_is_not_a_number_stays_visible()
    {
        Assert.True(double.IsNaN(GradientClipping.Norm([1, float.NaN])));
        Assert.True(float.IsNaN(GradientClipping.Factor(double.NaN, 1)));
    }

    [Fact]
    public void Squares_beyond_the_range_of_a_float_still_add_up()
    {
        Near.Equal(3e30 * Math.Sqrt(2), GradientClipping.Norm([3e30f, 3e30f]), scale: 3e30, relative: 1e-6);
    }
}
