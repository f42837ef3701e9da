using System.Buffers;

namespace Hush.Imaging.Datasets;

/// <summary>Clean images in a fixed order, all with the same channels, sizes as they come. Every member may be called from any
/// thread.</summary>
public interface IImageSet
{
    /// <summary>What reports call it, for example <c>mnist training</c>.</summary>
    string Name { get; }

    /// <summary>Images, at least 1.</summary>
    int Count { get; }

    /// <summary>1 (gray) or 3 (red, green, blue).</summary>
    int Channels { get; }

    /// <summary>Rows and columns of an image.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    (int Height, int Width) SizeOf(int index);

    /// <summary>Writes a whole image, [H, W, C], on the scale 0 (black) to 1 (white). Allocates nothing where the set is in
    /// memory.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <param name="pixels">Exactly H x W x C values.</param>
    /// <exception cref="Numerics.ShapeException"><paramref name="pixels"/> is longer or shorter.</exception>
    void Read(int index, Span<float> pixels);

    /// <summary>Writes the part of an image that begins at (<paramref name="top"/>, <paramref name="left"/>), [height, width,
    /// C], on the same scale.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <param name="top">First row; top + height is at most the image's H.</param>
    /// <param name="left">First column; left + width is at most the image's W.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="pixels">Exactly height x width x C values.</param>
    /// <exception cref="Numerics.ShapeException">The part is not wholly inside, or <paramref name="pixels"/> has another
    /// length.</exception>
    void ReadRegion(int index, int top, int left, int height, int width, Span<float> pixels)
    {
        var (h, w) = SizeOf(index);
        Region.Check(Name, index, (h, w), Channels, (top, left, height, width), pixels.Length);
        int count = h * w * Channels, row = width * Channels;
        float[] whole = ArrayPool<float>.Shared.Rent(count);
        Read(index, whole.AsSpan(0, count));
        for (int y = 0; y < height; y++)
            whole.AsSpan((((top + y) * w) + left) * Channels, row).CopyTo(pixels[(y * row)..]);
        ArrayPool<float>.Shared.Return(whole);
    }
}
