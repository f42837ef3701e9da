namespace Hush.Numerics;

/// <summary>A dense batch of images, [N, H, W, C], pixel values on the scale 0 (black) to 1 (white).</summary>
public sealed class Tensor : IDisposable
{
    private readonly AlignedMemory _memory;

    /// <summary>A batch of black images.</summary>
    /// <param name="shape">Its extents; at most 2^31 - 1 values in all.</param>
    public Tensor(Shape shape)
    {
        Shape = shape;
        _memory = new AlignedMemory(checked((nint)shape.Count));
    }

    /// <summary>The extents.</summary>
    public Shape Shape { get; }

    /// <summary>All values, image by image, row by row, pixel by pixel.</summary>
    public Span<float> Span => _memory.Span;

    /// <summary>The values of one image, [H, W, C].</summary>
    /// <param name="image">Its place in the batch, from 0 to N - 1.</param>
    public Span<float> Image(int image) => Span.Slice(checked((int)(image * Shape.ImageCount)), (int)Shape.ImageCount);

    /// <summary>A tensor that holds a copy of the given values.</summary>
    /// <exception cref="ShapeException">There are more or fewer values than the shape has.</exception>
    public static Tensor From(Shape shape, ReadOnlySpan<float> values)
    {
        if (values.Length != shape.Count)
            throw new ShapeException($"Tensor {shape} holds {shape.Count} values, but {values.Length} were given. Pass exactly as many.");
        var tensor = new Tensor(shape);
        values.CopyTo(tensor.Span);
        return tensor;
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();
}
