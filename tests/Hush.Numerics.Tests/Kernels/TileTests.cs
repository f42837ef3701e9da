using Hush.Numerics.Kernels.Convolution;
using Hush.Numerics.Kernels.Lanes;
using Hush.Testing;

namespace Hush.Numerics.Tests.Kernels;

/// <summary>
/// Tests the register tiles alone, at every height: overlapping windows of two rows, compared with scalar sums in double.
/// </summary>
public sealed unsafe class TileTests
{
    private const int Length = 11, Rows = 2, Step = 4, Pitch = 53;

    [Theory, MemberData(nameof(Lanes.All), MemberType = typeof(Lanes))]
    public void A_tile_of_any_height_stores_the_first_pixels_and_no_others(int lane)
    {
        switch (lane)
        {
            case 4: EveryHeight<Lane128>(); EveryHeight<Pair<Lane128>>(); break;
            case 8: EveryHeight<Lane256>(); EveryHeight<Pair<Lane256>>(); break;
            default: EveryHeight<Lane512>(); EveryHeight<Pair<Lane512>>(); EveryHeight<Triple<Lane512>>(); break;
        }
    }

    [Theory, MemberData(nameof(Lanes.All), MemberType = typeof(Lanes))]
    public void A_gradient_tile_of_any_height_stores_the_first_positions_and_no_others(int lane)
    {
        switch (lane)
        {
            case 4: EveryGradientHeight<Lane128>(); EveryGradientHeight<Pair<Lane128>>(); break;
            case 8: EveryGradientHeight<Lane256>(); EveryGradientHeight<Pair<Lane256>>(); break;
            default: EveryGradientHeight<Lane512>(); EveryGradientHeight<Pair<Lane512>>(); EveryGradientHeight<Triple<Lane512>>(); break;
        }
    }

    private static void EveryHeight<T>()
        where T : struct, ILane<T>
    {
        float[] tallest = Pixels<T, Height8>(8);
        for (int count = 1; count <= 8; count++)
        {
            if (count <= 4)
                Assert.Equal(tallest[..(count * T.Width)], Pixels<T, Height4>(count));
            if (count <= 5)
                Assert.Equal(tallest[..(count * T.Width)], Pixels<T, Height5>(count));
            if (count <= 6)
                Assert.Equal(tallest[..(count * T.Width)], Pixels<T, Height6>(count));
            if (count <= 7)
                Assert.Equal(tallest[..(count * T.Width)], Pixels<T, Height7>(count));
            Assert.Equal(tallest[..(count * T.Width)], Pixels<T, Height8>(count));
        }
    }

    private static void EveryGradientHeight<T>()
        where T : struct, ILane<T>
    {
        float[] tallest = Positions<T, Height12>(12);
        for (int count = 1; count <= 12; count++)
        {
            float[] expected = tallest[..(count * T.Width)];
            if (count <= 4)
                Assert.Equal(expected, Positions<T, Height4>(count));
            if (count <= 5)
                Assert.Equal(expected, Positions<T, Height5>(count));
            if (count <= 6)
                Assert.Equal(expected, Positions<T, Height6>(count));
            if (count <= 7)
                Assert.Equal(expected, Positions<T, Height7>(count));
            if (count <= 8)
                Assert.Equal(expected, Positions<T, Height8>(count));
            if (count <= 9)
                Assert.Equal(expected, Positions<T, Height9>(count));
            if (count <= 10)
                Assert.Equal(expected, Positions<T, Height10>(count));
            if (count <= 11)
                Assert.Equal(expected, Positions<T, Height11>(count));
            Assert.Equal(expected, Positions<T, Height12>(count));
        }
    }

    /// <summary>Stores the first pixels of a tile, [count, lane], and compares them with the definition.</summary>
    private static float[] Pixels<T, TPixels>(int count)
        where T : struct, ILane<T>
        where TPixels : struct, ITileHeight
    {
        // The windows of pixels that are not stored extend into NaN.
        int readable = Pitch + ((TPixels.Count - 1) * Step) + Length, meaningful = Pitch + ((count - 1) * Step) + Length;
        float[] values = Samples.Normal(readable, 1), weights = Samples.Normal(Rows * Length * T.Width, 2);
        values.AsSpan(meaningful).Fill(float.NaN);
        float[] biases = Samples.Normal(T.Width, 3);
        using GuardedMemory x = GuardedMemory.From(values), w = GuardedMemory.From(weights), bias = GuardedMemory.From(biases);
        using var y = new StridedRow(count, T.Width, T.Width + 3);

        WindowGrid grid = Grid(count, y.Step);
        var offsets = default(TileOffsets);
        offsets.Take(grid, 0, 0, count);
        ConvolutionTile.Run<T, TPixels>(x.Pointer, w.Pointer, bias.Pointer, y.Pointer, grid, offsets, count, Epilogue.None);

        var expected = new double[count * T.Width];
        for (int i = 0; i < expected.Length; i++)
        {
            int pixel = i / T.Width, channel = i % T.Width;
            expected[i] = biases[channel];
            for (int k = 0; k < Rows * Length; k++)
                expected[i] += (double)values[(k / Length * Pitch) + (pixel * Step) + (k % Length)] * weights[(k * T.Width) + channel];
        }

        Near.Equal(expected, y.Values(), 1e-5);
        return y.Values();
    }

    /// <summary>
    /// Computes the first positions of a gradient tile, [count, lane], adding and overwriting, and compares them with the definition.
    /// </summary>
    private static float[] Positions<T, TPositions>(int count)
        where T : struct, ILane<T>
        where TPositions : struct, ITileHeight
    {
        const int columns = 3, rows = 2, between = 2;
        WindowGrid g = Grid(columns, T.Width + between);
        int last = Pitch + ((columns - 1) * Step);
        float[] values = Samples.Normal(last + TPositions.Count, 4);
        values.AsSpan(last + count).Fill(float.NaN);
        float[] gradients = Samples.Normal(rows * columns * T.Width, 5);
        using GuardedMemory x = GuardedMemory.From(values);
        using var dy = new StridedRow(rows * columns, T.Width, T.Width + between, gradients);
        float[] before = Samples.Normal(count * T.Width, 6);
        using GuardedMemory dw = GuardedMemory.From(before), overwritten = GuardedMemory.From([.. before.Select(_ => float.NaN)]);
        WindowGrid grid = g with { OutputRowStep = columns * dy.Step };

        GradientTile.Run<T, TPositions>(x.Pointer, dy.Pointer, dw.Pointer, grid, new ImageSpan(1, rows), count, adds: true);
        GradientTile.Run<T, TPositions>(x.Pointer, dy.Pointer, overwritten.Pointer, grid, new ImageSpan(1, rows), count, adds: false);

        dw.AssertIntact();
        overwritten.AssertIntact();
        var expected = new double[count * T.Width];
        for (int i = 0; i < expected.Length; i++)
        {
            for (int p = 0; p < rows * columns; p++)
            {
                float v = values[(p / columns * Pitch) + (p % columns * Step) + (i / T.Width)];
                expected[i] += (double)v * gradients[(p * T.Width) + (i % T.Width)];
            }
        }

        Near.Equal(expected, overwritten.Span, 1e-5);
        Near.Equal([.. expected.Zip(before, (e, b) => e + b)], dw.Span, 1e-5);
        return dw.Span.ToArray();
    }

    private static WindowGrid Grid(int columns, int outputStep) => new()
    {
        Columns = columns,
        InputRowStep = Pitch,
        InputPixelStep = Step,
        WindowPitch = Pitch,
        WindowRows = Rows,
        WindowLength = Length,
        OutputRowStep = columns * outputStep,
        OutputPixelStep = outputStep,
    };
}
