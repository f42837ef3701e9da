using System.Runtime.InteropServices;
using Hush.Numerics.Kernels.Convolution;
using Hush.Testing;

namespace Hush.Numerics.Tests.Kernels;

/// <summary>Splitting a row or an image into calls and tiles does not change a byte of any pixel.</summary>
public sealed unsafe class RowCuttingTests
{
    private const ImageSides AllSides = ImageSides.Above | ImageSides.Below | ImageSides.Beside;

    public static TheoryData<ConvolutionCase, int> Cases => Lanes.Times(
        new ConvolutionCase(1, 3, 19, 5, 48, 3), new ConvolutionCase(1, 2, 17, 2, 16, 3), new ConvolutionCase(1, 2, 13, 24, 3, 3),
        new ConvolutionCase(1, 3, 11, 1, 1, 3), new ConvolutionCase(1, 2, 15, 3, 2, 3),
        new ConvolutionCase(1, 2, 9, 3, 5, 1), new ConvolutionCase(1, 2, 9, 20, 4, 1), new ConvolutionCase(1, 3, 17, 20, 48, 1));

    /// <summary>Images with all, nearly all or few of their pixels at the border.</summary>
    public static TheoryData<ConvolutionCase, int> Sizes => Lanes.Times(
        new ConvolutionCase(2, 1, 1, 16, 48, 3), new ConvolutionCase(1, 1, 7, 5, 16, 3), new ConvolutionCase(1, 6, 1, 16, 24, 3),
        new ConvolutionCase(1, 2, 2, 24, 16, 3), new ConvolutionCase(2, 7, 7, 16, 32, 3), new ConvolutionCase(1, 3, 18, 8, 40, 3));

    /// <summary>Small images, several of which are processed at once; one that is split; windows of a few floats.</summary>
    public static TheoryData<ConvolutionCase, int> Batches => Lanes.Times(
        new ConvolutionCase(5, 3, 4, 24, 48, 3), new ConvolutionCase(3, 40, 17, 5, 16, 3), new ConvolutionCase(7, 1, 1, 16, 32, 1),
        new ConvolutionCase(3, 5, 6, 1, 24, 3), new ConvolutionCase(2, 31, 9, 3, 16, 3));

    [Theory, MemberData(nameof(Cases))]
    public void A_pixel_has_the_same_bytes_in_a_row_of_any_length_that_begins_anywhere(ConvolutionCase c, int lane)
    {
        float[] whole = Forward(c, lane, (x, y, g, run) => run(x.Pixel(0, 0, 0), y.Pixel(0, 0, 0), g, c.H));

        foreach (int start in new[] { 0, 1, 3 })
        {
            for (int columns = 1; columns <= c.W - start; columns++)
            {
                float[] part = Forward(
                    c, lane, (x, y, g, run) => run(x.Pixel(0, 0, start), y.Pixel(0, 0, start), g with { Columns = columns }, c.H));
                for (int row = 0; row < c.H; row++)
                    SameBytes.Assert(Slice(whole, c, row, start, columns), Slice(part, c, row, start, columns));
            }
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_pixel_has_the_same_bytes_when_rows_are_computed_one_by_one(ConvolutionCase c, int lane)
    {
        float[] whole = Forward(c, lane, (x, y, g, run) => run(x.Pixel(0, 0, 0), y.Pixel(0, 0, 0), g, c.H));
        float[] rows = Forward(c, lane, (x, y, g, run) =>
        {
            for (int row = c.H - 1; row >= 0; row--)
                run(x.Pixel(0, row, 0), y.Pixel(0, row, 0), g, 1);
        });

        SameBytes.Assert(whole, rows);
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Leaving_out_the_zeros_around_an_image_changes_no_byte(ConvolutionCase c, int lane)
    {
        float[] x = Samples.Normal(c.Input.Count, 1), w = Samples.Normal(c.WeightCount, 2), bias = Samples.Normal(c.Out, 3);
        float[] whole = ConvolutionRun.Forward(c, lane, x, w, bias);

        for (int sides = 1; sides <= (int)AllSides; sides++)
            SameBytes.Assert(whole, ConvolutionRun.Forward(c, lane, x, w, bias, borders: (ImageSides)sides));
    }

    [Theory, InlineData(4), InlineData(8), InlineData(16)]
    public void Zeros_above_below_and_beside_an_image_are_left_out(int lane)
    {
        // Infinity times zero would give NaN. The zeros beside the first and last row are multiplied anyway.
        float[] Run(int height, int width, Func<int, bool> isInside)
        {
            var c = new ConvolutionCase(1, height, width, 8, 16, 3);
            float[] w = [.. Enumerable.Range(0, c.WeightCount).Select(i => isInside(i % 9) ? 1 : float.PositiveInfinity)];
            return ConvolutionRun.Forward(c, lane, Samples.Normal(c.Input.Count, 1), w, new float[16], borders: AllSides);
        }

        Assert.All(Run(1, 5, tap => tap / 3 == 1), y => Assert.True(float.IsFinite(y)));
        Assert.All(Run(3, 1, tap => tap % 3 == 1)[16..32], y => Assert.True(float.IsFinite(y)));
    }

    [Theory, MemberData(nameof(Cases))]
    public void Runs_that_are_repeated_while_the_compiler_improves_the_code_give_the_same_bytes(ConvolutionCase c, int lane)
    {
        float[] x = Samples.Normal(c.Input.Count, 1), w = Samples.Normal(c.WeightCount, 2), bias = Samples.Normal(c.Out, 3);
        float[] dy = Samples.Normal(c.Output.Count, 4), zero = new float[c.WeightCount];
        float[] first = ConvolutionRun.Forward(c, lane, x, w, bias), firstGradient = ConvolutionRun.WeightGradient(c, lane, x, dy, zero);

        for (int i = 0; i < 40; i++)
        {
            SameBytes.Assert(first, ConvolutionRun.Forward(c, lane, x, w, bias));
            SameBytes.Assert(firstGradient, ConvolutionRun.WeightGradient(c, lane, x, dy, zero));
        }
    }

    [Theory, MemberData(nameof(Batches))]
    public void A_weight_gradient_has_the_same_bytes_when_images_are_summed_one_by_one(ConvolutionCase c, int lane)
    {
        float[] x = Samples.Normal(c.Input.Count, 8), dy = Samples.Normal(c.Output.Count, 9), before = Samples.Normal(c.WeightCount, 10);

        SameBytes.Assert(
            ConvolutionRun.WeightGradient(c, lane, x, dy, before),
                ConvolutionRun.WeightGradient(c, lane, x, dy, before, imagesTogether: true));
    }

    [Theory, MemberData(nameof(Batches))]
    public void A_weight_gradient_that_overwrites_is_one_that_is_added_to_zeros(ConvolutionCase c, int lane)
    {
        float[] x = Samples.Normal(c.Input.Count, 8), dy = Samples.Normal(c.Output.Count, 9), before = Samples.Normal(c.WeightCount, 10);

        SameBytes.Assert(
            ConvolutionRun.WeightGradient(c, lane, x, dy, new float[c.WeightCount], imagesTogether: true),
            ConvolutionRun.WeightGradient(c, lane, x, dy, before, imagesTogether: true, adds: false));
    }

    private delegate void Run(float* x, float* y, in WindowGrid g, int rows);

    private delegate void Calls(PaddedImage x, PaddedImage y, WindowGrid g, Run run);

    /// <summary>Computes an image with the given calls. Pointers refer to pixels, not windows.</summary>
    private static float[] Forward(ConvolutionCase c, int lane, Calls calls)
    {
        float[] weights = Samples.Normal(c.WeightCount, 5), biases = Samples.Normal(PaddedImage.DefaultStride(c.Out), 6);
        using PaddedImage x = PaddedImage.Input(
            c.Input, Samples.Normal(c.Input.Count, 7), ConvolutionRun.Slack(PaddedImage.DefaultStride(c.In)));
        using PaddedImage y = PaddedImage.Output(c.Output);
        using GuardedMemory w = GuardedMemory.From(
            ConvolutionRun.Layout(c, lane).Pack(ConvolutionRun.Dense(weights, c.In, c.Kernel)));
        using GuardedMemory bias = GuardedMemory.From(biases);
        nint back = (nint)(ConvolutionRun.Window(x, 0, c.Kernel) - x.Pixel(0, 0, 0));
        calls(x, y, ConvolutionRun.Grid(x, y, c.Kernel), (float* from, float* to, in WindowGrid g, int rows) =>
            ConvolutionAtLane.Forward(lane, from + back, w.Pointer, bias.Pointer, to, g, rows, y.Stride, Epilogue.None));
        y.AssertOnlyPixelsWritten(0, y.Stride);
        return y.Values();
    }

    private static ReadOnlySpan<float> Slice(float[] values, ConvolutionCase c, int row, int start, int columns) =>
        values.AsSpan(((row * c.W) + start) * c.Out, columns * c.Out);
}
