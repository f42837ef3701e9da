using Hush.Numerics.Kernels.Convolution;
using Hush.Numerics.Kernels.Convolution.Winograd;
using Hush.Testing;
using Hush.Testing.References;

namespace Hush.Numerics.Tests.Kernels.Winograd;

/// <summary>Winograd convolution fused with nearest-neighbor upsampling by 2, and its adjoint, compared with the definitions.</summary>
public sealed unsafe class UpsampledTests
{
    /// <summary>Twice the observed error of these cases, relative to the largest result.</summary>
    private const double Observed = 9e-6;
    private const int Side = WinogradConvolution.Side;

    /// <summary>Dimensions of the upsampled image.</summary>
    public static TheoryData<ConvolutionCase, int> Cases => Lanes.Times(
        new ConvolutionCase(1, 2, 2, 16, 16, 3), new ConvolutionCase(2, 2, 8, 16, 32, 3), new ConvolutionCase(1, 14, 2, 32, 16, 3),
        new ConvolutionCase(2, 10, 6, 48, 16, 3), new ConvolutionCase(1, 14, 14, 16, 48, 3), new ConvolutionCase(3, 6, 4, 32, 48, 3),
        new ConvolutionCase(1, 4, 34, 32, 32, 3));

    [Theory, MemberData(nameof(Cases))]
    public void A_result_is_the_convolution_of_the_doubled_image(ConvolutionCase c, int lane)
    {
        float[] x = Samples.Normal(Coarse(c.Input).Count, 1), w = Samples.Normal(c.WeightCount, 2), bias = Samples.Normal(c.Out, 3);

        Near.Equal(ConvolutionReference.Forward(c.Input, Doubled(x, c.Input), c.Out, 3, w, bias), Forward(c, lane, x, w, bias), Observed);
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_input_gradient_sums_blocks_of_the_doubled_images_gradient(ConvolutionCase c, int lane)
    {
        float[] dy = Samples.Normal(c.Output.Count, 4), w = Samples.Normal(c.WeightCount, 5),
            before = Samples.Normal(Coarse(c.Input).Count, 6);
        double[] fine = ConvolutionReference.InputGradient(c.Input, dy, c.Out, 3, w), expected = [.. before.Select(v => (double)v)];
        Each(c.Input, (index, coarse) => expected[coarse] += fine[index]);

        Near.Equal(expected, InputGradient(c, lane, dy, w, before), Observed);
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_weight_gradient_is_that_of_the_doubled_image(ConvolutionCase c, int lane)
    {
        float[] x = Samples.Normal(Coarse(c.Input).Count, 7), dy = Samples.Normal(c.Output.Count, 8);

        Near.Equal(ConvolutionReference.WeightGradient(c.Input, Doubled(x, c.Input), dy, c.Out, 3), WeightGradient(c, lane, x, dy),
            Observed);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Both_gradients_are_adjoints_of_the_forward_pass(ConvolutionCase c, int lane)
    {
        float[] x = Samples.Normal(Coarse(c.Input).Count, 9), y = Samples.Normal(c.Output.Count, 10), w = Samples.Normal(c.WeightCount, 11);
        float[] axw = Forward(c, lane, x, w, new float[c.Out]), dx = InputGradient(c, lane, y, w, new float[x.Length]),
            dw = WeightGradient(c, lane, x, y);

        double scale = InnerProduct.Norm(axw) * InnerProduct.Norm(y);
        Near.Equal(InnerProduct.Of(axw, y), InnerProduct.Of(x, dx), scale + (InnerProduct.Norm(x) * InnerProduct.Norm(dx)), 2e-6);
        Near.Equal(InnerProduct.Of(axw, y), InnerProduct.Of(w, dw), scale + (InnerProduct.Norm(w) * InnerProduct.Norm(dw)), 2e-6);
    }

    private static float[] Forward(ConvolutionCase c, int lane, float[] x, float[] w, float[] bias) =>
        Run(c, lane, TileForm.Upsampled, Coarse(c.Input), x, c.Output, null, ConvolutionRun.Dense(w, c.In, 3), bias);

    private static float[] InputGradient(ConvolutionCase c, int lane, float[] dy, float[] w, float[] before)
    {
        Func<int, int, int, int, float> filter = ConvolutionRun.Dense(w, c.In, 3);
        var transposed = new ConvolutionCase(c.N, c.H, c.W, c.Out, c.In, 3);
        return Run(
            transposed, lane, TileForm.Pooled, c.Output, dy, Coarse(c.Input), before, (o, i, row, column) =>
                filter(i, o, 2 - row, 2 - column), new float[c.In]);
    }

    private static float[] Run(
        ConvolutionCase c, int lane, TileForm form, Shape from, float[] x, Shape to, float[]? before, Func<int, int, int, int,
            float> filter, float[] bias)
    {
        using PaddedImage input = PaddedImage.Input(from, x, slack: 0, from.C, tile: Side),
            output = PaddedImage.Output(to, before, to.C, tile: Side);
        using GuardedMemory packed = GuardedMemory.From(WinogradRun.Layout(c, lane).Pack(filter)), biases = GuardedMemory.From(bias);
        using GuardedMemory filters = new(WinogradConvolution.FilterLength(c.In, c.Out)),
            scratch = new(WinogradConvolution.ForwardScratch(c.In, c.Out));
        WinogradAtLane.Transform(lane, packed.Pointer, filters.Pointer, c.In, c.Out);
        WindowGrid g = ConvolutionRun.Grid(input, output, 3);
        WinogradAtLane.Forward(
            lane, ConvolutionRun.Window(input, 0, 3), filters.Pointer, biases.Pointer, output.Pixel(0, 0, 0), g,
            WinogradArea.Images(g, to.H, c.N, input.ImagePitch, output.ImagePitch, form), c.In, c.Out,
            before is null ? Epilogue.None : Epilogue.Accumulate, scratch.Pointer);
        scratch.AssertIntact();
        output.AssertOnlyPixelsWritten(0, output.Stride);
        return output.Values();
    }

    private static float[] WeightGradient(ConvolutionCase c, int lane, float[] x, float[] dy)
    {
        using PaddedImage input = PaddedImage.Input(Coarse(c.Input), x, slack: 0, c.In, tile: Side);
        using PaddedImage gradient = PaddedImage.Input(c.Output, dy, slack: 0, c.Out, tile: Side);
        using GuardedMemory scratch = new(WinogradConvolution.GradientScratch(c.In, c.Out)), dw = new(c.WeightCount);
        WindowGrid g = ConvolutionRun.Grid(input, gradient, 3);
        WinogradAtLane.FilterGradient(
            lane, ConvolutionRun.Window(input, 0, 3), gradient.Pixel(0, 0, 0), dw.Pointer, g,
            WinogradArea.Images(g, c.H, c.N, input.ImagePitch, gradient.ImagePitch, TileForm.Upsampled), c.In, c.Out, adds: false,
                scratch.Pointer);
        scratch.AssertIntact();
        dw.AssertIntact();
        return WinogradRun.Layout(c, lane).Unpack(dw.Span);
    }

    private static Shape Coarse(Shape fine) => fine with { H = fine.H / 2, W = fine.W / 2 };

    private static float[] Doubled(float[] coarse, Shape fine)
    {
        var doubled = new float[fine.Count];
        Each(fine, (index, from) => doubled[index] = coarse[from]);
        return doubled;
    }

    /// <summary>Calls <paramref name="action"/> with the index of each upsampled value and that of its coarse value.</summary>
    private static void Each(Shape fine, Action<int, int> action)
    {
        for (int i = 0; i < fine.Count; i++)
        {
            int c = i % fine.C, x = i / fine.C % fine.W, y = i / (fine.C * fine.W) % fine.H, n = (int)(i / fine.ImageCount);
            action(i, (((((n * (fine.H / 2)) + (y / 2)) * (fine.W / 2)) + (x / 2)) * fine.C) + c);
        }
    }
}
