using System.Buffers;

namespace Hush.Imaging.Datasets;

/// <summary>Clean images in a fixed order, all with the same number of channels but of any size. All members are thread-safe.</summary>
internal interface IImageSet
{
    /// <summary>The set's name in reports, for example <c>mnist training</c>.</summary>
    string Name { get; }

    /// <summary>Number of images, at least 1.</summary>
    int Count { get; }

    /// <summary>1 (gray) or 3 (red, green, blue).</summary>
    int Channels { get; }

    /// <summary>The rows and columns of an image.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    (int Height, int Width) SizeOf(int index);

    /// <summary>
    /// Reads a whole image as [H, W, C], values from 0 (black) to 1 (white). Does not allocate if the set is in memory.
    /// </summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <param name="pixels">The output, exactly H x W x C values.</param>
    /// <exception cref="ShapeException"><paramref name="pixels"/> has a different length.</exception>
    void Read(int index, Span<float> pixels);

    /// <summary>
    /// Reads the region of an image that starts at (<paramref name="top"/>, <paramref name="left"/>) as [height, width, C], values from
    /// 0 to 1.
    /// </summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <param name="top">First row; top + height is at most the image's H.</param>
    /// <param name="left">First column; left + width is at most the image's W.</param>
    /// <param name="height">Number of rows.</param>
    /// <param name="width">Number of columns.</param>
    /// <param name="pixels">The output, exactly height x width x C values.</param>
    /// <exception cref="ShapeException">The region is not entirely inside the image, or <paramref name="pixels"/> has a
    /// different length.</exception>
    void ReadRegion(int index, int top, int left, int height, int width, Span<float> pixels)
    {
        var (h, w) = SizeOf(index);
        Region.EnsureInside(Name, index, (h, w), Channels, (top, left, height, width), pixels.Length);
        int count = h * w * Channels, row = width * Channels;
        float[] whole = ArrayPool<float>.Shared.Rent(count);
        Read(index, whole.AsSpan(0, count));
        for (int y = 0; y < height; y++)
            whole.AsSpan((((top + y) * w) + left) * Channels, row).CopyTo(pixels[(y * row)..]);
        ArrayPool<float>.Shared.Return(whole);
    }
}
