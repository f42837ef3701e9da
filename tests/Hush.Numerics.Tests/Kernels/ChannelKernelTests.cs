using Hush.Numerics.Kernels.Channels;
using Hush.Numerics.Kernels.Lanes;
using Hush.Testing;

namespace Hush.Numerics.Tests.Kernels;

public sealed unsafe class ChannelKernelTests
{
    /// <summary>Pixels and channels of a row, and slots between pixels that contain other data.</summary>
    public static TheoryData<(int Pixels, int Channels, int Gap), int> Rows => Lanes.Times(
        (1, 1, 0), (7, 1, 2), (5, 2, 0), (17, 3, 1), (3, 4, 0), (1, 5, 11), (9, 16, 0), (2, 24, 8), (13, 35, 5), (6, 48, 16), (3, 64, 0));

    [Theory, MemberData(nameof(Rows))]
    public void Sums_and_squares_are_added_to_the_totals_of_their_channels((int Pixels, int Channels, int Gap) s, int lane)
    {
        float[] values = Samples.Normal(s.Pixels * s.Channels, 1);
        using StridedRow x = Row(s, values);
        double[] sum = Before(s.Channels), squares = Before(s.Channels), sumAlone = Before(s.Channels);
        fixed (double* a = sum, b = squares, alone = sumAlone)
        {
            switch (lane)
            {
                case 4:
                    ChannelSums.Moments<Lane128>(x.Pointer, x.Step, s.Pixels, s.Channels, a, b);
                    ChannelSums.Moments<Lane128>(x.Pointer, x.Step, s.Pixels, s.Channels, alone, null);
                    break;
                case 8:
                    ChannelSums.Moments<Lane256>(x.Pointer, x.Step, s.Pixels, s.Channels, a, b);
                    ChannelSums.Moments<Lane256>(x.Pointer, x.Step, s.Pixels, s.Channels, alone, null);
                    break;
                default:
                    ChannelSums.Moments<Lane512>(x.Pointer, x.Step, s.Pixels, s.Channels, a, b);
                    ChannelSums.Moments<Lane512>(x.Pointer, x.Step, s.Pixels, s.Channels, alone, null);
                    break;
            }
        }

        for (int c = 0; c < s.Channels; c++)
        {
            double[] channel = Channel(values, s, c);
            Near.Equal(c + channel.Sum(), sum[c], c + channel.Sum(Math.Abs), 1e-6);
            Near.Equal(c + channel.Sum(v => v * v), squares[c], c + channel.Sum(v => v * v), 1e-6);
            Assert.Equal(sum[c], sumAlone[c]);
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void Sums_of_a_gradient_and_of_its_product_with_centered_values_are_added((int Pixels, int Channels, int Gap) s, int lane)
    {
        float[] gradients = Samples.Normal(s.Pixels * s.Channels, 2), values = Samples.Normal(s.Pixels * s.Channels, 3);
        float[] means = Samples.Normal(s.Channels, 4);
        using StridedRow dy = Row(s, gradients), x = Row(s with { Gap = s.Gap + 3 }, values);
        using GuardedMemory mean = GuardedMemory.From(means);
        double[] sum = Before(s.Channels), product = Before(s.Channels);
        fixed (double* a = sum, b = product)
        {
            switch (lane)
            {
                case 4:
                    ChannelSums.Products<Lane128>(dy.Pointer, dy.Step, x.Pointer, x.Step, mean.Pointer, s.Pixels, s.Channels, a,
                    b); break;
                case 8:
                    ChannelSums.Products<Lane256>(dy.Pointer, dy.Step, x.Pointer, x.Step, mean.Pointer, s.Pixels, s.Channels, a,
                    b); break;
                default:
                    ChannelSums.Products<Lane512>(dy.Pointer, dy.Step, x.Pointer, x.Step, mean.Pointer, s.Pixels, s.Channels, a,
                    b); break;
            }
        }

        for (int c = 0; c < s.Channels; c++)
        {
            double[] d = Channel(gradients, s, c), products = [.. d.Zip(Channel(values, s, c), (g, v) => g * (v - means[c]))];
            Near.Equal(c + d.Sum(), sum[c], c + d.Sum(Math.Abs), 1e-6);
            Near.Equal(c + products.Sum(), product[c], c + products.Sum(Math.Abs), 1e-6);
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void A_map_scales_and_shifts_each_channel_and_cuts_at_0_where_asked((int Pixels, int Channels, int Gap) s, int lane)
    {
        float[] values = Samples.Normal(s.Pixels * s.Channels, 5), a = Samples.Normal(s.Channels, 6), b = Samples.Normal(s.Channels, 7);
        double[] expected = [.. values.Select((v, i) => ((double)a[i % s.Channels] * v) + b[i % s.Channels])];

        Near.Equal(expected, Apply(s, lane, values, a, b, relu: false, inPlace: false), 1e-6);
        Near.Equal(expected, Apply(s, lane, values, a, b, relu: false, inPlace: true), 1e-6);
        Near.Equal([.. expected.Select(v => Math.Max(v, 0))], Apply(s, lane, values, a, b, relu: true, inPlace: false), 1e-6);
    }

    [Theory, MemberData(nameof(Rows))]
    public void A_map_keeps_what_is_not_a_number((int Pixels, int Channels, int Gap) s, int lane)
    {
        float[] values = Samples.Normal(s.Pixels * s.Channels, 8), ones = Samples.Normal(s.Channels, 9);
        values[^1] = float.NaN;

        foreach (bool relu in new[] { false, true })
        {
            float[] y = Apply(s, lane, values, ones, ones, relu, inPlace: false);
            Assert.True(float.IsNaN(y[^1]));
            Assert.DoesNotContain(float.NaN, y[..^1]);
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void A_combination_is_written_or_added((int Pixels, int Channels, int Gap) s, int lane)
    {
        int count = s.Pixels * s.Channels;
        float[] gradients = Samples.Normal(count, 10), values = Samples.Normal(count, 11), before = Samples.Normal(count, 12);
        float[] a = Samples.Normal(s.Channels, 13), b = Samples.Normal(s.Channels, 14), d = Samples.Normal(s.Channels, 15);
        double[] expected =
        [
            .. gradients.Select((g, i) => ((double)a[i % s.Channels] * g) + ((double)b[i % s.Channels] * values[i]) + d[i % s.Channels]),
        ];
        using StridedRow dy = Row(s, gradients), x = Row(s with { Gap = s.Gap + 1 }, values), dx = Row(s with { Gap = s.Gap + 2 }, []);
        using StridedRow sum = Row(s, before);

        Combine(s, lane, dy, x, dx, a, b, d, accumulate: false);
        Combine(s, lane, dy, x, sum, a, b, d, accumulate: true);
        Combine(s, lane, dy, x, dy, a, b, d, accumulate: false);

        Near.Equal(expected, dx.Values(), 1e-6);
        Near.Equal([.. expected.Zip(before, (e, old) => e + old)], sum.Values(), 1e-6);
        Near.Equal(expected, dy.Values(), 1e-6);        // in place
    }

    private static float[] Apply(
        (int Pixels, int Channels, int Gap) s, int lane, float[] values, float[] scales, float[] shifts, bool relu, bool inPlace)
    {
        using StridedRow x = Row(s, values), other = Row(s with { Gap = s.Gap + 3 }, []);
        StridedRow y = inPlace ? x : other;
        using GuardedMemory a = GuardedMemory.From(scales), b = GuardedMemory.From(shifts);
        switch (lane)
        {
            case 4:
                ChannelAffine.Apply<Lane128>(x.Pointer, x.Step, y.Pointer, y.Step, a.Pointer, b.Pointer, s.Pixels, s.Channels,
                relu); break;
            case 8:
                ChannelAffine.Apply<Lane256>(x.Pointer, x.Step, y.Pointer, y.Step, a.Pointer, b.Pointer, s.Pixels, s.Channels,
                relu); break;
            default:
                ChannelAffine.Apply<Lane512>(x.Pointer, x.Step, y.Pointer, y.Step, a.Pointer, b.Pointer, s.Pixels, s.Channels,
                relu); break;
        }

        return y.Values();
    }

    private static void Combine(
        (int Pixels, int Channels, int Gap) s, int lane, StridedRow dy, StridedRow x, StridedRow dx, float[] a, float[] b, float[] d,
        bool accumulate)
    {
        using GuardedMemory ma = GuardedMemory.From(a), mb = GuardedMemory.From(b), md = GuardedMemory.From(d);
        switch (lane)
        {
            case 4: Run<Lane128>(); break;
            case 8: Run<Lane256>(); break;
            default: Run<Lane512>(); break;
        }

        void Run<T>()
            where T : struct, ILane<T> => ChannelAffine.Combine<T>(
                dy.Pointer, dy.Step, x.Pointer, x.Step, dx.Pointer, dx.Step, ma.Pointer, mb.Pointer, md.Pointer, s.Pixels, s.Channels,
                    accumulate);
    }

    private static StridedRow Row((int Pixels, int Channels, int Gap) s, ReadOnlySpan<float> values) =>
        new(s.Pixels, s.Channels, s.Channels + s.Gap, values);

    private static double[] Before(int channels) => [.. Enumerable.Range(0, channels).Select(c => (double)c)];

    private static double[] Channel(float[] values, (int Pixels, int Channels, int Gap) s, int channel) =>
        [.. Enumerable.Range(0, s.Pixels).Select(p => (double)values[(p * s.Channels) + channel])];
}
