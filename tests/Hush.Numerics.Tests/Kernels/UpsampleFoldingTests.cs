using Hush.Numerics.Kernels.Convolution;
using Hush.Testing;
using Hush.Testing.References;

namespace Hush.Numerics.Tests.Kernels;

/// <summary>
/// The folded layer is nearest-neighbor upsampling by 2 followed by a 3x3 convolution. H and W of a case are those of the coarse image.
/// </summary>
public sealed unsafe class UpsampleFoldingTests
{
    public static TheoryData<ConvolutionCase, int> Cases => Lanes.Times(
        new ConvolutionCase(1, 1, 1, 1, 1, 3), new ConvolutionCase(2, 3, 5, 2, 3, 3), new ConvolutionCase(1, 4, 3, 5, 24, 3),
        new ConvolutionCase(1, 2, 7, 24, 5, 3), new ConvolutionCase(1, 5, 2, 16, 48, 3), new ConvolutionCase(1, 3, 9, 3, 16, 3),
        new ConvolutionCase(2, 1, 6, 48, 2, 3), new ConvolutionCase(1, 6, 1, 4, 64, 3));

    [Theory, MemberData(nameof(Cases))]
    public void Four_2x2_convolutions_equal_upsampling_and_then_convolving(ConvolutionCase c, int lane)
    {
        float[] x = Samples.Normal(c.Input.Count, 1), w = Samples.Normal(c.WeightCount, 2), bias = Samples.Normal(c.Out, 3);

        double[] expected = ConvolutionReference.Forward(
            Fine(c.Input), ResamplingReference.Upsample(c.Input, x), c.Out, 3, w, bias);

        Near.Equal(expected, Forward(c, lane, x, w, bias), 1e-5);
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_4x4_convolution_with_stride_2_is_the_input_gradient(ConvolutionCase c, int lane)
    {
        float[] dy = Samples.Normal(Fine(c.Output).Count, 4), w = Samples.Normal(c.WeightCount, 5);

        double[] expected = ResamplingReference.UpsampleGradient(
            c.Input, ConvolutionReference.InputGradient(Fine(c.Input), dy, c.Out, 3, w));

        Near.Equal(expected, InputGradient(c, lane, dy, w), 1e-5);
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_input_gradient_is_the_adjoint_of_the_folded_layer(ConvolutionCase c, int lane)
    {
        float[] x = Samples.Normal(c.Input.Count, 6), y = Samples.Normal(Fine(c.Output).Count, 7), w = Samples.Normal(c.WeightCount, 8);

        float[] ax = Forward(c, lane, x, w, new float[c.Out]), aty = InputGradient(c, lane, y, w);

        double scale = (InnerProduct.Norm(ax) * InnerProduct.Norm(y)) + (InnerProduct.Norm(x) * InnerProduct.Norm(aty));
        Near.Equal(InnerProduct.Of(ax, y), InnerProduct.Of(x, aty), scale, 1e-6);
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_folded_weight_gradient_unfolds_to_that_of_the_3x3_filters(ConvolutionCase c, int lane)
    {
        float[] x = Samples.Normal(c.Input.Count, 9), dy = Samples.Normal(Fine(c.Output).Count, 10);
        float[] before = Samples.Normal(c.WeightCount, 11);

        double[] gradient = ConvolutionReference.WeightGradient(
            Fine(c.Input), ResamplingReference.Upsample(c.Input, x), dy, c.Out, 3);

        Near.Equal([.. gradient.Zip(before, (a, b) => a + b)], WeightGradient(c, lane, x, dy, before), 1e-5);
    }

    [Fact]
    public void Unfolding_is_the_adjoint_of_folding_and_adds_to_what_was_there()
    {
        const int filters = 15;
        float[] w = Samples.Normal(filters * 9, 12), d = Samples.Normal(filters * 16, 13), before = Samples.Normal(filters * 9, 14);
        using GuardedMemory weights = GuardedMemory.From(w), folded = new(filters * UpsampleFolding.Taps);
        using GuardedMemory dFolded = GuardedMemory.From(d), dw = GuardedMemory.From(before);

        UpsampleFolding.Fold(weights.Pointer, folded.Pointer, filters);
        UpsampleFolding.Unfold(dFolded.Pointer, dw.Pointer, filters);

        folded.AssertIntact();
        dw.AssertIntact();
        float[] added = [.. dw.Span.ToArray().Zip(before, (after, old) => after - old)];
        Near.Equal(InnerProduct.Of(folded.Span, d), InnerProduct.Of(w, added), InnerProduct.Norm(w) * InnerProduct.Norm(d), 1e-6);
    }

    private static Shape Fine(Shape coarse) => coarse with { H = 2 * coarse.H, W = 2 * coarse.W };

    private static float[] Forward(ConvolutionCase c, int lane, float[] x, float[] w, float[] bias)
    {
        using PaddedImage input = PaddedImage.Input(c.Input, x, ConvolutionRun.Slack(PaddedImage.DefaultStride(c.In)));
        using PaddedImage output = PaddedImage.Output(Fine(c.Output));
        using GuardedMemory folded = Folded(c, w), padded = GuardedMemory.From(new float[output.Stride]);
        bias.CopyTo(padded.Span);
        foreach (var (i, j) in Quarters())
        {
            FilterView quarter = UpsampleFolding.Quarter(folded.Pointer, i, j, c.Out, c.In);
            using GuardedMemory packed = GuardedMemory.From(
                QuarterLayout(c, lane).Pack((o, channel, row, column) => *quarter.At(o, channel, row, column)));
            for (int n = 0; n < c.N; n++)
            {
                ConvolutionAtLane.Forward(
                    lane, input.Pixel(n, i - 1, j - 1), packed.Pointer, padded.Pointer, output.Pixel(n, i, j),
                    QuarterGrid(input, output), c.H, output.Stride, Epilogue.None);
            }
        }

        output.AssertOnlyPixelsWritten(0, output.Stride);
        output.AssertPaddingIsZero(0, output.Stride);
        return output.Values();
    }

    private static float[] InputGradient(ConvolutionCase c, int lane, float[] dy, float[] w)
    {
        using PaddedImage gradient = PaddedImage.Input(
            Fine(c.Output), dy, ConvolutionRun.Slack(PaddedImage.DefaultStride(c.Out), pixelsApart: 2));
        using PaddedImage output = PaddedImage.Output(c.Input);
        using GuardedMemory folded = Folded(c, w), bias = GuardedMemory.From(new float[output.Stride]);
        FilterView adjoint = UpsampleFolding.Adjoint(folded.Pointer, c.Out, c.In);
        var layout = new PackedFilters(
            4, [.. Enumerable.Range(0, c.Out)], gradient.Stride, [.. Enumerable.Range(0, c.In)], output.Stride, lane);
        using GuardedMemory packed = GuardedMemory.From(layout.Pack((o, i, row, column) => *adjoint.At(o, i, row, column)));
        var grid = new WindowGrid
        {
            Columns = c.W,
            InputRowStep = 2 * gradient.RowPitch,
            InputPixelStep = 2 * gradient.Stride,
            WindowPitch = gradient.RowPitch,
            WindowRows = 4,
            WindowLength = 4 * gradient.Stride,
            OutputRowStep = output.RowPitch,
            OutputPixelStep = output.Stride,
        };
        for (int n = 0; n < c.N; n++)
        {
            ConvolutionAtLane.Forward(
                lane, gradient.Pixel(n, -1, -1), packed.Pointer, bias.Pointer, output.Pixel(n, 0, 0), grid, c.H, output.Stride,
                    Epilogue.None);
        }

        output.AssertOnlyPixelsWritten(0, output.Stride);
        return output.Values();
    }

    private static float[] WeightGradient(ConvolutionCase c, int lane, float[] x, float[] dy, float[] before)
    {
        using PaddedImage input = PaddedImage.Input(c.Input, x, ConvolutionRun.Slack(PaddedImage.DefaultStride(c.In)));
        using PaddedImage gradient = PaddedImage.Input(Fine(c.Output), dy, slack: 0);
        using GuardedMemory dFolded = GuardedMemory.From(new float[c.In * c.Out * UpsampleFolding.Taps]);
        PackedFilters layout = QuarterLayout(c, lane);
        foreach (var (i, j) in Quarters())
        {
            using GuardedMemory dw = GuardedMemory.From(new float[layout.Length]);
            for (int n = 0; n < c.N; n++)
            {
                ConvolutionAtLane.WeightGradient(
                    lane, input.Pixel(n, i - 1, j - 1), gradient.Pixel(n, i, j), dw.Pointer, QuarterGrid(input, gradient), c.H,
                        gradient.Stride);
            }

            dw.AssertIntact();
            Func<int, int, int, int, float> dense = ConvolutionRun.Dense(layout.Unpack(dw.Span), c.In, 2);
            FilterView quarter = UpsampleFolding.Quarter(dFolded.Pointer, i, j, c.Out, c.In);
            for (int k = 0; k < c.Out * c.In * 4; k++)
            {
                int o = k / 4 / c.In, channel = k / 4 % c.In, row = k / 2 % 2, column = k % 2;
                *quarter.At(o, channel, row, column) += dense(o, channel, row, column);
            }
        }

        using GuardedMemory total = GuardedMemory.From(before);
        UpsampleFolding.Unfold(dFolded.Pointer, total.Pointer, (nint)c.Out * c.In);
        return total.Span.ToArray();
    }

    private static IEnumerable<(int Row, int Column)> Quarters() => [(0, 0), (0, 1), (1, 0), (1, 1)];

    private static GuardedMemory Folded(ConvolutionCase c, float[] w)
    {
        using GuardedMemory weights = GuardedMemory.From(w);
        var folded = new GuardedMemory((nint)c.In * c.Out * UpsampleFolding.Taps);
        UpsampleFolding.Fold(weights.Pointer, folded.Pointer, (nint)c.Out * c.In);
        return folded;
    }

    private static PackedFilters QuarterLayout(ConvolutionCase c, int lane) => new(
        2, [.. Enumerable.Range(0, c.In)], PaddedImage.DefaultStride(c.In), [.. Enumerable.Range(0, c.Out)],
        PaddedImage.DefaultStride(c.Out), lane);

    /// <summary>2x2 windows over the coarse image. Results are every second pixel of every second row of the fine image.</summary>
    private static WindowGrid QuarterGrid(PaddedImage coarse, PaddedImage fine) => new()
    {
        Columns = coarse.Shape.W,
        InputRowStep = coarse.RowPitch,
        InputPixelStep = coarse.Stride,
        WindowPitch = coarse.RowPitch,
        WindowRows = 2,
        WindowLength = 2 * coarse.Stride,
        OutputRowStep = 2 * fine.RowPitch,
        OutputPixelStep = 2 * fine.Stride,
    };
}
