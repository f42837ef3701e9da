namespace Hush.Learning.Plans;

/// <summary>
/// Between dense images and a plan's buffers. Images whose extents are not multiples of the network's alignment are continued to the
/// right and below by symmetric reflection (the edge pixel is repeated: c b a | a b c), again and again for tiny images.
/// </summary>
internal static unsafe class ImageTransfer
{
    /// <summary>Copies rows of a dense image, [height, width, C], into a buffer and continues it.</summary>
    /// <param name="pixels">The dense image.</param>
    /// <param name="height">Its rows.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="buffer">The buffer; at least as high and wide.</param>
    /// <param name="place">The buffer's image.</param>
    /// <param name="firstRow">The first row of the buffer to fill.</param>
    /// <param name="rows">Rows of the buffer to fill.</param>
    public static void Load(float* pixels, int height, int width, PixelBuffer buffer, Place place, int firstRow, int rows)
    {
        int channels = buffer.Slots.Length;
        for (int row = firstRow; row < firstRow + rows; row++)
        {
            float* from = pixels + ((nint)Reflect(row, height) * width * channels), to = buffer.Row(place, row);
            if (buffer.Stride == channels)
                new ReadOnlySpan<float>(from, width * channels).CopyTo(new Span<float>(to, width * channels));
            for (int x = buffer.Stride == channels ? width : 0; x < buffer.Width; x++)
            {
                for (int c = 0; c < channels; c++)
                    to[((nint)x * buffer.Stride) + buffer.Slots[c]] = from[(Reflect(x, width) * channels) + c];
            }
        }
    }

    /// <summary>Copies rows of a buffer into a dense image, without what was continued.</summary>
    public static void Store(PixelBuffer buffer, Place place, float* pixels, int width, int firstRow, int rows)
    {
        int channels = buffer.Slots.Length;
        for (int row = firstRow; row < firstRow + rows; row++)
        {
            float* from = buffer.Row(place, row), to = pixels + ((nint)row * width * channels);
            for (int x = 0; x < width; x++, from += buffer.Stride, to += channels)
            {
                for (int c = 0; c < channels; c++)
                    to[c] = from[buffer.Slots[c]];
            }
        }
    }

    /// <summary>Fills rows of a buffer of one channel with a value.</summary>
    public static void Fill(PixelBuffer buffer, Place place, float value, int firstRow, int rows)
    {
        for (int row = firstRow; row < firstRow + rows; row++)
        {
            float* to = buffer.Row(place, row);
            for (int x = 0; x < buffer.Width; x++)
                to[(nint)x * buffer.Stride] = value;
        }
    }

    /// <summary>The place in 0 .. extent - 1 that place i is a reflection of.</summary>
    private static int Reflect(int i, int extent)
    {
        int r = i % (2 * extent);
        return r < extent ? r : (2 * extent) - 1 - r;
    }
}
