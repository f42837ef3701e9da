using System.Diagnostics;

namespace Hush.Imaging.Datasets.Formats;

/// <summary>In-memory images of one size, one byte per sample: [N, H, W, C].</summary>
internal sealed class ByteImages : IImageSet
{
    private readonly byte[] _values;
    private readonly int _height, _width;

    /// <summary>Wraps <paramref name="values"/>: the images one after another, channels last.</summary>
    public ByteImages(string name, int height, int width, int channels, byte[] values)
    {
        (Name, _height, _width, Channels, _values) = (name, height, width, channels, values);
        Count = values.Length / (height * width * channels);
        Debug.Assert(Count * height * width * channels == values.Length, "whole images only");
    }

    public string Name { get; }

    public int Count { get; }

    public int Channels { get; }

    public (int Height, int Width) SizeOf(int index) => (_height, _width);

    public void Read(int index, Span<float> pixels) => ReadRegion(index, 0, 0, _height, _width, pixels);

    public void ReadRegion(int index, int top, int left, int height, int width, Span<float> pixels)
    {
        Region.EnsureInside(Name, index, (_height, _width), Channels, (top, left, height, width), pixels.Length);
        int size = _height * _width * Channels, row = width * Channels;
        ReadOnlySpan<byte> image = _values.AsSpan(index * size, size);
        if (width == _width)
        {
            ByteScale.ToPixels(image.Slice(top * row, height * row), pixels);
            return;
        }

        for (int y = 0; y < height; y++)
            ByteScale.ToPixels(image.Slice((((top + y) * _width) + left) * Channels, row), pixels.Slice(y * row, row));
    }
}
