using Hush.Numerics.Kernels.Lanes;
using Hush.Numerics.Kernels.Resampling;
using Hush.Testing;
using Hush.Testing.References;

namespace Hush.Numerics.Tests.Kernels;

public sealed unsafe class MaxPoolingTests
{
    /// <summary>Shape of the larger image, and slots per pixel.</summary>
    public static TheoryData<(Shape Fine, int Stride), int> Cases => Lanes.Times(ResamplingCases.All);

    [Theory, MemberData(nameof(Cases))]
    public void A_result_is_the_largest_of_its_four_pixels((Shape Fine, int Stride) s, int lane)
    {
        float[] values = Samples.Normal(s.Fine.Count, 1);
        using PaddedImage x = PaddedImage.Input(s.Fine, values, slack: 0, s.Stride);

        Assert.Equal(ResamplingReference.MaxPool(s.Fine, values).Y, Forward(s, lane, x));
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_gradient_goes_to_the_first_of_the_largest_in_reading_order((Shape Fine, int Stride) s, int lane)
    {
        // Few distinct values, for many ties of two, three and four pixels. Zeros of both signs are equal.
        float[] values = [.. Samples.Normal(s.Fine.Count, 2).Select((v, i) => i % 3 == 0 ? -0f : MathF.Round(v))];
        var (pooled, source) = ResamplingReference.MaxPool(s.Fine, values);
        Shape coarse = ResamplingCases.Coarse(s.Fine);
        float[] gradients = Samples.Normal(coarse.Count, 3), before = Samples.Normal(s.Fine.Count, 4);
        var expected = new float[s.Fine.Count];
        for (int i = 0; i < source.Length; i++)
            expected[source[i]] = gradients[i];

        Assert.Equal(expected, Backward(s, lane, values, pooled, gradients, []));
        Assert.Equal(expected.Zip(before, (e, old) => e + old), Backward(s, lane, values, pooled, gradients, before));
    }

    private static float[] Forward((Shape Fine, int Stride) s, int lane, PaddedImage x)
    {
        Shape coarse = ResamplingCases.Coarse(s.Fine);
        using PaddedImage y = PaddedImage.Output(coarse, stride: s.Stride + 1);
        for (int n = 0; n < coarse.N; n++)
        {
            for (int row = 0; row < coarse.H; row++)
            {
                float* from = x.Pixel(n, 2 * row, 0), to = y.Pixel(n, row, 0);
                switch (lane)
                {
                    case 4: MaxPooling.Forward<Lane128>(from, x.RowPitch, x.Stride, to, y.Stride, coarse.W, coarse.C); break;
                    case 8: MaxPooling.Forward<Lane256>(from, x.RowPitch, x.Stride, to, y.Stride, coarse.W, coarse.C); break;
                    default: MaxPooling.Forward<Lane512>(from, x.RowPitch, x.Stride, to, y.Stride, coarse.W, coarse.C); break;
                }
            }
        }

        y.AssertOnlyPixelsWritten(0, coarse.C);
        return y.Values();
    }

    private static float[] Backward(
        (Shape Fine, int Stride) s, int lane, float[] values, float[] pooled, float[] gradients, float[] before)
    {
        Shape coarse = ResamplingCases.Coarse(s.Fine);
        using PaddedImage x = PaddedImage.Input(s.Fine, values, slack: 0, s.Stride);
        using PaddedImage y = PaddedImage.Input(coarse, pooled, slack: 0, s.Stride + 1);
        using PaddedImage dy = PaddedImage.Input(coarse, gradients, slack: 0, s.Stride + 1);
        using PaddedImage dx = PaddedImage.Output(s.Fine, before, s.Stride);
        for (int n = 0; n < coarse.N; n++)
        {
            for (int row = 0; row < coarse.H; row++)
            {
                switch (lane)
                {
                    case 4: Row<Lane128>(n, row); break;
                    case 8: Row<Lane256>(n, row); break;
                    default: Row<Lane512>(n, row); break;
                }
            }
        }

        dx.AssertOnlyPixelsWritten(0, coarse.C);
        return dx.Values();

        void Row<T>(int n, int row)
            where T : struct, ILane<T> => MaxPooling.Backward<T>(
                x.Pixel(n, 2 * row, 0), x.RowPitch, x.Stride, y.Pixel(n, row, 0), dy.Pixel(n, row, 0), y.Stride, dx.Pixel(n, 2 * row, 0),
                coarse.W, coarse.C, accumulate: before.Length > 0);
    }
}
