using Xunit;

namespace Hush.Testing;

/// <summary>
/// A batch of images in the layout of the kernels, [image][H + 2 rows][W + 2 pixels][stride slots], in guarded memory. H and W are
/// rounded up to whole tiles. Values that a kernel may read but not use are NaN; values that it must not write are guard words.
/// </summary>
public sealed unsafe class PaddedImage : IDisposable
{
    private readonly GuardedMemory _memory;
    private readonly int[] _slots;
    private readonly int _rows, _columns;       // rounded up to whole tiles, without the halo

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

    /// <summary>Images, rows, columns and channels, without halo and padding.</summary>
    public Shape Shape { get; }

    /// <summary>Floats per pixel, including unused slots.</summary>
    public int Stride { get; }

    /// <summary>Floats from one row to the next.</summary>
    public nint RowPitch { get; }

    /// <summary>Floats from one image to the next.</summary>
    public nint ImagePitch { get; }

    /// <summary>The slots that plans allocate per pixel: the number of channels up to 4, otherwise the next multiple of 16.</summary>
    public static int DefaultStride(int channels) => channels <= 4 ? channels : (channels + 15) / 16 * 16;

    /// <summary>Creates an input: zeros in the halo and in slots without a channel, NaN in the slack after the last image.</summary>
    /// <param name="shape">Shape of the values.</param>
    /// <param name="values">The values, dense.</param>
    /// <param name="slack">Readable floats after the images; a guard page follows.</param>
    /// <param name="stride">Slots per pixel; 0 for the default.</param>
    /// <param name="slots">Slot of each channel; null for 0, 1, 2 and so on.</param>
    /// <param name="tile">Rows and columns of the kernel's tiles.</param>
    public static PaddedImage Input(Shape shape, ReadOnlySpan<float> values, nint slack, int stride = 0, int[]? slots = null, int tile = 1)
    {
        var image = new PaddedImage(shape, stride == 0 ? DefaultStride(shape.C) : stride, slots, slack, tile);
        image._memory.Span.Clear();
        image._memory.Span[checked((int)(shape.N * image.ImagePitch))..].Fill(float.NaN);
        image.Set(values);
        return image;
    }

    /// <summary>Creates an output: guard words everywhere, or previous values in the pixels.</summary>
    /// <param name="shape">Shape of the values.</param>
    /// <param name="before">Previous values of the pixels, dense; empty for guard words.</param>
    /// <param name="stride">Slots per pixel; 0 for the default.</param>
    /// <param name="slots">Slot of each channel; null for 0, 1, 2 and so on.</param>
    /// <param name="tile">Rows and columns of the kernel's tiles.</param>
    public static PaddedImage Output(Shape shape, ReadOnlySpan<float> before = default, int stride = 0, int[]? slots = null, int tile = 1)
    {
        var image = new PaddedImage(shape, stride == 0 ? DefaultStride(shape.C) : stride, slots, slack: 0, tile);
        if (before.Length > 0)
            image.Set(before);
        return image;
    }

    /// <summary>Slot 0 of a pixel. Row and column -1 are the halo.</summary>
    public float* Pixel(int image, int row, int column) =>
        _memory.Pointer + (image * ImagePitch) + ((row + 1) * RowPitch) + ((column + 1) * (nint)Stride);

    /// <summary>Sets the slots from <paramref name="first"/> on in all pixels, including the halo.</summary>
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
    /// Fails if anything but pixels was written. Guards, the halo, and slots outside [<paramref name="firstSlot"/>,
    /// <paramref name="firstSlot"/> + <paramref name="writtenSlots"/>) must be unchanged.
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

    /// <summary>Fails if a slot in the range that has no channel is not exactly 0 in every pixel.</summary>
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
