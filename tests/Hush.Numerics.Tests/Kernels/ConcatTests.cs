using Hush.Numerics.Kernels.Convolution;
using Hush.Testing;
using Hush.Testing.References;

namespace Hush.Numerics.Tests.Kernels;

/// <summary>A buffer with two writers and gaps between channels: 24 channels at slot 0, three at slot 32, 48 slots per pixel.</summary>
public sealed unsafe class ConcatTests
{
    private const int Stride = 48;
    private static readonly Shape Extents = new(2, 3, 5, 27);

    private static int[] Slots => [.. Enumerable.Range(0, 24), 32, 33, 34];

    [Theory, MemberData(nameof(Lanes.All), MemberType = typeof(Lanes))]
    public void A_convolution_reads_the_channels_and_not_the_gaps(int lane)
    {
        const int outputs = 5;
        float[] x = Samples.Normal(Extents.Count, 1), w = Samples.Normal(outputs * Extents.C * 9, 2);
        var shape = Extents with { C = outputs };
        using PaddedImage input = PaddedImage.Input(Extents, x, ConvolutionRun.Slack(Stride), Stride, Slots);
        using PaddedImage output = PaddedImage.Output(shape);
        var layout = new PackedFilters(3, Slots, Stride, [0, 1, 2, 3, 4], 16, lane);
        using GuardedMemory packed = GuardedMemory.From(layout.Pack(ConvolutionRun.Dense(w, Extents.C, 3)));
        using GuardedMemory bias = GuardedMemory.From(new float[16]);

        for (int n = 0; n < Extents.N; n++)
        {
            ConvolutionAtLane.Forward(
                lane, ConvolutionRun.Window(input, n, 3), packed.Pointer, bias.Pointer, output.Pixel(n, 0, 0),
                ConvolutionRun.Grid(input, output, 3), Extents.H, 16, Epilogue.None);
        }

        output.AssertOnlyPixelsWritten(0, 16);
        Near.Equal(ConvolutionReference.Forward(Extents, x, outputs, 3, w, new float[outputs]), output.Values(), 1e-5);
    }

    [Theory, MemberData(nameof(Lanes.All), MemberType = typeof(Lanes))]
    public void Two_writers_fill_one_buffer_without_touching_each_other(int lane)
    {
        var from = Extents with { C = 2 };
        float[] x = Samples.Normal(from.Count, 3), wide = Samples.Normal(24 * 2 * 9, 4), narrow = Samples.Normal(3 * 2 * 9, 5);
        using PaddedImage output = PaddedImage.Output(Extents, stride: Stride, slots: Slots);

        Write(lane, from, x, narrow, output, firstSlot: 32, channels: 3, written: 3);
        output.AssertOnlyPixelsWritten(32, 3);
        Write(lane, from, x, wide, output, firstSlot: 0, channels: 24, written: 32);

        double[] a = ConvolutionReference.Forward(from, x, 24, 3, wide, new float[24]);
        double[] b = ConvolutionReference.Forward(from, x, 3, 3, narrow, new float[3]);
        double[] expected = [.. a.Chunk(24).Zip(b.Chunk(3), (first, second) => first.Concat(second)).SelectMany(pixel => pixel)];
        Near.Equal(expected, output.Values(), 1e-5);
        output.AssertOnlyPixelsWritten(0, 35);
    }

    private static void Write(
        int lane, Shape from, float[] x, float[] w, PaddedImage output, int firstSlot, int channels, int written)
    {
        using PaddedImage input = PaddedImage.Input(from, x, ConvolutionRun.Slack(from.C));
        var layout = new PackedFilters(3, [0, 1], from.C, [.. Enumerable.Range(0, channels)], written, lane);
        using GuardedMemory packed = GuardedMemory.From(layout.Pack(ConvolutionRun.Dense(w, from.C, 3)));
        using GuardedMemory bias = GuardedMemory.From(new float[written]);
        for (int n = 0; n < from.N; n++)
        {
            ConvolutionAtLane.Forward(
                lane, ConvolutionRun.Window(input, n, 3), packed.Pointer, bias.Pointer, output.Pixel(n, 0, 0) + firstSlot,
                ConvolutionRun.Grid(input, output, 3), from.H, written, Epilogue.None);
        }
    }
}
