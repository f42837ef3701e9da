using Hush.Numerics.Kernels.Channels;
using Hush.Numerics.Kernels.Lanes;
using Hush.Testing;

namespace Hush.Numerics.Tests.Kernels;

public sealed unsafe class ChannelRectifierTests
{
    public static TheoryData<(int Pixels, int Channels, int Gap), int> Rows => ChannelKernelTests.Rows;

    [Theory, MemberData(nameof(Rows))]
    public void Positive_values_stay_and_negative_ones_are_scaled_by_the_slope_of_their_channel(
        (int Pixels, int Channels, int Gap) s, int lane)
    {
        float[] values = Samples.Normal(s.Pixels * s.Channels, 1), slopes = Samples.Normal(s.Channels, 2);
        values[0] = 0;
        using var x = new StridedRow(s.Pixels, s.Channels, s.Channels + s.Gap, values);
        using var y = new StridedRow(s.Pixels, s.Channels, s.Channels + s.Gap + 1);
        using GuardedMemory slope = GuardedMemory.From(slopes);
        Run(lane, x, y, slope.Pointer, s.Pixels, s.Channels);
        double[] expected = [.. values.Select((v, i) => v > 0 ? v : (double)v * slopes[i % s.Channels])];
        Near.Equal(expected, y.Values(), relative: 1e-6);
        Run(lane, x, x, slope.Pointer, s.Pixels, s.Channels);
        Assert.Equal(y.Values(), x.Values());
    }

    private static void Run(int lane, StridedRow x, StridedRow y, float* slope, int pixels, int channels)
    {
        switch (lane)
        {
            case 4: ChannelRectifier.Apply<Lane128>(x.Pointer, x.Step, y.Pointer, y.Step, slope, pixels, channels); break;
            case 8: ChannelRectifier.Apply<Lane256>(x.Pointer, x.Step, y.Pointer, y.Step, slope, pixels, channels); break;
            default: ChannelRectifier.Apply<Lane512>(x.Pointer, x.Step, y.Pointer, y.Step, slope, pixels, channels); break;
        }
    }
}
