using Hush.Numerics.Kernels.Convolution;
using Hush.Testing;

namespace Hush.Numerics.Tests.Kernels;

public sealed unsafe class FilterPackingTests
{
    /// <summary>A concatenation with a gap: 24 channels at slot 0 and three at slot 32.</summary>
    private static int[] Concat => [.. Enumerable.Range(0, 24), 32, 33, 34];

    /// <summary>Kernel, input slots, input stride, output slots, output stride.</summary>
    public static TheoryData<int, int[], int, int[], int> Layouts => new()
    {
        { 3, [0], 1, [0], 1 }, { 3, [0, 1, 2], 3, [0, 1], 2 }, { 1, [0, 1, 2, 3], 4, [0, 1, 2], 3 },
        { 3, [0, 1], 2, [.. Enumerable.Range(0, 5)], 16 }, { 3, Concat, 48, [.. Enumerable.Range(0, 24)], 32 },
        { 1, Concat, 48, [.. Enumerable.Range(0, 48)], 48 }, { 3, Concat, 48, [0, 1, 2, 3], 4 }, { 2, [0, 1, 2], 3, Concat, 48 },
        { 4, [.. Enumerable.Range(0, 5)], 16, [.. Enumerable.Range(0, 64)], 64 }, { 3, [0, 1], 2, [.. Enumerable.Range(0, 75)], 80 },
    };

    [Theory, MemberData(nameof(Layouts))]
    public void Every_weight_goes_where_the_kernels_look_for_it_and_gaps_are_zero(
        int kernel, int[] inputSlots, int inputStride, int[] outputSlots, int outputStride)
    {
        int inputs = inputSlots.Length, outputs = outputSlots.Length;
        float[] w = Samples.Normal(outputs * inputs * kernel * kernel, 1);
        var packing = new FilterPacking(kernel, kernel, inputSlots, inputStride, outputSlots, outputStride);
        var layout = new PackedFilters(kernel, inputSlots, inputStride, outputSlots, outputStride, VectorWidth.Floats);
        using GuardedMemory filters = GuardedMemory.From(w), packed = new(packing.Length);

        packing.Pack(View(filters, inputs, kernel), packed.Pointer);

        packed.AssertIntact();
        Assert.Equal(layout.Length, packing.Length);
        Assert.Equal(w, layout.Unpack(packed.Span));
        Assert.Equal(packing.Length - w.Length, packed.Span.ToArray().Count(v => v == 0));
    }

    [Theory, MemberData(nameof(Layouts))]
    public void Adding_back_is_the_adjoint_of_packing(
        int kernel, int[] inputSlots, int inputStride, int[] outputSlots, int outputStride)
    {
        int inputs = inputSlots.Length, count = outputSlots.Length * inputs * kernel * kernel;
        var packing = new FilterPacking(kernel, kernel, inputSlots, inputStride, outputSlots, outputStride);
        float[] w = Samples.Normal(count, 2), dw = Samples.Normal(count, 3), m = Samples.Normal(packing.Length, 4);
        using GuardedMemory filters = GuardedMemory.From(w), packed = GuardedMemory.From(new float[packing.Length]);
        using GuardedMemory gradients = GuardedMemory.From(dw), matrix = GuardedMemory.From(m);

        packing.Pack(View(filters, inputs, kernel), packed.Pointer);
        packing.AddTo(View(gradients, inputs, kernel), matrix.Pointer);

        gradients.AssertIntact();
        float[] added = [.. gradients.Span.ToArray().Zip(dw, (after, before) => after - before)];
        double scale = InnerProduct.Norm(w) * (InnerProduct.Norm(m) + InnerProduct.Norm(dw));
        Near.Equal(InnerProduct.Of(packed.Span, m), InnerProduct.Of(w, added), scale, 1e-6);
    }

    [Theory, InlineData(3, 5, 3), InlineData(21, 5, 32), InlineData(48, 19, 48)]
    public void A_view_with_negative_strides_packs_turned_and_transposed_filters(int inputs, int outputs, int stride)
    {
        const int kernel = 3;
        float[] w = Samples.Normal(outputs * inputs * 9, 5);
        int[] inputSlots = [.. Enumerable.Range(0, outputs)], outputSlots = [.. Enumerable.Range(0, inputs)];
        var packing = new FilterPacking(kernel, kernel, inputSlots, 32, outputSlots, stride);
        var layout = new PackedFilters(kernel, inputSlots, 32, outputSlots, stride, VectorWidth.Floats);
        using GuardedMemory filters = GuardedMemory.From(w), packed = GuardedMemory.From(new float[packing.Length]);

        packing.Pack(new FilterView((nint)(filters.Pointer + 8), 9, 9 * inputs, -3, -1), packed.Pointer);

        packed.AssertIntact();
        Func<int, int, int, int, float> dense = ConvolutionRun.Dense(w, inputs, kernel);
        Assert.Equal(layout.Pack((o, i, row, column) => dense(i, o, 2 - row, 2 - column)), packed.Span.ToArray());
    }

    [Theory, InlineData(21, 5, 32), InlineData(48, 19, 48)]
    public void A_view_of_a_transposed_1x1_packs_and_adds_back(int inputs, int outputs, int stride)
    {
        float[] w = Samples.Normal(outputs * inputs, 6);
        int[] inputSlots = [.. Enumerable.Range(0, outputs)], outputSlots = [.. Enumerable.Range(0, inputs)];
        var packing = new FilterPacking(1, 1, inputSlots, 32, outputSlots, stride);
        var layout = new PackedFilters(1, inputSlots, 32, outputSlots, stride, VectorWidth.Floats);
        using GuardedMemory filters = GuardedMemory.From(w), packed = GuardedMemory.From(new float[packing.Length]);
        var view = new FilterView((nint)filters.Pointer, 1, inputs, 0, 0);

        packing.Pack(view, packed.Pointer);
        Assert.Equal(layout.Pack((o, i, _, _) => w[(i * inputs) + o]), packed.Span.ToArray());
        packing.AddTo(view, packed.Pointer);

        filters.AssertIntact();
        Assert.Equal([.. w.Select(v => v + v)], filters.Span.ToArray());
    }

    [Fact]
    public void Results_of_up_to_four_slots_are_narrow()
    {
        Assert.True(FilterPacking.IsNarrow(1));
        Assert.True(FilterPacking.IsNarrow(4));
        Assert.False(FilterPacking.IsNarrow(16));
    }

    private static FilterView View(GuardedMemory filters, int inputs, int kernel) =>
        new((nint)filters.Pointer, inputs * kernel * kernel, kernel * kernel, kernel, 1);
}
