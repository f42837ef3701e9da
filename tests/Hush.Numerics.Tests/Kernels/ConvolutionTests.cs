using Hush.Numerics.Kernels.Convolution;
using Hush.Testing;
using Hush.Testing.References;

namespace Hush.Numerics.Tests.Kernels;

public sealed class ConvolutionTests
{
    private const double Rounding = 1e-5;

    [Theory, MemberData(nameof(ConvolutionCase.AtEveryLane), MemberType = typeof(ConvolutionCase))]
    public void A_result_is_the_sum_that_the_definition_names_after_each_epilogue(ConvolutionCase c, int lane)
    {
        float[] x = Samples.Normal(c.Input.Count, 1), w = Samples.Normal(c.WeightCount, 2), bias = Samples.Normal(c.Out, 3);
        float[] before = Samples.Normal(c.Output.Count, 4);
        double[] y = ConvolutionReference.Forward(c.Input, x, c.Out, c.Kernel, w, bias);
        double[] sum = [.. y.Zip(before, (a, b) => a + b)];

        Near.Equal(y, ConvolutionRun.Forward(c, lane, x, w, bias), Rounding);
        Near.Equal(Rectified(y), ConvolutionRun.Forward(c, lane, x, w, bias, Epilogue.Relu), Rounding);
        Near.Equal(sum, ConvolutionRun.Forward(c, lane, x, w, bias, Epilogue.Accumulate, before), Rounding);
        Near.Equal(sum, ConvolutionRun.Forward(c, lane, x, w, bias, Epilogue.Accumulate, before, elsewhere: true), Rounding);
        Near.Equal(
            Rectified(sum), ConvolutionRun.Forward(c, lane, x, w, bias, Epilogue.Accumulate | Epilogue.Relu, before, elsewhere: true),
                Rounding);
        Near.Equal(
            Rectified(sum), ConvolutionRun.Forward(c, lane, x, w, bias, Epilogue.Accumulate | Epilogue.Relu, before), Rounding);
    }

    [Theory, MemberData(nameof(ConvolutionCase.AtEveryLane), MemberType = typeof(ConvolutionCase))]
    public void The_input_gradient_is_a_convolution_with_turned_and_transposed_filters(ConvolutionCase c, int lane)
    {
        float[] dy = Samples.Normal(c.Output.Count, 5), w = Samples.Normal(c.WeightCount, 6);

        double[] expected = ConvolutionReference.InputGradient(c.Input, dy, c.Out, c.Kernel, w);

        Near.Equal(expected, ConvolutionRun.InputGradient(c, lane, dy, w), Rounding);
    }

    [Theory, MemberData(nameof(ConvolutionCase.AtEveryLane), MemberType = typeof(ConvolutionCase))]
    public void The_input_gradient_is_the_adjoint_of_the_forward_pass(ConvolutionCase c, int lane)
    {
        float[] x = Samples.Normal(c.Input.Count, 7), y = Samples.Normal(c.Output.Count, 8), w = Samples.Normal(c.WeightCount, 9);

        float[] ax = ConvolutionRun.Forward(c, lane, x, w, new float[c.Out]), aty = ConvolutionRun.InputGradient(c, lane, y, w);

        double scale = (InnerProduct.Norm(ax) * InnerProduct.Norm(y)) + (InnerProduct.Norm(x) * InnerProduct.Norm(aty));
        Near.Equal(InnerProduct.Of(ax, y), InnerProduct.Of(x, aty), scale, 1e-6);
    }

    [Theory, MemberData(nameof(ConvolutionCase.AtEveryLane), MemberType = typeof(ConvolutionCase))]
    public void The_weight_gradient_is_added_to_what_was_there(ConvolutionCase c, int lane)
    {
        float[] x = Samples.Normal(c.Input.Count, 10), dy = Samples.Normal(c.Output.Count, 11);
        float[] before = Samples.Normal(c.WeightCount, 12);

        double[] expected = [.. ConvolutionReference.WeightGradient(c.Input, x, dy, c.Out, c.Kernel).Zip(before, (a, b) => a + b)];

        Near.Equal(expected, ConvolutionRun.WeightGradient(c, lane, x, dy, before), Rounding);
    }

    [Theory, MemberData(nameof(ConvolutionCase.AtEveryLane), MemberType = typeof(ConvolutionCase))]
    public void The_weight_gradient_is_the_adjoint_of_the_forward_pass_in_the_weights(ConvolutionCase c, int lane)
    {
        float[] x = Samples.Normal(c.Input.Count, 13), y = Samples.Normal(c.Output.Count, 14), w = Samples.Normal(c.WeightCount, 15);

        float[] aw = ConvolutionRun.Forward(c, lane, x, w, new float[c.Out]);
        float[] aty = ConvolutionRun.WeightGradient(c, lane, x, y, new float[c.WeightCount]);

        double scale = (InnerProduct.Norm(aw) * InnerProduct.Norm(y)) + (InnerProduct.Norm(w) * InnerProduct.Norm(aty));
        Near.Equal(InnerProduct.Of(aw, y), InnerProduct.Of(w, aty), scale, 1e-6);
    }

    [Theory, MemberData(nameof(ConvolutionCase.AtEveryLane), MemberType = typeof(ConvolutionCase))]
    public void Both_gradients_are_the_slopes_of_a_linear_loss(ConvolutionCase c, int lane)
    {
        float[] x = Samples.Normal(c.Input.Count, 16), w = Samples.Normal(c.WeightCount, 17), bias = new float[c.Out];
        float[] r = Samples.Normal(c.Output.Count, 18);
        double Loss() => InnerProduct.Of(r, ConvolutionRun.Forward(c, lane, x, w, bias));
        double Slope(float[] theta, int i)
        {
            // The loss is linear in each value, so any step gives the exact slope except for rounding; a large step has the least.
            float old = theta[i];
            theta[i] = old + 8;
            double up = Loss();
            theta[i] = old - 8;
            double down = Loss();
            theta[i] = old;
            return (up - down) / 16;
        }

        float[] dx = ConvolutionRun.InputGradient(c, lane, r, w);
        float[] dw = ConvolutionRun.WeightGradient(c, lane, x, r, new float[c.WeightCount]);
        double scale = InnerProduct.Norm(r) * (1 + InnerProduct.Norm(ConvolutionRun.Forward(c, lane, x, w, bias)));

        foreach (int i in new[] { 0, x.Length / 2, x.Length - 1 })
            Near.Equal(Slope(x, i), dx[i], scale, 1e-6);
        foreach (int i in new[] { 0, w.Length / 2, w.Length - 1 })
            Near.Equal(Slope(w, i), dw[i], scale, 1e-6);
    }

    [Theory, MemberData(nameof(ConvolutionCase.AtEveryLane), MemberType = typeof(ConvolutionCase))]
    public void A_sum_that_is_not_a_number_passes_through_the_rectifier(ConvolutionCase c, int lane)
    {
        float[] x = Samples.Normal(c.Input.Count, 19), w = Samples.Normal(c.WeightCount, 20), bias = new float[c.Out];
        bias[^1] = float.NaN;

        float[] y = ConvolutionRun.Forward(c, lane, x, w, bias, Epilogue.Relu);

        for (int i = 0; i < y.Length; i++)
            Assert.Equal(i % c.Out == c.Out - 1, float.IsNaN(y[i]));
    }

    private static double[] Rectified(double[] values) => [.. values.Select(v => Math.Max(v, 0))];
}
