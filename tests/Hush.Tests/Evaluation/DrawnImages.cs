using Hush.Imaging.Datasets;

namespace Hush.Tests.Evaluation;

/// <summary>Gray images of one size, computed from image, row and column.</summary>
internal sealed class DrawnImages(int count, int height, int width, Func<int, int, int, float> draw) : IImageSet
{
    private int _read;

    public string Name => "drawn";

    public int Count => count;

    public int Channels => 1;

    /// <summary>Number of times an image or a region was read.</summary>
    public int Readings => Volatile.Read(ref _read);

    public (int Height, int Width) SizeOf(int index) => (height, width);

    public void Read(int index, Span<float> pixels) => ReadRegion(index, 0, 0, height, width, pixels);

    public void ReadRegion(int index, int top, int left, int rows, int columns, Span<float> pixels)
    {
        Interlocked.Increment(ref _read);
        for (int i = 0; i < rows * columns; i++)
            pixels[i] = draw(index, top + (i / columns), left + (i % columns));
    }
}
