namespace Hush.Numerics.Tests.Memory;

public sealed unsafe class AlignedMemoryTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(17), InlineData(100_003)]
    public void Memory_begins_as_zeros_at_a_multiple_of_64_bytes(int length)
    {
        using var memory = new AlignedMemory(length);

        Assert.Equal(length, memory.Length);
        Assert.Equal(length, memory.Span.Length);
        Assert.Equal(0, (nint)memory.Pointer % 64);
        Assert.Equal(new float[length], memory.Span.ToArray());
    }

    [Fact]
    public void Clearing_sets_every_float_to_zero()
    {
        using var memory = new AlignedMemory(37);
        memory.Span.Fill(float.NaN);
        memory.Clear();
        Assert.Equal(new float[37], memory.Span.ToArray());
    }

    [Fact]
    public void Memory_is_freed_once()
    {
        var memory = new AlignedMemory(5);
        memory.Dispose();
        memory.Dispose();
        Assert.True(memory.IsClosed);
    }

    [Fact]
    public void A_negative_length_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new AlignedMemory(-1));
}
