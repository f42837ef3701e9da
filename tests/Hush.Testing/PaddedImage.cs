using Hush.Numerics;
using Xunit;

namespace Hush.Testing;

/// <summary>
/// A batch of images as kernels want it, [image][H + 2 rows][W + 2 pixels][stride slots], in guarded memory; H and W are rounded up to
/// whole tiles there. What a kernel may read but not use is NaN; what it may not write is a guard word.
/// </summary>
public sealed unsafe class PaddedImage : IDisposable
{
    private readonly GuardedMemory _memory;
    private readonly int[] _slots;
    private readonly int _rows, _columns;       // with what is missing to whole tiles, without the halo

    private PaddedImage(Shape shape, int stride, int[]? slots, nint slack, int tile)
    {
        (_rows, _columns) = ((shape.H + tile - 1) / tile * tile, (shape.W + tile - 1) / tile * tile);
        Shape = shape;
        Stride = stride;
        _slots = slots ?? [.. Enumerable.Range(0, shape.C)];
        RowPitch = (nint)(_columns + 2) * stride;
        ImagePitch = (_rows + 2) * RowPitch;
        _memory = new GuardedMemory((shape.N * ImagePitch) + slack);
    }

    /// <summary>Images, rows, columns and channels without halo and padding.</summary>
    public Shape Shape { get; }

    /// <summary>Floats from a pixel to the next.</summary>
    public int Stride { get; }

    /// <summary>Floats from a row to the next.</summary>
    public nint RowPitch { get; }

    /// <summary>Floats from an image to the next.</summary>
    public nint ImagePitch { get; }

    /// <summary>The slots that a buffer gives a pixel of so many channels: as many up to 4, else a multiple of 16.</summary>
    public static int DefaultStride(int channels) => channels <= 4 ? channels : (channels + 15) / 16 * 16;

    /// <summary>Something to read: zeros in the halo and in slots without a channel, NaN in the slack behind the last image.</summary>
    /// <param name="shape">Extents of the values.</param>
    /// <param name="values">The values, dense.</param>
    /// <param name="slack">Floats behind the images that may be read; the page behind them may not.</param>
    /// <param name="stride">Slots of a pixel; 0 for the default.</param>
    /// <param name="slots">For each channel its slot; null for 0, 1, 2 and so on.</param>
    /// <param name="tile">Rows and columns of the kernel's tiles.</param>
    public static PaddedImage Input(Shape shape, ReadOnlySpan<float> values, nint slack, int stride = 0, int[]? slots = null, int tile = 1)
    {
        var image = new PaddedImage(shape, stride == 0 ? DefaultStride(shape.C) : stride, slots, slack, tile);
        image._memory.Span.Clear();
        image._memory.Span[checked((int)(shape.N * image.ImagePitch))..].Fill(float.NaN);
        image.Set(values);
        return image;
    }

    /// <summary>Something to write: guard words everywhere, or in the pixels the values that were there before.</summary>
    /// <param name="shape">Extents of the values.</param>
    /// <param name="before">What the channels of the pixels hold, dense; empty for guard words.</param>
    /// <param name="stride">Slots of a pixel; 0 for the default.</param>
    /// <param name="slots">For each channel its slot; null for 0, 1, 2 and so on.</param>
    /// <param name="tile">Rows and columns of the kernel's tiles.</param>
    public static PaddedImage Output(Shape shape, ReadOnlySpan<float> before = default, int stride = 0, int[]? slots = null, int tile = 1)
    {
        var image = new PaddedImage(shape, stride == 0 ? DefaultStride(shape.C) : stride, slots, slack: 0, tile);
        if (before.Length > 0)
            image.Set(before);
        return image;
    }

    /// <summary>Slot 0 of a pixel; row or column -1 is the halo.</summary>
    public float* Pixel(int image, int row, int column) =>
        _memory.Pointer + (image * ImagePitch) + ((row + 1) * RowPitch) + ((column + 1) * (nint)Stride);

    /// <summary>Puts a value into the slots from <paramref name="first"/> on of every pixel, the halo's included.</summary>
    public void FillSlots(int first, float value)
    {
        for (nint pixel = 0; pixel < Shape.N * ImagePitch; pixel += Stride)
            new Span<float>(_memory.Pointer + pixel + first, Stride - first).Fill(value);
    }

    /// <summary>The values of all pixels, dense.</summary>
    public float[] Values()
    {
        var values = new float[Shape.Count];
        int i = 0;
        foreach (var (n, y, x) in Pixels())
        {
            foreach (int slot in _slots)
                values[i++] = Pixel(n, y, x)[slot];
        }

        return values;
    }

    /// <summary>
    /// Fails if anything but pixels was written: the guards, the halo, and slots of pixels outside
    /// [<paramref name="firstSlot"/>, <paramref name="firstSlot"/> + <paramref name="writtenSlots"/>) must be as they were.
    /// </summary>
    public void AssertOnlyPixelsWritten(int firstSlot, int writtenSlots)
    {
        _memory.AssertIntact();
        for (int n = 0; n < Shape.N; n++)
        {
            for (int y = -1; y <= _rows; y++)
            {
                for (int x = -1; x <= _columns; x++)
                {
                    bool inside = y >= 0 && y < Shape.H && x >= 0 && x < Shape.W;
                    for (int s = 0; s < Stride; s++)
                    {
                        if (inside && s >= firstSlot && s < firstSlot + writtenSlots)
                            continue;
                        float value = Pixel(n, y, x)[s];
                        if (!GuardedMemory.IsGuard(value))
                            Assert.Fail($"slot {s} of pixel ({y}, {x}) of image {n} was overwritten with {value:G9}");
                    }
                }
            }
        }
    }

    /// <summary>Fails unless each slot of the range that holds no channel is exactly 0 in every pixel.</summary>
    public void AssertPaddingIsZero(int firstSlot, int writtenSlots)
    {
        foreach (var (n, y, x) in Pixels())
        {
            for (int s = firstSlot; s < firstSlot + writtenSlots; s++)
            {
                if (Array.IndexOf(_slots, s) < 0)
                    Assert.Equal(0f, Pixel(n, y, x)[s]);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private void Set(ReadOnlySpan<float> values)
    {
        Assert.Equal(Shape.Count, values.Length);
        int i = 0;
        foreach (var (n, y, x) in Pixels())
        {
            foreach (int slot in _slots)
                Pixel(n, y, x)[slot] = values[i++];
        }
    }

    private IEnumerable<(int Image, int Row, int Column)> Pixels() =>
        from n in Enumerable.Range(0, Shape.N)
        from y in Enumerable.Range(0, Shape.H)
        from x in Enumerable.Range(0, Shape.W)
        select (n, y, x);
}
