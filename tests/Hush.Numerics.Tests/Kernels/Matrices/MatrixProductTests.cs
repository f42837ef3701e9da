using Hush.Numerics.Kernels.Lanes;
using Hush.Numerics.Kernels.Matrices;
using Hush.Testing;

namespace Hush.Numerics.Tests.Kernels.Matrices;

public sealed unsafe class MatrixProductTests
{
    private const int Depth = 19, RowsBehind = 3;

    public static TheoryData<int> Widths => Lanes.All;

    [Theory, MemberData(nameof(Widths))]
    public void Every_number_of_rows_gives_the_sums_of_the_definition_and_each_row_the_same_bytes(int lane)
    {
        switch (lane)
        {
            case 4: EveryNumberOfRows<Lane128>(); break;
            case 8: EveryNumberOfRows<Lane256>(); break;
            default: EveryNumberOfRows<Lane512>(); break;
        }
    }

    private static void EveryNumberOfRows<T>()
        where T : struct, ILane<T>
    {
        foreach (int lanes in new[] { 1, 2, 3, 5 })
            EveryNumberOfRows<T>(lanes * T.Width);
    }

    private static void EveryNumberOfRows<T>(int columns)
        where T : struct, ILane<T>
    {
        float[] values = Samples.Normal((40 + RowsBehind) * Depth, 1), weights = Samples.Normal(Depth * columns, 2);
        float[] longest = Multiply<T>(values, 40, columns, weights);
        for (int rows = 1; rows < 40; rows++)
            Assert.Equal(longest[..(rows * columns)], Multiply<T>(values, rows, columns, weights));
    }

    private static float[] Multiply<T>(float[] values, int rows, int columns, float[] weights)
        where T : struct, ILane<T>
    {
        float[] readable = values[..((rows + RowsBehind) * Depth)];
        readable.AsSpan(rows * Depth).Fill(float.NaN);
        using GuardedMemory x = GuardedMemory.From(readable), w = GuardedMemory.From(weights), y = new(rows * columns);

        MatrixProduct.Run<T>(x.Pointer, rows, Depth, w.Pointer, columns, y.Pointer);

        y.AssertIntact();
        var expected = new double[rows * columns];
        for (int i = 0; i < expected.Length; i++)
        {
            int row = i / columns, column = i % columns;
            var (panel, width) = PanelLayout.Of(column, columns, T.Width);
            for (int k = 0; k < Depth; k++)
                expected[i] += (double)readable[(row * Depth) + k] * weights[(panel * Depth) + (k * width) + column - panel];
        }

        Near.Equal(expected, y.Span, 1e-5);
        return y.Span.ToArray();
    }
}
