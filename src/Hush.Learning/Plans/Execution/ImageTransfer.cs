using Hush.Learning.Plans.Memory;
using Hush.Numerics;

namespace Hush.Learning.Plans.Execution;

/// <summary>
/// Copies between dense images and the buffers of a plan. Images whose size is not a multiple of the network's alignment are padded
/// at the right and bottom by symmetric reflection (the edge pixel is repeated: a b c | c b a), several times for tiny images.
/// </summary>
internal static unsafe class ImageTransfer
{
    /// <summary>Copies rows of a dense image, [height, width, C], into a buffer and pads them.</summary>
    public static void Load(float* pixels, int height, int width, FeatureMap buffer, ImageSlot image, int firstRow, int rows)
    {
        int channels = buffer.Slots.Length;
        for (int row = firstRow; row < firstRow + rows; row++)
        {
            float* from = pixels + ((nint)Reflection.Index(row, height) * width * channels), to = buffer.Row(image, row);
            if (buffer.Stride == channels)
                new ReadOnlySpan<float>(from, width * channels).CopyTo(new Span<float>(to, width * channels));
            for (int x = buffer.Stride == channels ? width : 0; x < buffer.Width; x++)
            {
                for (int c = 0; c < channels; c++)
                    to[((nint)x * buffer.Stride) + buffer.Slots[c]] = from[(Reflection.Index(x, width) * channels) + c];
            }
        }
    }

    /// <summary>Copies rows of a buffer into a dense image, without the padding.</summary>
    public static void Store(FeatureMap buffer, ImageSlot image, float* pixels, int width, int firstRow, int rows)
    {
        int channels = buffer.Slots.Length;
        for (int row = firstRow; row < firstRow + rows; row++)
        {
            float* from = buffer.Row(image, row), to = pixels + ((nint)row * width * channels);
            for (int x = 0; x < width; x++, from += buffer.Stride, to += channels)
            {
                for (int c = 0; c < channels; c++)
                    to[c] = from[buffer.Slots[c]];
            }
        }
    }

    /// <summary>Fills rows of a one-channel buffer with a value.</summary>
    public static void Fill(FeatureMap buffer, ImageSlot image, float value, int firstRow, int rows)
    {
        for (int row = firstRow; row < firstRow + rows; row++)
        {
            float* to = buffer.Row(image, row);
            for (int x = 0; x < buffer.Width; x++)
                to[(nint)x * buffer.Stride] = value;
        }
    }
}
