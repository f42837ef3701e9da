using Hush.Imaging.Datasets.Formats;

namespace Hush.Imaging.Datasets.Folders;

/// <summary>An image in memory in the depth of its file, 8 or 16 bits per sample, gray or color; converted to float on read.</summary>
internal sealed class StoredImage
{
    private readonly byte[]? _bytes;
    private readonly ushort[]? _words;

    /// <summary>Quantizes the pixels to the file's depth; drops alpha.</summary>
    public StoredImage(DecodedImage image)
    {
        (Height, Width, Channels) = (image.Height, image.Width, image.Channels < 3 ? 1 : 3);
        int count = Height * Width * Channels;
        if (image.Deep)
            _words = new ushort[count];
        else
            _bytes = new byte[count];
        for (int i = 0; i < count; i++)
        {
            float pixel = Math.Clamp(image.Pixels[(i / Channels * image.Channels) + (i % Channels)], 0f, 1f);
            if (_words is not null)
                _words[i] = (ushort)MathF.Round(pixel * 65535f);
            else
                _bytes![i] = (byte)MathF.Round(pixel * 255f);
        }
    }

    public int Height { get; }

    public int Width { get; }

    public int Channels { get; }

    public long Bytes => _bytes?.LongLength ?? (2 * _words!.LongLength);

    /// <summary>Reads a region as [height, width, channels], with 1 or 3 channels regardless of the file.</summary>
    public void Read(int top, int left, int height, int width, int channels, Span<float> pixels)
    {
        int row = width * Channels, wanted = width * channels;
        for (int y = 0; y < height; y++)
        {
            int from = (((top + y) * Width) + left) * Channels;
            Span<float> to = pixels.Slice(y * wanted, wanted);
            if (channels == Channels)
                Copy(from, to);
            else if (channels == 3)
                Spread(from, to);
            else
                Luma(from, row, to);
        }
    }

    private void Copy(int from, Span<float> to)
    {
        if (_bytes is not null)
            ByteScale.ToPixels(_bytes.AsSpan(from, to.Length), to);
        else
            ByteScale.ToPixels(_words.AsSpan(from, to.Length), to);
    }

    /// <summary>Gray to color: red = green = blue. Written to the first third of the row, then expanded from its end.</summary>
    private void Spread(int from, Span<float> to)
    {
        int width = to.Length / 3;
        Copy(from, to[..width]);
        for (int x = width - 1; x >= 0; x--)
            to.Slice(3 * x, 3).Fill(to[x]);
    }

    /// <summary>Color to gray: 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601), not rounded to the file's depth.</summary>
    private void Luma(int from, int row, Span<float> to)
    {
        Span<float> pixel = stackalloc float[3];
        for (int x = 0; x < row / 3; x++)
        {
            Copy(from + (3 * x), pixel);
            to[x] = (0.299f * pixel[0]) + (0.587f * pixel[1]) + (0.114f * pixel[2]);
        }
    }
}
