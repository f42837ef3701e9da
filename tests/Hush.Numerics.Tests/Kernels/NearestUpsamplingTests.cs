using Hush.Numerics.Kernels.Resampling;
using Hush.Testing;
using Hush.Testing.References;

namespace Hush.Numerics.Tests.Kernels;

public sealed unsafe class NearestUpsamplingTests
{
    public static TheoryData<Shape, int> Cases
    {
        get
        {
            var data = new TheoryData<Shape, int>();
            foreach (var (fine, stride) in ResamplingCases.All)
                data.Add(fine, stride);
            return data;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Each_pixel_is_copied_to_its_2x2_block(Shape fine, int stride)
    {
        Shape coarse = ResamplingCases.Coarse(fine);
        float[] x = Samples.Normal(coarse.Count, 1);

        Assert.Equal(ResamplingReference.Upsample(coarse, x), Forward(fine, stride, x));
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_gradient_is_the_sum_over_the_block_written_or_added(Shape fine, int stride)
    {
        Shape coarse = ResamplingCases.Coarse(fine);
        float[] dy = Samples.Normal(fine.Count, 2), before = Samples.Normal(coarse.Count, 3);

        double[] expected = ResamplingReference.UpsampleGradient(coarse, [.. dy.Select(v => (double)v)]);

        Near.Equal(expected, Backward(fine, stride, dy, []), 1e-6);
        Near.Equal([.. expected.Zip(before, (e, old) => e + old)], Backward(fine, stride, dy, before), 1e-6);
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_gradient_is_the_adjoint_of_the_forward_pass(Shape fine, int stride)
    {
        float[] x = Samples.Normal(ResamplingCases.Coarse(fine).Count, 4), y = Samples.Normal(fine.Count, 5);

        float[] ax = Forward(fine, stride, x), aty = Backward(fine, stride, y, []);

        Near.Equal(InnerProduct.Of(ax, y), InnerProduct.Of(x, aty), InnerProduct.Norm(ax) * InnerProduct.Norm(y), 1e-6);
    }

    private static float[] Forward(Shape fine, int stride, float[] values)
    {
        Shape coarse = ResamplingCases.Coarse(fine);
        using PaddedImage x = PaddedImage.Input(coarse, values, slack: 0, stride + 1), y = PaddedImage.Output(fine, stride: stride);
        for (int n = 0; n < coarse.N; n++)
        {
            for (int row = 0; row < coarse.H; row++)
            {
                NearestUpsampling.Forward(
                    x.Pixel(n, row, 0), x.Stride, y.Pixel(n, 2 * row, 0), y.RowPitch, y.Stride, coarse.W, coarse.C);
            }
        }

        y.AssertOnlyPixelsWritten(0, coarse.C);
        return y.Values();
    }

    private static float[] Backward(Shape fine, int stride, float[] gradients, float[] before)
    {
        Shape coarse = ResamplingCases.Coarse(fine);
        using PaddedImage dy = PaddedImage.Input(fine, gradients, slack: 0, stride);
        using PaddedImage dx = PaddedImage.Output(coarse, before, stride + 1);
        for (int n = 0; n < coarse.N; n++)
        {
            for (int row = 0; row < coarse.H; row++)
            {
                NearestUpsampling.Backward(
                    dy.Pixel(n, 2 * row, 0), dy.RowPitch, dy.Stride, dx.Pixel(n, row, 0), dx.Stride, coarse.W, coarse.C, before.Length > 0);
            }
        }

        dx.AssertOnlyPixelsWritten(0, coarse.C);
        return dx.Values();
    }
}
