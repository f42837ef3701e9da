using Hush.Numerics.Kernels.Convolution.Winograd;
using Hush.Numerics.Kernels.Lanes;
using Hush.Testing;

namespace Hush.Numerics.Tests.Kernels.Winograd;

/// <summary>The linear transforms alone: what they compute together, and that the gradient uses their transposes.</summary>
public sealed unsafe class WinogradTransformTests
{
    private const int Side = 4, Points = 36, Step = 3, Line = 7 * Step;      // lanes from one pixel and one row to the next

    [Theory, MemberData(nameof(Lanes.All), MemberType = typeof(Lanes))]
    public void Sixteen_results_are_the_correlations_of_the_window_with_the_filter(int lane) => AtLane(lane, new Correlation());

    [Theory, MemberData(nameof(Lanes.All), MemberType = typeof(Lanes))]
    public void The_maps_of_the_gradient_are_the_transposes(int lane) => AtLane(lane, new Transposes());

    [Theory, MemberData(nameof(WinogradRun.Cases), MemberType = typeof(WinogradRun))]
    public void The_transformation_of_filters_in_panels_has_its_adjoint_for_their_gradient(ConvolutionCase c, int lane)
    {
        int length = checked((int)WinogradConvolution.FilterLength(c.In, c.Out)),
            pitch = checked((int)WinogradConvolution.MatrixPitch(c.In, c.Out));
        float[] w = Samples.Normal(c.WeightCount, 1), du = Samples.Normal(length, 2), before = Samples.Normal(c.WeightCount, 3);
        using GuardedMemory packed = GuardedMemory.From(w), filters = new(length), gradients = GuardedMemory.From(du);
        using GuardedMemory dw = new(c.WeightCount), sum = GuardedMemory.From(before);

        WinogradAtLane.Transform(lane, packed.Pointer, filters.Pointer, c.In, c.Out);
        WinogradAtLane.TransformGradient(lane, gradients.Pointer, dw.Pointer, c.In, c.Out, adds: false);
        WinogradAtLane.TransformGradient(lane, gradients.Pointer, sum.Pointer, c.In, c.Out, adds: true);

        foreach (GuardedMemory memory in (GuardedMemory[])[filters, dw, sum])
            memory.AssertIntact();
        float[] u = [.. Dense(filters.Span)], dense = [.. Dense(du)];
        double scale = InnerProduct.Norm(u) * InnerProduct.Norm(dense);
        Near.Equal(InnerProduct.Of(u, dense), InnerProduct.Of(w, dw.Span), scale, 1e-6);
        Assert.Equal(before.Zip(dw.Span.ToArray(), (b, d) => b + d), sum.Span.ToArray());

        float[] Dense(ReadOnlySpan<float> matrices)
        {
            float[] all = matrices.ToArray();
            return [.. Enumerable.Range(0, Points).SelectMany(p => all.Skip(p * pitch).Take(c.In * c.Out))];
        }
    }

    private static void AtLane(int lane, IProperty property)
    {
        switch (lane)
        {
            case 4: property.Check<Lane128>(); break;
            case 8: property.Check<Lane256>(); break;
            default: property.Check<Lane512>(); break;
        }
    }

    private static int At(int row, int column) => (row * Line) + (column * Step);

    private interface IProperty
    {
        void Check<T>()
            where T : struct, ILane<T>;
    }

    private sealed class Correlation : IProperty
    {
        public void Check<T>()
            where T : struct, ILane<T>
        {
            int width = T.Width;
            float[] values = Samples.Normal(At(5, 6) * width, 4), filter = Samples.Normal(9 * width, 5);
            using GuardedMemory d = GuardedMemory.From(values), g = GuardedMemory.From(filter), half = new(18 * width), y = new(16 * width);
            using GuardedMemory v = new(Points * width), u = new(Points * width);

            WinogradTransform<T>.Input(d.Pointer, Line * width, Step * width, v.Pointer, width);
            FilterTransform<T>.Apply(g.Pointer, width, u.Pointer, width);
            float[] product = [.. v.Span.ToArray().Zip(u.Span.ToArray(), (a, b) => a * b)];
            using GuardedMemory m = GuardedMemory.From(product);
            WinogradTransform<T>.Output(m.Pointer, width, y.Pointer);

            var expected = new double[16 * width];
            for (int i = 0; i < expected.Length; i++)
            {
                int channel = i % width, row = i / width / Side, column = i / width % Side;
                for (int k = 0; k < 9; k++)
                    expected[i] += (double)values[(At(row + (k / 3), column + (k % 3)) * width) + channel] * filter[(k * width) + channel];
            }

            Near.Equal(expected, y.Span, 5e-6);
        }
    }

    private sealed class Transposes : IProperty
    {
        public void Check<T>()
            where T : struct, ILane<T>
        {
            int width = T.Width;
            float[] elements = Samples.Normal(Points * width, 7), gradient = Samples.Normal(At(3, 4) * width, 8),
                filter = Samples.Normal(9 * width, 9);
            using GuardedMemory m = GuardedMemory.From(elements), y = new(16 * width), dy = GuardedMemory.From(gradient),
                dm = new(Points * width);
            WinogradTransform<T>.Output(m.Pointer, width, y.Pointer);
            WinogradTransform<T>.OutputAdjoint(dy.Pointer, Line * width, Step * width, dm.Pointer, width);
            float[] dense = [.. Enumerable.Range(0, 16 * width)
                .Select(i => gradient[(At(i / width / Side, i / width % Side) * width) + (i % width)])];
            AssertAdjoint(y.Span, dense, elements, dm.Span);

            using GuardedMemory g = GuardedMemory.From(filter), u = new(Points * width), dg = GuardedMemory.From(new float[9 * width]);
            FilterTransform<T>.Apply(g.Pointer, width, u.Pointer, width);
            FilterTransform<T>.Adjoint(m.Pointer, width, dg.Pointer, width, adds: true);
            AssertAdjoint(u.Span, elements, filter, dg.Span);
        }

        private static void AssertAdjoint(ReadOnlySpan<float> ax, ReadOnlySpan<float> y, ReadOnlySpan<float> x, ReadOnlySpan<float> aty) =>
            Near.Equal(
            InnerProduct.Of(ax, y), InnerProduct.Of(x, aty),
                (InnerProduct.Norm(ax) * InnerProduct.Norm(y)) + (InnerProduct.Norm(x) * InnerProduct.Norm(aty)), 1e-6);
    }
}
