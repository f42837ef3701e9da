using Hush.Numerics.Kernels.Convolution;
using Hush.Testing;
using Hush.Testing.References;

namespace Hush.Numerics.Tests.Kernels;

/// <summary>
/// Products that plans use besides plain convolutions: windows in several runs (some channels of a wider pixel, due to concatenation),
/// results in every second pixel, and windows with stride 2.
/// </summary>
public sealed class WindowTests
{
    private const double Rounding = 1e-5;

    public static TheoryData<WindowCase, int> Cases => Lanes.Times(
        WindowCase.Same(new(1, 1, 1, 1), WindowPixel.View(1, 16), 3), WindowCase.Same(new(2, 3, 5, 3), WindowPixel.View(6, 48), 3),
        WindowCase.Same(new(1, 4, 9, 48), WindowPixel.Pieces(6, 20, 1), 3), WindowCase.Same(new(1, 5, 2, 5), WindowPixel.Pieces(3, 90), 3),
        WindowCase.Same(new(1, 2, 7, 4), WindowPixel.Pieces(3, 90), 3), WindowCase.Same(new(1, 1, 13, 2), WindowPixel.Pieces(24, 3), 3),
        WindowCase.Same(new(2, 7, 1, 24), WindowPixel.View(20, 64), 3), WindowCase.Same(new(1, 3, 17, 16), WindowPixel.View(2, 16), 3),
        WindowCase.Same(new(1, 3, 4, 1), WindowPixel.Pieces(6, 20, 1), 1), WindowCase.Same(new(2, 5, 3, 24), WindowPixel.Pieces(24, 3), 1),
        WindowCase.Same(new(1, 1, 11, 3), WindowPixel.View(1, 32), 1),

        WindowCase.ToQuarter(new(1, 1, 1, 1), WindowPixel.Plain(1), 1, 0, 1),
        WindowCase.ToQuarter(new(2, 3, 5, 3), WindowPixel.Plain(2), 1, 1, 0),
        WindowCase.ToQuarter(new(1, 4, 9, 24), WindowPixel.Plain(5), 1, 1, 1),
        WindowCase.ToQuarter(new(1, 7, 1, 48), WindowPixel.Plain(3), 1, 0, 0),
        WindowCase.ToQuarter(new(1, 2, 13, 2), WindowPixel.Plain(24), 1, 0, 1),
        WindowCase.ToQuarter(new(1, 1, 23, 5), WindowPixel.Plain(64), 1, 1, 0),
        WindowCase.ToQuarter(new(2, 3, 4, 4), WindowPixel.Pieces(6, 20, 1), 1, 1, 1),
        WindowCase.ToQuarter(new(1, 5, 7, 16), WindowPixel.View(20, 48), 1, 0, 0),
        WindowCase.ToQuarter(new(1, 3, 5, 3), WindowPixel.Pieces(24, 3), 2, 0, 1),
        WindowCase.ToQuarter(new(2, 4, 1, 48), WindowPixel.View(6, 32), 2, 1, 0),
        WindowCase.ToQuarter(new(1, 1, 1, 5), WindowPixel.Pieces(6, 20, 1), 2, 1, 1),

        WindowCase.FromBlocks(new(1, 1, 1, 1), WindowPixel.Plain(1), 2), WindowCase.FromBlocks(new(2, 3, 5, 3), WindowPixel.Plain(2), 2),
        WindowCase.FromBlocks(new(1, 4, 9, 24), WindowPixel.Plain(5), 2), WindowCase.FromBlocks(new(1, 7, 1, 48), WindowPixel.Plain(3), 2),
        WindowCase.FromBlocks(new(1, 2, 13, 2), WindowPixel.Plain(24), 2),
        WindowCase.FromBlocks(new(1, 1, 17, 5), WindowPixel.Plain(48), 2),
        WindowCase.FromBlocks(new(2, 3, 4, 4), WindowPixel.Pieces(6, 20, 1), 2),
        WindowCase.FromBlocks(new(1, 5, 3, 16), WindowPixel.View(20, 48), 2),
        WindowCase.FromBlocks(new(1, 2, 5, 3), WindowPixel.Pieces(24, 3), 4),
        WindowCase.FromBlocks(new(1, 3, 1, 24), WindowPixel.View(6, 32), 4),

        // windows of a few floats, with many and with few output channels
        WindowCase.ToQuarter(new(1, 3, 11, 24), WindowPixel.Plain(1), 2, 0, 1),
        WindowCase.ToQuarter(new(2, 2, 9, 48), WindowPixel.Plain(2), 2, 1, 0),
        WindowCase.ToQuarter(new(1, 1, 1, 16), WindowPixel.Plain(3), 2, 1, 1),
        WindowCase.ToQuarter(new(1, 5, 3, 5), WindowPixel.Plain(4), 2, 0, 0),
        WindowCase.FromBlocks(new(1, 3, 9, 24), WindowPixel.Plain(1), 4), WindowCase.FromBlocks(new(2, 2, 5, 48), WindowPixel.Plain(2), 4),
        WindowCase.FromBlocks(new(1, 1, 1, 16), WindowPixel.Plain(3), 4), WindowCase.FromBlocks(new(1, 4, 3, 5), WindowPixel.Plain(4), 4),
        WindowCase.Same(new(1, 3, 8, 24), WindowPixel.Plain(4), 3), WindowCase.Same(new(1, 2, 19, 48), WindowPixel.View(3, 16), 3),
        WindowCase.ToQuarter(new(1, 3, 7, 1), WindowPixel.Plain(24), 2, 1, 0),
        WindowCase.ToQuarter(new(2, 1, 5, 3), WindowPixel.Plain(3), 2, 0, 1),
        WindowCase.FromBlocks(new(1, 3, 5, 4), WindowPixel.Plain(5), 4), WindowCase.FromBlocks(new(1, 2, 7, 1), WindowPixel.Plain(1), 2),
        WindowCase.FromBlocks(new(1, 3, 3, 2), WindowPixel.Plain(20), 4), WindowCase.Same(new(1, 3, 9, 2), WindowPixel.View(37, 48), 3),
        WindowCase.Same(new(2, 1, 11, 3), WindowPixel.View(19, 32), 1),
            WindowCase.ToQuarter(new(1, 2, 5, 2), WindowPixel.View(21, 32), 2, 1, 1));

    [Theory, MemberData(nameof(Cases))]
    public void A_result_is_the_sum_that_the_definition_names_after_each_epilogue(WindowCase c, int lane)
    {
        float[] x = Samples.Normal(c.Input.Count, 1), w = Samples.Normal(c.WeightCount, 2), bias = Samples.Normal(c.Extents.C, 3);
        float[] before = Samples.Normal(c.Output.Count, 4);
        double[] y = WindowReference.Forward(c, x, w, bias);
        double[] sum = [.. y.Select((v, i) => v + before[WindowRun.Place(c, i)])];

        Near.Equal(y, WindowRun.Forward(c, lane, x, w, bias), Rounding);
        Near.Equal([.. y.Select(v => Math.Max(v, 0))], WindowRun.Forward(c, lane, x, w, bias, Epilogue.Relu), Rounding);
        Near.Equal(sum, WindowRun.Forward(c, lane, x, w, bias, Epilogue.Accumulate, before), Rounding);
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_weight_gradient_is_added_to_what_was_there(WindowCase c, int lane)
    {
        float[] x = Samples.Normal(c.Input.Count, 5), dy = Samples.Normal(c.Extents.Count, 6), before = Samples.Normal(c.WeightCount, 7);

        double[] expected = [.. WindowReference.WeightGradient(c, x, dy).Zip(before, (a, b) => a + b)];

        Near.Equal(expected, WindowRun.WeightGradient(c, lane, x, dy, before), Rounding);
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_weight_gradient_is_the_adjoint_of_the_forward_pass_in_the_weights(WindowCase c, int lane)
    {
        float[] x = Samples.Normal(c.Input.Count, 8), y = Samples.Normal(c.Extents.Count, 9), w = Samples.Normal(c.WeightCount, 10);

        float[] aw = WindowRun.Forward(c, lane, x, w, new float[c.Extents.C]);
        float[] aty = WindowRun.WeightGradient(c, lane, x, y, new float[c.WeightCount]);

        double scale = (InnerProduct.Norm(aw) * InnerProduct.Norm(y)) + (InnerProduct.Norm(w) * InnerProduct.Norm(aty));
        Near.Equal(InnerProduct.Of(aw, y), InnerProduct.Of(w, aty), scale, 1e-6);
    }

    /// <summary>Coarse shape (images, rows, columns, channels), and number of fine channels.</summary>
    public static TheoryData<(Shape Coarse, int Fine), int> Blocks => Lanes.Times(
        (new Shape(1, 1, 1, 1), 1), (new Shape(2, 3, 5, 2), 3), (new Shape(1, 4, 7, 24), 2), (new Shape(1, 7, 2, 3), 5),
        (new Shape(1, 1, 9, 48), 16), (new Shape(2, 2, 3, 5), 24));

    [Theory, MemberData(nameof(Blocks))]
    public void Products_from_2x2_blocks_are_the_adjoint_of_1x1_products_into_them((Shape Coarse, int Fine) s, int lane)
    {
        var (coarse, fine) = s;
        WindowCase[] quarters =
        [
            .. Enumerable.Range(0, 4)
            .Select(k => WindowCase.ToQuarter(coarse with { C = fine }, WindowPixel.Plain(coarse.C), 1, k / 2, k % 2)),
        ];
        WindowCase blocks = WindowCase.FromBlocks(coarse, WindowPixel.Plain(fine), 2);
        float[] x = Samples.Normal(coarse.Count, 11), y = Samples.Normal(blocks.Input.Count, 12),
            w = Samples.Normal(blocks.WeightCount, 13);

        var ax = new float[blocks.Input.Count];
        for (int k = 0; k < 4; k++)
        {
            // Filter (fine o, coarse i) of quarter k is row k / 2, column k % 2 of the blocks' filter (coarse i, fine o).
            float[] filters = [.. Enumerable.Range(0, fine * coarse.C).Select(f => w[(((f % coarse.C * fine) + (f / coarse.C)) * 4) + k])];
            float[] part = WindowRun.Forward(quarters[k], lane, x, filters, new float[fine]);
            for (int a = 0; a < part.Length; a++)
                ax[WindowRun.Place(quarters[k], a)] = part[a];
        }

        float[] aty = WindowRun.Forward(blocks, lane, y, w, new float[coarse.C]);

        double scale = (InnerProduct.Norm(ax) * InnerProduct.Norm(y)) + (InnerProduct.Norm(x) * InnerProduct.Norm(aty));
        Near.Equal(InnerProduct.Of(ax, y), InnerProduct.Of(x, aty), scale, 1e-6);
    }
}
