using Hush.Numerics.Kernels.Resampling;
using Hush.Testing;
using Hush.Testing.References;

namespace Hush.Numerics.Tests.Kernels;

public sealed unsafe class PixelShufflingTests
{
    public static TheoryData<Shape, int> Cases => NearestUpsamplingTests.Cases;

    [Fact]
    public void Channels_of_a_block_are_ordered_as_pytorch_orders_them()
    {
        // pixel_unshuffle: out[4c + 2i + j, h, w] = in[c, 2h + i, 2w + j]. Channel 0 of this block is 0 1 / 2 3, channel 1 is 4 5 / 6 7.
        float[] block = [0, 4, 1, 5, 2, 6, 3, 7];

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], Gather(new Shape(1, 2, 2, 2), 2, block, []));
    }

    [Theory, MemberData(nameof(Cases))]
    public void Gathering_moves_each_value_to_its_channel_written_or_added(Shape fine, int stride)
    {
        float[] values = Samples.Normal(fine.Count, 1), before = Samples.Normal(fine.Count, 2);
        float[] expected = [.. ResamplingReference.UnshuffleSources(fine).Select(from => values[from])];

        Assert.Equal(expected, Gather(fine, stride, values, []));
        Assert.Equal(expected.Zip(before, (e, old) => old + e), Gather(fine, stride, values, before));
    }

    [Theory, MemberData(nameof(Cases))]
    public void Scattering_undoes_gathering_written_or_added(Shape fine, int stride)
    {
        float[] values = Samples.Normal(fine.Count, 3), before = Samples.Normal(fine.Count, 4);
        float[] gathered = Gather(fine, stride, values, []);

        Assert.Equal(values, Scatter(fine, stride, gathered, []));
        Assert.Equal(values.Zip(before, (v, old) => old + v), Scatter(fine, stride, gathered, before));
    }

    private static Shape Coarse(Shape fine) => ResamplingCases.Coarse(fine) with { C = 4 * fine.C };

    private static float[] Gather(Shape fine, int stride, float[] values, float[] before)
    {
        Shape coarse = Coarse(fine);
        using PaddedImage from = PaddedImage.Input(fine, values, slack: 0, stride);
        using PaddedImage to = PaddedImage.Output(coarse, before, coarse.C + 3);
        for (int n = 0; n < coarse.N; n++)
        {
            for (int row = 0; row < coarse.H; row++)
            {
                PixelShuffling.Gather(
                    from.Pixel(n, 2 * row, 0), from.RowPitch, from.Stride, to.Pixel(n, row, 0), to.Stride, coarse.W, fine.C,
                        before.Length > 0);
            }
        }

        to.AssertOnlyPixelsWritten(0, coarse.C);
        return to.Values();
    }

    private static float[] Scatter(Shape fine, int stride, float[] values, float[] before)
    {
        Shape coarse = Coarse(fine);
        using PaddedImage from = PaddedImage.Input(coarse, values, slack: 0, coarse.C + 3);
        using PaddedImage to = PaddedImage.Output(fine, before, stride);
        for (int n = 0; n < coarse.N; n++)
        {
            for (int row = 0; row < coarse.H; row++)
            {
                PixelShuffling.Scatter(
                    from.Pixel(n, row, 0), from.Stride, to.Pixel(n, 2 * row, 0), to.RowPitch, to.Stride, coarse.W, fine.C,
                        before.Length > 0);
            }
        }

        to.AssertOnlyPixelsWritten(0, fine.C);
        return to.Values();
    }
}
