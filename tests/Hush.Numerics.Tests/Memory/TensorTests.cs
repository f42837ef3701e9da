namespace Hush.Numerics.Tests.Memory;

public sealed class TensorTests
{
    [Fact]
    public void A_new_tensor_is_black()
    {
        using var tensor = new Tensor(new Shape(2, 3, 5, 7));
        Assert.Equal(new float[210], tensor.Span.ToArray());
    }

    [Fact]
    public void An_image_is_its_own_part_of_the_values()
    {
        float[] values = [.. Enumerable.Range(0, 3 * 2 * 5 * 1).Select(i => (float)i)];
        using Tensor tensor = Tensor.From(new Shape(3, 2, 5, 1), values);

        Assert.Equal(values, tensor.Span.ToArray());
        Assert.Equal(values[10..20], tensor.Image(1).ToArray());
        tensor.Image(2)[9] = -1;
        Assert.Equal(-1, tensor.Span[29]);
    }

    [Fact]
    public void An_image_outside_the_batch_is_refused()
    {
        using var tensor = new Tensor(new Shape(2, 1, 3, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor.Image(2).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor.Image(-1).Length);
    }

    [Fact]
    public void Values_that_do_not_fill_the_shape_are_refused_with_both_counts()
    {
        var e = Assert.Throws<ShapeException>(() => Tensor.From(new Shape(1, 2, 3, 4), new float[23]));
        Assert.Equal("Tensor [1, 2, 3, 4] needs 24 values, got 23. Pass exactly that many.", e.Message);
    }

    [Fact]
    public void A_tensor_larger_than_a_span_can_be_counted_by_its_shape()
    {
        var shape = new Shape(1, 8_000, 6_250, 64);
        Assert.Equal(3_200_000_000, shape.Count);
        Assert.Equal(3_200_000_000, shape.ImageCount);
    }

    [Fact]
    public void A_shape_prints_as_errors_and_cards_show_it() => Assert.Equal("[8, 28, 27, 1]", new Shape(8, 28, 27, 1).ToString());
}
