using Hush.Numerics;

namespace Hush;

/// <summary>A dense batch of images, [N, H, W, C], in row-major order. Pixel values range from 0 (black) to 1 (white).</summary>
public sealed class Tensor : IDisposable
{
    private readonly AlignedMemory _memory;

    /// <summary>Creates a tensor of zeros.</summary>
    /// <param name="shape">The shape; at most 2^31 - 1 values.</param>
    public Tensor(Shape shape)
    {
        Shape = shape;
        _memory = new AlignedMemory(checked((nint)shape.Count));
    }

    private Tensor(Shape shape, AlignedMemory memory) => (Shape, _memory) = (shape, memory);

    /// <summary>The shape, [N, H, W, C].</summary>
    public Shape Shape { get; }

    /// <summary>All values, in the order [N, H, W, C].</summary>
    public Span<float> Span => _memory.Span;

    /// <summary>The values of one image, [H, W, C].</summary>
    /// <param name="image">Index of the image, from 0 to N - 1.</param>
    public Span<float> Image(int image) => Span.Slice(checked((int)(image * Shape.ImageCount)), (int)Shape.ImageCount);

    /// <summary>Creates a tensor and copies the given values into it.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="values">The values, in the order [N, H, W, C].</param>
    /// <exception cref="ShapeException">The number of values differs from <see cref="Shape.Count"/>.</exception>
    public static Tensor From(Shape shape, ReadOnlySpan<float> values)
    {
        if (values.Length != shape.Count)
            throw new ShapeException($"Tensor {shape} needs {shape.Count} values, got {values.Length}. Pass exactly that many.");
        var tensor = new Tensor(shape);
        values.CopyTo(tensor.Span);
        return tensor;
    }

    /// <summary>Calls a function with tensors that use the memory of two spans of the same shape.</summary>
    /// <param name="first">The values of the first tensor, which must only be read.</param>
    /// <param name="second">The values of the second tensor.</param>
    /// <param name="shape">The shape of both.</param>
    /// <param name="use">The tensors must not be used after it returns.</param>
    internal static unsafe void Wrap(ReadOnlySpan<float> first, Span<float> second, Shape shape, Action<Tensor, Tensor> use)
    {
        fixed (float* a = first, b = second)
        {
            using var read = new Tensor(shape, new AlignedMemory(a, first.Length));
            using var write = new Tensor(shape, new AlignedMemory(b, second.Length));
            use(read, write);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();
}
