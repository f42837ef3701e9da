using Hush.Numerics.Kernels.Convolution;
using Hush.Testing;
using Hush.Testing.References;

namespace Hush.Numerics.Tests.Kernels.Winograd;

/// <summary>Winograd convolution compared with the definition. Its rounding errors are larger than those of direct sums.</summary>
public sealed class WinogradTests
{
    /// <summary>The documented error bound, relative to the largest result.</summary>
    private const double Promised = 2e-5;

    /// <summary>Twice the observed error of these cases for results and weight gradients.</summary>
    private const double Observed = 9e-6;

    public static TheoryData<ConvolutionCase, int> Cases => WinogradRun.Cases;

    [Theory, MemberData(nameof(Cases))]
    public void A_result_is_the_sum_that_the_definition_names_after_each_epilogue(ConvolutionCase c, int lane)
    {
        float[] x = Samples.Normal(c.Input.Count, 1), w = Samples.Normal(c.WeightCount, 2), bias = Samples.Normal(c.Out, 3);
        float[] before = Samples.Normal(c.Output.Count, 4);
        double[] y = ConvolutionReference.Forward(c.Input, x, c.Out, 3, w, bias);
        double[] sum = [.. y.Zip(before, (a, b) => a + b)];

        Near.Equal(y, WinogradRun.Forward(c, lane, x, w, bias), Observed);
        Near.Equal(Rectified(y), WinogradRun.Forward(c, lane, x, w, bias, Epilogue.Relu), Observed);
        Near.Equal(sum, WinogradRun.Forward(c, lane, x, w, bias, Epilogue.Accumulate, before), Observed);
        Near.Equal(sum, WinogradRun.Forward(c, lane, x, w, bias, Epilogue.Accumulate, before, elsewhere: true), Observed);
        Near.Equal(
            Rectified(sum), WinogradRun.Forward(c, lane, x, w, bias, Epilogue.Accumulate | Epilogue.Relu, before, elsewhere: true),
                Observed);
        Near.Equal(Rectified(sum), WinogradRun.Forward(c, lane, x, w, bias, Epilogue.Accumulate | Epilogue.Relu, before), Observed);
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_input_gradient_is_a_convolution_with_turned_and_transposed_filters(ConvolutionCase c, int lane)
    {
        float[] dy = Samples.Normal(c.Output.Count, 5), w = Samples.Normal(c.WeightCount, 6);

        Near.Equal(ConvolutionReference.InputGradient(c.Input, dy, c.Out, 3, w), WinogradRun.InputGradient(c, lane, dy, w), Promised);
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_weight_gradient_is_added_to_what_was_there(ConvolutionCase c, int lane)
    {
        float[] x = Samples.Normal(c.Input.Count, 7), dy = Samples.Normal(c.Output.Count, 8), before = Samples.Normal(c.WeightCount, 9);

        double[] expected = [.. ConvolutionReference.WeightGradient(c.Input, x, dy, c.Out, 3).Zip(before, (a, b) => a + b)];

        Near.Equal(expected, WinogradRun.WeightGradient(c, lane, x, dy, before), Observed);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Both_gradients_are_adjoints_of_the_forward_pass(ConvolutionCase c, int lane)
    {
        float[] x = Samples.Normal(c.Input.Count, 10), y = Samples.Normal(c.Output.Count, 11), w = Samples.Normal(c.WeightCount, 12);

        float[] axw = WinogradRun.Forward(c, lane, x, w, new float[c.Out]), dx = WinogradRun.InputGradient(c, lane, y, w);
        float[] dw = WinogradRun.WeightGradient(c, lane, x, y, new float[c.WeightCount]);

        double scale = InnerProduct.Norm(axw) * InnerProduct.Norm(y);
        Near.Equal(InnerProduct.Of(axw, y), InnerProduct.Of(x, dx), scale + (InnerProduct.Norm(x) * InnerProduct.Norm(dx)), 2e-6);
        Near.Equal(InnerProduct.Of(axw, y), InnerProduct.Of(w, dw), scale + (InnerProduct.Norm(w) * InnerProduct.Norm(dw)), 2e-6);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Both_gradients_are_the_slopes_of_a_linear_loss(ConvolutionCase c, int lane)
    {
        float[] x = Samples.Normal(c.Input.Count, 13), w = Samples.Normal(c.WeightCount, 14), bias = new float[c.Out];
        float[] r = Samples.Normal(c.Output.Count, 15);
        double Loss() => InnerProduct.Of(r, WinogradRun.Forward(c, lane, x, w, bias));
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

        float[] dx = WinogradRun.InputGradient(c, lane, r, w), dw = WinogradRun.WeightGradient(c, lane, x, r, new float[c.WeightCount]);
        double scale = InnerProduct.Norm(r) * (1 + InnerProduct.Norm(WinogradRun.Forward(c, lane, x, w, bias)));

        foreach (int i in new[] { 0, x.Length / 2, x.Length - 1 })
            Near.Equal(Slope(x, i), dx[i], scale, 2e-6);
        foreach (int i in new[] { 0, w.Length / 2, w.Length - 1 })
            Near.Equal(Slope(w, i), dw[i], scale, 2e-6);
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_sum_that_is_not_a_number_passes_through_the_rectifier(ConvolutionCase c, int lane)
    {
        float[] x = Samples.Normal(c.Input.Count, 16), w = Samples.Normal(c.WeightCount, 17), bias = new float[c.Out];
        bias[^1] = float.NaN;

        float[] y = WinogradRun.Forward(c, lane, x, w, bias, Epilogue.Relu);

        for (int i = 0; i < y.Length; i++)
            Assert.Equal(i % c.Out == c.Out - 1, float.IsNaN(y[i]));
    }

    private static double[] Rectified(double[] values) => [.. values.Select(v => Math.Max(v, 0))];
}
